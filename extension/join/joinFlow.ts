import * as vscode from 'vscode';
import type { RoomSummary } from '../../server/protocol/model.ts';
import { normalizeName } from '../../server/protocol/names.ts';
import { RequestError } from '../connection/errors.ts';
import type { RoomTarget } from '../connection/roomSession.ts';
import { displayAddress, isLoopback, parseServerAddress } from '../connection/serverAddress.ts';
import { errorText } from '../errorTexts.ts';
import { plainText } from '../plainText.ts';
import { askText, BACK, type Question } from './askText.ts';
import { pickRoom } from './pickRoom.ts';

/** What is known before the first question: each answer that is known is not asked for. */
export interface JoinRequest {
  server?: string | undefined;
  room?: string | undefined;
  name?: string | undefined;
}

export interface JoinFlowOptions {
  recent: readonly RoomTarget[];
  /** The person's own address setting; empty where there is none. */
  defaultServer: string;
  suggestName(): Promise<string>;
  /** Starts the bundled server and answers with its address. */
  startServer(): Promise<string>;
  /** Whether this unencrypted server beyond this computer was allowed before; remembers a yes. */
  allowPlain: { has(url: string): boolean; remember(url: string): Promise<void> };
  /** The rooms that are on a server; rejects as `join` does. */
  listRooms(target: Pick<RoomTarget, 'url' | 'name'>): Promise<RoomSummary[]>;
  /** Connects; rejects with what the person is to be told, answers false where another join took its place. */
  join(target: RoomTarget): Promise<boolean>;
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
  readonly #given: JoinRequest;
  readonly #title = vscode.l10n.t('Join Chat Room');
  /** The questions that were answered, for the way back. */
  readonly #asked: Step[] = [];
  #address: string;
  #name: string;
  #room: string;
  /** Why the next question is asked again. */
  #problem: string | undefined;

