import type { AccessNotice } from '../../server/protocol/accessNotices.ts';
import type { AnyEvent, Hello } from '../../server/protocol/frames.ts';
import { HISTORY_EVENTS } from '../../server/protocol/limits.ts';
import type { Self } from '../../server/protocol/model.ts';
import { Emitter } from '../emitter.ts';
import type { Logger } from '../log.ts';
import { HttpClient } from '../transfers/httpClient.ts';
import { AccessRequests } from './accessRequests.ts';
import type { Connected, ConnectionHost, ConnectionState, LiveFrame } from './connectionHost.ts';
import { Delivery } from './delivery.ts';
import { firstConnection } from './firstConnection.ts';
import { GapFiller } from './gapFiller.ts';
import { HistoryStretch } from './historyStretch.ts';
import type { Introduction } from './introduction.ts';
import { MessageChanges } from './messageChanges.ts';
import { Outbox, type OutboxStorage } from './outbox.ts';
import { RoomConnection } from './roomConnection.ts';
import { RoomQueries } from './roomQueries.ts';
import { RoomState, type Gap, type RoomChange } from './roomState.ts';
import { TypingPeople } from './typingPeople.ts';

/** How often is looked for transfers that another window of this person left behind, in milliseconds. */
const TAKE_OVER_MS = 5_000;

/** Where and as whom a room is joined. */
export interface RoomTarget {
  /** A URL as `parseServerAddress` gives it. */
  url: string;
  room: string;
  name: string;
  /** What people call the room where that is not its name, as it was heard last. */
  title?: string;
}

/** Keeps the token of one server and name. */
export interface TokenStore {
  load(): Promise<string | undefined>;
  save(token: string | undefined): Promise<void>;
}

export type SessionChange =
  | RoomChange
  | { kind: 'connection' }
  /** Other people began or stopped typing. */
  | { kind: 'typing' }
  /** An event came as it happened: also one that is about a place that is not at hand. */
  | { kind: 'live'; event: AnyEvent }
  /** The server tells who may what; of this room, or of all. */
  | { kind: 'notice'; notice: AccessNotice }
  /** The item with this id was added, failed, acknowledged or given up. */
  | { kind: 'outbox'; id: string };

export interface RoomSessionOptions {
  target: RoomTarget;
  client: string;
  outbox: OutboxStorage;
  tokens: TokenStore;
  /** SHA-256 of the only certificate of the server that is accepted; `undefined` where the usual checks decide. */
  pin?: (() => string | undefined) | undefined;
  introduction?: Introduction | undefined;
  log: Logger;
}

/**
 * A room that this window joined: the connection, what is known of the room, and what waits to be sent. Resumes where
 * it stopped after every loss, and fetches what was missed.
 */
export class RoomSession {
  readonly target: RoomTarget;
  readonly state: RoomState;
  readonly outbox: Outbox;
  /** Requests over HTTP in this person's name. */
  readonly http: HttpClient;
  readonly changes = new Emitter<SessionChange>();
  /** Edits, deletions and reactions. */
  readonly messages: MessageChanges;
  readonly queries: RoomQueries;
  /** Invites, devices, moderation. */
  readonly access = new AccessRequests((type, fields) => this.#connection.request(type, fields));
  readonly #typing = new TypingPeople(
    () => this.changes.emit({ kind: 'typing' }),
    (on) => this.#connection.notify('typing', { room: this.state.room, on }),
  );
  readonly #connection: RoomConnection;
  readonly #log: Logger;
  readonly #gaps: GapFiller;
  /** Where the server had nothing older though it said so. */
  #bottom: number | undefined;
  #self: Self | undefined;
  #hello: Hello | undefined;
  #closed = false;
  #takingOver: NodeJS.Timeout | undefined;

