import { Emitter } from '../emitter.ts';
import type { Logger } from '../log.ts';
import {
  RoomSession,
  type RoomSessionOptions,
  type RoomTarget,
  type SessionChange,
} from '../connection/roomSession.ts';
import type { RecentRooms } from './recentRooms.ts';

/** The room that this window is in, if any; the one place that opens and closes sessions. */
export class ActiveRoom {
  /** Fires when another session, or none, is the active one. */
  readonly switched = new Emitter<RoomSession | undefined>();
  /** What changes in the active session. */
  readonly changes = new Emitter<SessionChange>();
  /** Fires when a room was left with messages that still wait: they are sent when it is joined again under that name. */
  readonly parked = new Emitter<{ target: RoomTarget; count: number }>();
  readonly #recent: RecentRooms;
  readonly #log: Logger;
  readonly #optionsFor: (target: RoomTarget) => RoomSessionOptions;
  #session: RoomSession | undefined;
  /** The session that is being opened; a later one takes its place. */
  #opening: RoomSession | undefined;
  #disposed = false;

  constructor(recent: RecentRooms, log: Logger, optionsFor: (target: RoomTarget) => RoomSessionOptions) {
    this.#recent = recent;
    this.#log = log;
    this.#optionsFor = optionsFor;
  }

  get session(): RoomSession | undefined {
    return this.#session;
  }

  /**
   * Joins a room; the one before is left only once the new one is there.
   *
   * @returns false where a later join, or the end of this window, made this one needless
   * @throws ConnectionError, RequestError
   */
  async join(target: RoomTarget): Promise<boolean> {
    const current = this.#session;
    if (current && isSame(current.target, target)) {
      this.#opening?.close();
      this.#opening = undefined;
      current.reconnect();
      return true;
    }
    if (this.#disposed) return false;
    const session = new RoomSession(this.#optionsFor(target));
    this.#opening?.close();
    this.#opening = session;
    try {
      await session.open();
    } catch (error) {
      if (this.#opening !== session) return false;
      this.#opening = undefined;
      throw error;
    }
    if (this.#opening !== session) {
      session.close();
      return false;
    }
    this.#opening = undefined;
    const before = this.#session;
    before?.close();
    this.#log.info('room.joined', { server: target.url });
    this.#activate(session);
    if (before) this.#tellParked(before);
    await this.#note(() => this.#recent.noteJoined(target));
    return true;
  }

  /** Takes up the room that this window was in before it was reloaded. */
  async takeUp(): Promise<void> {
    const target = this.#recent.joined;
    if (!target || this.#session) return;
    const session = new RoomSession(this.#optionsFor(target));
    this.#activate(session);
    await session.takeUp();
  }

  async leave(): Promise<void> {
    const session = this.#session;
    if (!session) return;
    this.#activate(undefined);
    await this.#note(() => this.#recent.noteLeft());
    await session.leave();
    this.#tellParked(session);
  }

  /** Closes the session without leaving the room: a reload takes it up again. */
  dispose(): void {
    this.#disposed = true;
    this.#opening?.close();
    this.#opening = undefined;
    this.#session?.close();
    this.changes.clear();
    this.switched.clear();
    this.parked.clear();
  }

  #tellParked({ target, outbox }: RoomSession): void {
    if (outbox.entries.length > 0) this.parked.emit({ target, count: outbox.entries.length });
  }

  /** What cannot be remembered for the next time is no reason to fail now. */
  async #note(remember: () => Promise<void>): Promise<void> {
    try {
      await remember();
    } catch (error) {
      this.#log.warn('room.unremembered', { detail: error instanceof Error ? error.message : String(error) });
    }
  }

  #activate(session: RoomSession | undefined): void {
    this.#session = session;
    session?.changes.on((change) => {
      if (this.#session === session) this.changes.emit(change);
    });
    this.switched.emit(session);
  }
}

function isSame(one: RoomTarget, other: RoomTarget): boolean {
  return one.url === other.url && one.room === other.room && one.name === other.name;
}