  constructor(request: JoinRequest, options: JoinFlowOptions) {
    this.#options = options;
    this.#given = request;
    this.#address = request.server ?? '';
    this.#name = request.name ?? '';
    this.#room = request.room ?? '';
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
    const picked = await pickServer(this.#title, this.#options);
    if (picked === undefined) return 'cancelled';
    this.#asked.push('server');
    if (picked === 'address') {
      if (this.#address === '') this.#address = this.#options.defaultServer;
      return 'address';
    }
    if (picked !== 'host') {
      ({ url: this.#address, name: this.#name, room: this.#room } = picked);
      return 'join';
    }
    try {
      this.#address = await this.#options.startServer();
      return 'name';
    } catch (error) {
      void vscode.window.showErrorMessage(errorText(error));
      return 'cancelled';
    }
  }

  #askAddress(): Promise<Step | Outcome> {
    const question = {
      prompt: vscode.l10n.t('Address of the room server'),
      placeholder: '192.168.1.20:7465',
      value: this.#address === '' ? '' : displayOf(this.#address),
      validate: addressComplaint,
    };
    return this.#ask('address', question, 'name', (typed) => (this.#address = parseServerAddress(typed)));
  }

  async #askName(): Promise<Step | Outcome> {
    if (this.#given.name !== undefined && this.#problem === undefined) return 'room';
    const question = {
      prompt: vscode.l10n.t('Your name, as the others see it'),
      placeholder: vscode.l10n.t('Name'),
      value: this.#name === '' ? await this.#options.suggestName() : this.#name,
      validate: (typed: string) =>
        normalizeName(typed) === undefined
          ? vscode.l10n.t('Enter a name of 1 to 64 characters, without hidden ones.')
          : undefined,
    };
    return this.#ask('name', question, 'room', (typed) => (this.#name = normalizeName(typed) ?? typed));
  }

  /** Offers the rooms that are there, which also shows whether this address and name will do. */
  async #pickRoom(): Promise<Step | Outcome> {
    if (this.#given.room !== undefined) return 'join';
    const url = parseServerAddress(this.#address);
    if (!(await confirmPlain(url, this.#options.allowPlain))) return 'cancelled';
    let rooms: RoomSummary[];
    try {
      rooms = await this.#options.listRooms({ url, name: this.#name });
    } catch (error) {
      return this.#refused(error);
    }
    if (rooms.length === 0) return 'newRoom';
    const answer = await pickRoom(this.#title, rooms, this.#asked.length > 0);
    if (answer === undefined) return 'cancelled';
    if (answer === BACK) return this.#asked.pop() ?? 'server';
    this.#room = answer.room;
    if (answer.existing) return 'join';
    this.#asked.push('room');
    return 'newRoom';
  }

  #askRoom(): Promise<Step | Outcome> {
    const question = {
      prompt: vscode.l10n.t('Name of the room'),
      placeholder: vscode.l10n.t('Room'),
      value: this.#room === '' ? 'general' : this.#room,
      validate: (typed: string) =>
        normalizeName(typed) === undefined
          ? vscode.l10n.t('Enter the room’s name, 1 to 64 characters, without hidden ones.')
          : undefined,
    };
    return this.#ask('newRoom', question, 'join', (typed) => (this.#room = normalizeName(typed) ?? typed));
  }

  async #join(): Promise<Step | Outcome> {
    try {
      const target = { url: parseServerAddress(this.#address), name: this.#name, room: this.#room };
      if (!(await confirmPlain(target.url, this.#options.allowPlain))) return 'cancelled';
      return (await this.#options.join(target)) ? 'joined' : 'cancelled';
    } catch (error) {
      return this.#refused(error);
    }
  }

  /** Leads back to the question that can mend a refusal. */
  #refused(error: unknown): Step {
    const step = stepOf(error);
    this.#problem = errorText(error);
    // That question is asked again: it is not one to come back to from there.
    const asked = this.#asked.lastIndexOf(step);
    if (asked >= 0) this.#asked.length = asked;
    return step;
  }

  /** Asks one question and goes on to `next`, or back to the question before. */
  async #ask(
    step: Step,
    question: Pick<Question, 'prompt' | 'placeholder' | 'value' | 'validate'>,
    next: Step,
    take: (typed: string) => void,
  ): Promise<Step | Outcome> {
    const problem = this.#problem;
    this.#problem = undefined;
    const answer = await askText({ ...question, title: this.#title, problem, back: this.#asked.length > 0 });
    if (answer === undefined) return 'cancelled';
    if (answer === BACK) return this.#asked.pop() ?? 'server';
    take(answer);
    this.#asked.push(step);
    return next;
  }
}

function addressComplaint(typed: string): string | undefined {
  try {
    parseServerAddress(typed);
    return undefined;
  } catch (error) {
    return errorText(error);
  }
}

/** The short form of an address where it means the same. */
function displayOf(address: string): string {
  return address.startsWith('ws://') ? displayAddress(address) : address;
}

async function pickServer(
  title: string,
  options: JoinFlowOptions,
): Promise<RoomTarget | 'host' | 'address' | undefined> {
  type Item = vscode.QuickPickItem & { choice: RoomTarget | 'host' | 'address' };
  const recent = options.recent.map((target): Item => {
    return {
      label: `$(history) ${plainText(target.room)}`,
      description: vscode.l10n.t('{0} as {1}', displayAddress(target.url), plainText(target.name)),
      choice: target,
    };
  });
  const items: (Item | vscode.QuickPickItem)[] = [
    ...recent,
    ...(recent.length > 0 ? [{ label: '', kind: vscode.QuickPickItemKind.Separator }] : []),
    { label: `$(globe) ${vscode.l10n.t('Enter an address…')}`, choice: 'address' },
    { label: `$(server-process) ${vscode.l10n.t('Host a room on this computer')}`, choice: 'host' },
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: vscode.l10n.t('Where is the room?'),
    matchOnDescription: true,
    ignoreFocusOut: true,
  });
  return picked && 'choice' in picked ? picked.choice : undefined;
}

/** What is said over plain `ws://` beyond this computer can be read on the way: once a server, that is asked about. */
async function confirmPlain(url: string, allowed: JoinFlowOptions['allowPlain']): Promise<boolean> {
  if (url.startsWith('wss://') || isLoopback(url) || allowed.has(url)) return true;
  const connect = vscode.l10n.t('Connect');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('The connection to {0} is not encrypted.', displayAddress(url)),
    {
      modal: true,
      detail: vscode.l10n.t(
        'Whoever shares the network can read and change what is said. Connect only on a network that you trust.',
      ),
    },
    connect,
  );
  if (answer !== connect) return false;
  await allowed.remember(url);
  return true;
}