  constructor(options: RoomSessionOptions) {
    this.target = options.target;
    this.#log = options.log;
    this.state = new RoomState(options.target);
    this.#connection = new RoomConnection({
      url: options.target.url,
      client: options.client,
      log: options.log,
      host: this.#connectionHost(options),
    });
    this.queries = new RoomQueries({
      room: () => this.state.room,
      request: (type, fields) => this.#connection.request(type, fields),
    });
    this.#gaps = new GapFiller({
      state: this.state,
      fetchBefore: (seq) => this.#fetchBefore(seq),
      onLost: () => this.changes.emit({ kind: 'gaps' }),
      forgetBefore: (seq) => this.#emitAll(this.state.forgetBefore(seq)),
      log: options.log,
    });
    this.messages = new MessageChanges({
      room: () => this.state.room,
      self: () => this.#self,
      request: (type, fields, onAnswer) => this.#connection.request(type, fields, onAnswer),
      apply: (event) => this.#takeEvent(event),
    });
    this.http = new HttpClient(options.target.url, () => this.#connection.token, options.pin);
    const delivery = new Delivery({
      room: () => this.state.room,
      self: () => this.#self,
      newest: () => this.state.seq,
      request: (type, fields, onAnswer) => this.#connection.request(type, fields, onAnswer),
      http: this.http,
      renewToken: () => this.renewToken(),
      takesTransfers: () => this.#hello?.features.includes('transfers') === true,
      spoolPath: (id) => options.outbox.spoolPath(id),
      apply: (event) => this.#emitAll(this.state.applyEvent(event)),
    });
    this.outbox = new Outbox({
      storage: options.outbox,
      log: options.log,
      send: (item, carriage) => delivery.send(item, carriage),
      onChange: ({ id }) => this.changes.emit({ kind: 'outbox', id }),
    });
  }

  get connection(): ConnectionState {
    return this.#connection.state;
  }

  /** Who the server says one is; `undefined` before the first connection. */
  get self(): Self | undefined {
    return this.#self;
  }

  /** The greeting of the server, with its limits; `undefined` before the first connection. */
  get hello(): Hello | undefined {
    return this.#hello;
  }

  /** Gaps that no history could fill. */
  get lostGaps(): readonly Gap[] {
    return this.#gaps.lost;
  }

  /** Older events than those at hand can be asked for. */
  get hasOlder(): boolean {
    return this.state.first > 1 && this.state.first !== this.#bottom;
  }

  /**
   * Connects for the first time, by a person's word; what `before`, of the same room and name, had to send goes out here.
   *
   * @throws ConnectionError, RequestError why it cannot be had; the session is closed then
   */
  async open(before?: RoomSession): Promise<void> {
    const settled = firstConnection(this);
    this.#connection.start({ impatient: true });
    try {
      await settled;
    } catch (error) {
      this.close();
      throw error;
    }
    await this.#loadOutbox(before);
  }

  /** Takes the room up again after a reload: keeps trying for as long as it may help. */
  async takeUp(): Promise<void> {
    this.#connection.start({ impatient: false });
    await this.#loadOutbox();
  }

  /**
   * The server does not know this person's token over HTTP, which outlives seven days of one connection for no guest:
   * connects anew to get another. False where that was done a moment ago, and so does not help.
   */
  renewToken(): boolean {
    return this.#connection.renew();
  }

  /** Tries at once where the connection waits or has failed. */
  reconnect(): void {
    this.#connection.retryNow();
  }

  /** Says that this person wants to be no member any more; where it cannot be said, the room is left all the same. */
  async leave(): Promise<void> {
    if (this.connection.state === 'online') {
      try {
        await this.#connection.request('leave', { room: this.target.room });
      } catch (error) {
        this.#log.warn('leave.unsaid', { detail: error instanceof Error ? error.message : String(error) });
      }
    }
    this.close();
  }

  /** Closes the connection; what waits to be sent stays on disk. Idempotent; nothing fires after. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    void this.outbox.leave();
    clearTimeout(this.#takingOver);
    this.#typing.clear();
    this.#connection.close();
    this.changes.emit({ kind: 'connection' });
    this.changes.clear();
  }

  /**
   * Fetches one older page.
   *
   * @throws ConnectionError, RequestError
   */
  async loadOlder(): Promise<void> {
    if (!this.hasOlder) return;
    const { first } = this.state;
    await this.#fetchBefore(first);
    if (this.state.first === first) this.#bottom = first;
  }

  /** Tells the others whether somebody sits at this window; nothing where there is no connection. */
  announce(state: 'online' | 'away'): void {
    this.#connection.notify('presence', { state });
  }

  /** Names of the others who are typing now. */
  get typing(): string[] {
    return this.#typing.names;
  }

  /** Matches in the room; see `RoomQueries`. */
  search(...query: Parameters<RoomQueries['search']>): ReturnType<RoomQueries['search']> {
    return this.queries.search(...query);
  }

  /** Tells the others that this person is typing, or stopped; said no more often than needed. */
  sayTyping(on: boolean): void {
    this.#typing.say(on);
  }

  /** This person has read up to here: tells the server, which tells their other devices ([MSG8]). */
  markRead(seq: number): void {
    const changes = this.state.applyRead(seq);
    if (changes.length === 0) return;
    this.#tellRead();
    this.#emitAll(changes);
  }

  /**
   * Fetches what surrounds a place that is not at hand.
   *
   * @throws ConnectionError, RequestError
   */
  around(seq: number): Promise<HistoryStretch> {
    return HistoryStretch.around(this.state.room, seq, (place, limit) => this.queries.history(place, limit));
  }

  /** Takes a stretch that reaches what is at hand over into it; false where something is missing between them. */
  adopt(stretch: HistoryStretch): boolean {
    const { state } = stretch;
    if (state.seq < this.state.first - 1 || state.gaps.length > 0) return false;
    if (state.first < this.state.first) {
      this.#emitAll(this.state.applyHistory([...state.events()], stretch.hasOlder));
    }
    return true;
  }

  #tellRead(): void {
    this.#connection.notify('read', { room: this.state.room, seq: this.state.read });
  }

  #connectionHost({ tokens, pin, introduction }: RoomSessionOptions): ConnectionHost {
    return {
      ...(pin && { pin }),
      connectFields: () => ({
        name: this.target.name,
        room: this.target.room,
        ...(this.state.seq > 0 && { after: this.state.seq, epoch: this.state.epoch }),
        ...introduction?.fields,
      }),
      loadToken: () => tokens.load(),
      saveToken: (token) => tokens.save(token),
      onState: (state) => {
        if (state.state !== 'online') {
          this.outbox.close();
          this.#typing.clear();
        }
        this.changes.emit({ kind: 'connection' });
      },
      onWelcome: () => introduction?.taken(),
      onConnected: (connected) => this.#connected(connected),
      onFrame: (frame) => this.#receive(frame),
    };
  }

  #connected({ hello, user, snapshot }: Connected): void {
    // The listener that hears of the connection may have closed the session.
    if (this.#closed) return;
    this.#hello = hello;
    this.#self = user;
    this.#gaps.startOver();
    this.#bottom = undefined;
    if (snapshot) {
      this.#emitAll(this.state.applySnapshot(snapshot, hello.epoch));
      // Read while there was no connection.
      if (this.state.read > snapshot.read) this.#tellRead();
    }
    this.changes.emit({ kind: 'connection' });
    this.#settleTransfers();
    this.outbox.open();
    void this.#gaps.fill();
  }

  #receive(frame: LiveFrame): void {
    switch (frame.kind) {
      case 'event':
        if ('from' in frame.event) this.#typing.stop(frame.event.from.id);
        this.#takeEvent(frame.event);
        if (frame.event.type === 'file') this.#settleTransfers();
        if (this.state.gaps.length > 0) void this.#gaps.fill();
        return;
      case 'notice':
        this.#hearNotice(frame.notice);
        return;
      case 'presence':
        if (frame.presence.room !== this.state.room) return;
        this.#emitAll(this.state.applyPresence(frame.presence.user, frame.presence.state));
        return;
      case 'typing':
        // One's own other devices say so too.
        if (frame.typing.room === this.state.room && frame.typing.user.id !== this.#self?.id) {
          this.#typing.hear(frame.typing.user, frame.typing.on);
        }
        return;
      case 'read':
        if (frame.read.room === this.state.room) this.#emitAll(this.state.applyRead(frame.read.seq));
        return;
    }
  }

  #hearNotice(notice: AccessNotice): void {
    const self = this.#self;
    const isOwnRole = notice.type === 'role' && notice.room === undefined && notice.user.id === self?.id;
    if (self && isOwnRole) this.#self = { ...self, role: notice.role };
    this.#emitAll(this.state.applyNotice(notice, self?.id));
    this.changes.emit({ kind: 'notice', notice });
  }

  /** Transfers whose events are at hand were acknowledged, whatever became of the answer. */
  #settleTransfers(): void {
    const self = this.#self;
    if (!self) return;
    for (const { id, kind } of this.outbox.entries) {
      if (kind === 'transfer' && this.state.placeOf(self.id, id) !== undefined) void this.outbox.arrived(id);
    }
  }

  async #loadOutbox(before?: RoomSession): Promise<void> {
    try {
      await this.outbox.load(before?.outbox);
      this.#settleTransfers();
      for (const { id } of this.outbox.entries) this.changes.emit({ kind: 'outbox', id });
      if (this.outbox.elsewhere && !this.#closed) {
        this.#takingOver = setTimeout(() => void this.#loadOutbox(), TAKE_OVER_MS).unref();
      }
    } catch (error) {
      this.#log.error('outbox.load', { detail: error instanceof Error ? error.message : String(error) });
    }
  }

  async #fetchBefore(before: number): Promise<void> {
    const { events, more } = await this.queries.history({ before }, HISTORY_EVENTS);
    this.#emitAll(this.state.applyHistory(events, more));
  }

  #takeEvent(event: AnyEvent): void {
    this.#emitAll(this.state.applyEvent(event));
    this.changes.emit({ kind: 'live', event });
  }

  #emitAll(changes: readonly RoomChange[]): void {
    for (const change of changes) this.changes.emit(change);
  }
}
