import type { RoomSummary } from '../../server/protocol/model.ts';
import { normalizeName } from '../../server/protocol/names.ts';
import { RequestError } from '../connection/errors.ts';
import { Introduction, type IntroductionGiven } from '../connection/introduction.ts';
import type { RoomTarget } from '../connection/roomSession.ts';
import { SignInNeeded } from '../connection/signInNeeded.ts';
import { hasScheme, isLoopback, parseServerAddress } from '../connection/serverAddress.ts';
import type { SignedIn, SignInOptions } from '../identity/signIn.ts';
import { InviteError } from './inviteError.ts';
import { findInviteLink, type InviteLink } from './inviteLink.ts';

/**
 * What is known before the first question: each answer that is known is not asked for. An invite and a pin come from a
 * link that the person said yes to, or from their own server.
 */
export interface JoinRequest extends IntroductionGiven {
  server?: string | undefined;
  room?: string | undefined;
  name?: string | undefined;
}

/** The person went back a step. */
export const BACK = Symbol('back');

/** What was typed, with Enter or before going back; `undefined` where the box was closed. */
export type Answer = { typed: string; back: boolean } | undefined;

/** A room that is there, or the beginning of a name for one that is to be made. */
export interface RoomAnswer {
  room: string;
  existing: boolean;
}

/** How a question is asked: with what stood there before, and why it is asked again. */
export interface AskAgain {
  value: string;
  problem: unknown;
  back: boolean;
}

/** A room that was joined before, a server that was found in the network, or another way in. */
export type ServerAnswer = RoomTarget | { found: string; invite: boolean } | 'host' | 'address';

/** The questions as the editor asks them. Each takes only what is valid; `undefined` where the person gave up. */
export interface JoinQuestions {
  server(recent: readonly RoomTarget[]): Promise<ServerAnswer | undefined>;
  address(how: AskAgain): Promise<Answer>;
  name(how: AskAgain): Promise<Answer>;
  room(rooms: readonly RoomSummary[], back: boolean): Promise<RoomAnswer | typeof BACK | undefined>;
  newRoom(how: AskAgain): Promise<Answer>;
  /** Whether to go where a pasted link leads: shows the server, the room and the certificate. */
  confirmLink(link: InviteLink): Promise<boolean>;
  /** Whether to connect without encryption, which others on the network can read. */
  confirmPlain(url: string): Promise<boolean>;
  tell(error: unknown): void;
}

export interface JoinFlowOptions {
  ask: JoinQuestions;
  recent: readonly RoomTarget[];
  /** The person's own address setting; empty where there is none. */
  defaultServer: string;
  suggestName(): Promise<string>;
  /** Starts the person's own server and answers with what is known of it; `undefined` where they gave it up. */
  startServer(): Promise<JoinRequest | undefined>;
  /** The URL to dial for one that was typed without a scheme: with TLS where it is known that the server speaks it. */
  dialled(url: string): string;
  /** Signs in where a server wants it; rejects with why not, also where the person gave up. */
  signIn(how: SignInOptions): Promise<SignedIn>;
  /** What this computer is called where its person lists theirs. */
  device?: string | undefined;
  /** Whether this unencrypted server beyond this computer was allowed before; remembers a yes. */
  allowPlain: { has(url: string): boolean; remember(url: string): Promise<void> };
  /** The rooms that are on a server; rejects as `join` does. */
  listRooms(target: Pick<RoomTarget, 'url' | 'name'>, introduction: Introduction): Promise<RoomSummary[]>;
  /** Connects; rejects with what the person is to be told, answers false where another join took its place. */
  join(target: RoomTarget, introduction: Introduction): Promise<boolean>;
}

type Step = 'server' | 'address' | 'name' | 'room' | 'newRoom' | 'join';
type Outcome = 'joined' | 'cancelled';

/** Which question an error of joining leads back to: the one whose answer can mend it. */
function stepOf(error: unknown): Step {
  if (error instanceof RequestError && ['name_taken', 'bad_name'].includes(error.code)) return 'name';
  return 'address';
}

/**
 * Asks for server, name and room, each with a way back, and joins. A refusal leads back to the question that can mend
 * it, with the reason above what was typed, so that nothing is typed twice.
 *
 * @returns whether a room was joined
 */
export async function runJoinFlow(request: JoinRequest, options: JoinFlowOptions): Promise<boolean> {
  return (await new JoinFlow(request, options).run()) === 'joined';
}

