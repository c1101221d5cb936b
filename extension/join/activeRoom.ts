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
  readonly #recent: RecentRooms;
  readonly #log: Logger;
  readonly #optionsFor: (target: RoomTarget) => RoomSessionOptions;
  #session: RoomSession | undefined;

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
   * @throws ConnectionError, RequestError
   */
  async join(target: RoomTarget): Promise<void> {
    const current = this.#session;
    if (current && isSame(current.target, target)) {
      current.reconnect();
      return;
    }
    const session = new RoomSession(this.#optionsFor(target));
    await session.open();
    current?.close();
    this.#log.info('room.joined', { server: target.url });
    this.#activate(session);
    await this.#recent.noteJoined(target);
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
    await this.#recent.noteLeft();
    await session.leave();
  }

  /** Closes the session without leaving the room: a reload takes it up again. */
  dispose(): void {
    this.#session?.close();
    this.changes.clear();
    this.switched.clear();
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