class JoinFlow {
  readonly #options: JoinFlowOptions;
  #given: Pick<JoinRequest, 'server' | 'name' | 'room'>;
  #introduction: Introduction;
  /** The questions that were answered, for the way back. */
  readonly #asked: Step[] = [];
  #address: string;
  #name: string;
  #room: string;
  /** Why the next question is asked again. */
  #problem: unknown;
  /** The server did not take the account that somebody signed in with. */
  #wantsOtherAccount = false;

  constructor(request: JoinRequest, options: JoinFlowOptions) {
    this.#options = options;
    this.#address = request.server ?? '';
    this.#name = request.name ?? '';
    this.#room = request.room ?? '';
    this.#given = this.#answersIn(request);
    this.#introduction = new Introduction(request, options.device);
  }

  async run(): Promise<Outcome> {
    let step: Step | Outcome = this.#given.server === undefined ? 'server' : 'name';
    while (step !== 'joined' && step !== 'cancelled') step = await this.#take(step);
    return step;
  }

  #take(step: Step): Promise<Step | Outcome> {
    switch (step) {
      case 'server':
        return this.#pickServer();
      case 'address':
        return this.#askAddress();
      case 'name':
        return this.#askName();
      case 'room':
        return this.#pickRoom();
      case 'newRoom':
        return this.#askRoom();
      case 'join':
        return this.#join();
    }
  }

  async #pickServer(): Promise<Step | Outcome> {
    this.#asked.length = 0;
    const picked = await this.#options.ask.server(this.#options.recent);
    if (picked === undefined) return 'cancelled';
    if (picked === 'host') {
      let hosted: JoinRequest | undefined;
      try {
        hosted = await this.#options.startServer();
      } catch (error) {
        this.#options.ask.tell(error);
      }
      // The other ways in are still there.
      if (hosted?.server === undefined) return 'server';
      this.#address = hosted.server;
      this.#introduction = new Introduction(hosted, this.#options.device);
      this.#asked.push('server');
      return 'name';
    }
    this.#asked.push('server');
    if (picked === 'address') {
      if (this.#address === '') this.#address = this.#options.defaultServer;
      return 'address';
    }
    if ('found' in picked) {
      this.#address = picked.found;
      this.#introduction = new Introduction({}, this.#options.device);
      // An invite is pasted in the place of the address.
      return picked.invite ? 'address' : 'name';
    }
    ({ url: this.#address, name: this.#name, room: this.#room } = picked);
    this.#introduction = new Introduction({}, this.#options.device);
    return 'join';
  }

  async #askAddress(): Promise<Step | Outcome> {
    const next = await this.#ask('address', this.#address, 'name', (typed) => {
      // What came with a link is for the server of that link.
      if (typed !== this.#address) this.#introduction = new Introduction({}, this.#options.device);
      this.#address = typed;
    });
    return next === 'name' ? this.#followLink() : next;
  }

  /** Where a link was pasted: takes from it what it says, once the person agreed. */
  async #followLink(): Promise<Step> {
    let link: InviteLink | undefined;
    try {
      link = findInviteLink(this.#address);
    } catch (error) {
      return this.#refused(error);
    }
    if (!link) return 'name';
    if (!(await this.#options.ask.confirmLink(link))) return this.#backToAddress();
    this.#address = link.server;
    this.#name = link.name ?? this.#name;
    this.#room = link.room ?? this.#room;
    this.#given = this.#answersIn(link);
    this.#introduction = new Introduction(link, this.#options.device);
    return 'name';
  }

  /** What a link or a keybinding gives is an answer only where the question would take it. */
  #answersIn({ server, name = '', room = '' }: JoinRequest): Pick<JoinRequest, 'server' | 'name' | 'room'> {
    return { server, name: normalizeName(name), room: normalizeName(room) };
  }

  async #askName(): Promise<Step | Outcome> {
    if (this.#given.name !== undefined && this.#problem === undefined) return 'room';
    const value = this.#name === '' ? await this.#options.suggestName() : this.#name;
    return this.#ask('name', value, 'room', (typed) => (this.#name = typed));
  }

  /** Offers the rooms that are there, which also shows whether this address and name will do. */
  async #pickRoom(): Promise<Step | Outcome> {
    if (this.#given.room !== undefined) return 'join';
    let rooms: RoomSummary[];
    try {
      const url = this.#url();
      if (!(await this.#mayConnect(url))) return this.#backToAddress();
      const name = normalizeName(this.#name) ?? this.#name;
      rooms = await this.#options.listRooms({ url, name }, this.#introduction);
    } catch (error) {
      return this.#notLetIn(error, 'room');
    }
    if (rooms.length === 0) return 'newRoom';
    const answer = await this.#options.ask.room(rooms, this.#asked.length > 0);
    if (answer === undefined) return 'cancelled';
    if (answer === BACK) return this.#asked.pop() ?? 'server';
    if (answer.existing) {
      this.#room = answer.room;
      return 'join';
    }
    if (answer.room !== '') this.#room = answer.room;
    this.#asked.push('room');
    return 'newRoom';
  }

  #askRoom(): Promise<Step | Outcome> {
    const value = this.#room === '' ? 'general' : this.#room;
    return this.#ask('newRoom', value, 'join', (typed) => (this.#room = typed));
  }

  async #join(): Promise<Step | Outcome> {
    try {
      const url = this.#url();
      if (!(await this.#mayConnect(url))) return this.#backToAddress();
      const name = normalizeName(this.#name) ?? this.#name;
      const room = normalizeName(this.#room) ?? this.#room;
      return (await this.#options.join({ url, name, room }, this.#introduction)) ? 'joined' : 'cancelled';
    } catch (error) {
      return this.#notLetIn(error, 'join');
    }
  }

  /** @throws ConnectionError `bad_address` */
  #url(): string {
    const url = parseServerAddress(this.#address);
    // Who writes the scheme out means it.
    return hasScheme(this.#address) ? url : this.#options.dialled(url);
  }

  /** What is said over plain `ws://` beyond this computer can be read on the way: once a server, that is asked about. */
  async #mayConnect(url: string): Promise<boolean> {
    const { allowPlain, ask } = this.#options;
    if (url.startsWith('wss://') || isLoopback(url) || allowPlain.has(url)) return true;
    if (!(await ask.confirmPlain(url))) return false;
    await allowPlain.remember(url);
    return true;
  }

  /** Where the server wants a sign-in, that comes next, and then the same step again. */
  async #notLetIn(error: unknown, step: Step): Promise<Step | Outcome> {
    if (!(error instanceof SignInNeeded)) {
      // Another name may do for the same person; else what a provider said is good for one try.
      if (stepOf(error) !== 'name') this.#introduction = this.#introduction.signedIn(undefined);
      this.#wantsOtherAccount = error instanceof RequestError && error.code === 'bad_identity';
      return this.#refused(error);
    }
    try {
      const how = { needed: error, url: this.#url(), otherAccount: this.#wantsOtherAccount };
      const { token, name } = await this.#options.signIn(how);
      this.#introduction = this.#introduction.signedIn(token);
      // Who is vouched for comes as that, and not as whoever they say they are.
      if (this.#asked.includes('name')) this.#name = name ?? this.#name;
      return step;
    } catch (failure) {
      return this.#refused(failure);
    }
  }

  /** Leads back to the question that can mend a refusal. */
  #refused(error: unknown): Step {
    const isInvite = error instanceof RequestError && error.code === 'bad_invite' && this.#introduction.hasInvite;
    this.#problem = isInvite ? new InviteError('refused') : error;
    return this.#backTo(stepOf(error));
  }

  #backToAddress(): Step {
    return this.#backTo('address');
  }

  /** That question is asked again: neither it nor what followed is one to come back to from there. */
  #backTo(step: Step): Step {
    const asked = this.#asked.lastIndexOf(step);
    if (asked >= 0) this.#asked.length = asked;
    else this.#asked.length = Math.min(this.#asked.length, this.#asked[0] === 'server' ? 1 : 0);
    return step;
  }

  /** Asks one question and goes on to `next`, or back to the question before; what was typed is kept either way. */
  async #ask(
    step: 'address' | 'name' | 'newRoom',
    value: string,
    next: Step,
    keep: (typed: string) => void,
  ): Promise<Step | Outcome> {
    const problem = this.#problem;
    this.#problem = undefined;
    const answer = await this.#options.ask[step]({ value, problem, back: this.#asked.length > 0 });
    if (answer === undefined) return 'cancelled';
    keep(answer.typed);
    if (answer.back) return this.#asked.pop() ?? 'server';
    this.#asked.push(step);
    return next;
  }
}
