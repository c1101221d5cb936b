import type { Introduction } from '../connection/introduction.ts';
import {
  RoomSession,
  type RoomSessionOptions,
  type RoomTarget,
  type SessionChange,
} from '../connection/roomSession.ts';
import { Emitter } from '../emitter.ts';
import type { Logger } from '../log.ts';
import type { ActiveRoom } from './activeRoom.ts';
import { MOST_JOINED, type RecentRooms } from './recentRooms.ts';
import { TooManyRoomsError } from './tooManyRoomsError.ts';

/** Between the connections that are taken up after a reload, in milliseconds: the room that is shown goes first. */
const TAKE_UP_MS = 300;

/** The rooms that this window is in, one of them shown; the one place that opens and closes sessions. */
export class JoinedRooms implements ActiveRoom {
  readonly switched = new Emitter<RoomSession | undefined>();
  readonly changes = new Emitter<SessionChange>();
  /** What changes in any of the rooms. */
  readonly roomChanges = new Emitter<{ session: RoomSession; change: SessionChange }>();
  /** Fires when a room was joined or left. */
  readonly listed = new Emitter<void>();
  /** Fires when a room was left with messages that still wait: they are sent when it is joined again under that name. */
  readonly parked = new Emitter<{ title: string; name: string; count: number }>();
  readonly #recent: RecentRooms;
  readonly #log: Logger;
  readonly #optionsFor: (target: RoomTarget, introduction?: Introduction) => RoomSessionOptions;
  /** In the order of joining. */
  #joined: RoomSession[] = [];
  /** Those joined that were shown, the last one at the end. */
  #seen: RoomSession[] = [];
  #shown: RoomSession | undefined;
  /** The sessions that are being opened, by their room; a later one takes the place of the one before. */
  readonly #opening = new Map<string, RoomSession>();
  /** The session that a person asked for last: the one to show once it is there. */
  #wanted: RoomSession | undefined;
  readonly #timers = new Set<NodeJS.Timeout>();
  #disposed = false;

  constructor(
    recent: RecentRooms,
    log: Logger,
    optionsFor: (target: RoomTarget, introduction?: Introduction) => RoomSessionOptions,
  ) {
    this.#recent = recent;
    this.#log = log;
    this.#optionsFor = optionsFor;
  }

  /** The session that is shown. */
  get session(): RoomSession | undefined {
    return this.#shown;
  }

  /** Every session, in the order of joining. */
  get sessions(): readonly RoomSession[] {
    return this.#joined;
  }

  /** Those that were shown in this window, the latest first. */
  get recentlyShown(): readonly RoomSession[] {
    return this.#seen.toReversed();
  }

  isJoined(session: RoomSession): boolean {
    return this.#joined.includes(session);
  }

  /** The session of a room, whatever the case its name is written in; `undefined` where it is not joined. */
  find(where: Pick<RoomTarget, 'url' | 'room'>): RoomSession | undefined {
    const key = roomKey(where);
    return this.#joined.find((session) => roomKey(session.target) === key);
  }

  /**
   * Joins a room and shows it; those joined before stay. Under another name than before, the room is left under that one
   * once it is joined under this.
   *
   * @returns false where a later join of that room, or the end of this window, made this one needless
   * @throws ConnectionError, RequestError, TooManyRoomsError
   */
  async join(target: RoomTarget, introduction?: Introduction): Promise<boolean> {
    const key = roomKey(target);
    const current = this.find(target);
    // One who was shut out, and has a new invite, needs the connection that shows it.
    const isShutOut = current?.connection.state === 'failed' && introduction?.hasInvite === true;
    if (current?.target.name === target.name && !isShutOut) {
      this.#opening.get(key)?.close();
      this.#opening.delete(key);
      current.reconnect();
      this.show(current);
      return true;
    }
    if (this.#disposed) return false;
    if (!current && this.#joined.length >= MOST_JOINED) throw new TooManyRoomsError(MOST_JOINED);
    const session = new RoomSession(this.#optionsFor(target, introduction));
    this.#opening.get(key)?.close();
    this.#opening.set(key, session);
    this.#wanted = session;
    try {
      const isSame = current?.target.room === target.room && current.target.name === target.name;
      await session.open(isSame ? current : undefined);
    } catch (error) {
      if (this.#opening.get(key) !== session) return false;
      this.#opening.delete(key);
      throw error;
    }
    if (this.#opening.get(key) !== session) {
      session.close();
      return false;
    }
    this.#opening.delete(key);
    this.#log.info('room.joined', { server: target.url });
    this.#replace(this.find(target), session);
    await this.#note(() => this.#recent.noteJoined(toRemember(session)));
    await this.#remember();
    return true;
  }

  /** Shows a room that is joined. */
  show(session: RoomSession): void {
    this.#wanted = session;
    if (this.#shown === session || !this.isJoined(session)) return;
    this.#activate(session);
    void this.#remember();
  }

  /** Takes up the rooms that this window was in before it was reloaded: the one that was shown, then the others. */
  async takeUp(): Promise<void> {
    const { rooms, shown } = this.#recent.joined;
    if (rooms.length === 0 || this.#joined.length > 0) return;
    const sessions = rooms.map((target) => new RoomSession(this.#optionsFor(target)));
    for (const session of sessions) this.#add(session);
    const first = sessions[shown] ?? sessions[0];
    this.listed.emit();
    this.#activate(first);
    const others = sessions.filter((session) => session !== first);
    others.forEach((session, index) => this.#later((index + 1) * TAKE_UP_MS, session));
    await first?.takeUp();
  }

  /** Leaves a room for good; where it was shown, the one shown before it is again. */
  async leave(session = this.#shown): Promise<void> {
    if (!session || !this.isJoined(session)) return;
    this.#takeOut(session);
    await this.#remember();
    await session.leave();
    await this.#tellParked(session);
  }

  /** Takes a room out of this window; this person stays a member of it. */
  async close(session: RoomSession): Promise<void> {
    if (!this.isJoined(session)) return;
    this.#takeOut(session);
    session.close();
    await this.#remember();
    await this.#tellParked(session);
  }

  /** Closes the sessions without leaving the rooms: a reload takes them up again. */
  dispose(): void {
    this.#disposed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    for (const session of [...this.#opening.values(), ...this.#joined]) session.close();
    this.#opening.clear();
    for (const emitter of [this.changes, this.roomChanges, this.switched, this.listed, this.parked]) emitter.clear();
  }

  #replace(before: RoomSession | undefined, session: RoomSession): void {
    before?.close();
    if (before) this.#remove(before);
    this.#add(session);
    // Whoever turned to another room meanwhile stays there.
    if (this.#wanted === session || !this.#shown || this.#shown === before) this.#activate(session);
    this.listed.emit();
    if (before) void this.#tellParked(before);
  }

  #add(session: RoomSession): void {
    this.#joined = [...this.#joined, session];
    session.changes.on((change) => {
      if (!this.isJoined(session)) return;
      this.roomChanges.emit({ session, change });
      if (this.#shown === session) this.changes.emit(change);
    });
  }

  #remove(session: RoomSession): void {
    this.#joined = this.#joined.filter((other) => other !== session);
    this.#seen = this.#seen.filter((other) => other !== session);
  }

  #takeOut(session: RoomSession): void {
    this.#remove(session);
    if (this.#shown === session) this.#activate(this.#seen.at(-1) ?? this.#joined.at(-1));
    this.listed.emit();
  }

  #activate(session: RoomSession | undefined): void {
    this.#shown = session;
    if (session) this.#seen = [...this.#seen.filter((other) => other !== session), session];
    this.switched.emit(session);
  }

  #later(delayMs: number, session: RoomSession): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      if (this.isJoined(session)) void session.takeUp();
    }, delayMs);
    this.#timers.add(timer);
  }

  async #tellParked({ state: { title }, target: { name }, outbox }: RoomSession): Promise<void> {
    // What was said as it was left is among it.
    await outbox.leave();
    if (outbox.entries.length > 0) this.parked.emit({ title, name, count: outbox.entries.length });
  }

  #remember(): Promise<void> {
    const rooms = this.#joined.map(toRemember);
    const shown = this.#shown ? this.#joined.indexOf(this.#shown) : 0;
    return this.#note(() => this.#recent.noteRooms({ rooms, shown }));
  }

  /** What cannot be remembered for the next time is no reason to fail now. */
  async #note(remember: () => Promise<void>): Promise<void> {
    try {
      await remember();
    } catch (error) {
      this.#log.warn('room.unremembered', { detail: error instanceof Error ? error.message : String(error) });
    }
  }
}

/** A room of two has a name that nobody can read: what it is called is kept beside it. */
function toRemember({ target: { url, room, name }, state }: RoomSession): RoomTarget {
  return { url, room, name, ...(state.title !== state.room && { title: state.title }) };
}

/** Servers compare names of rooms without case ([GR4]): one room has one key however it was typed. */
export function roomKey({ url, room }: Pick<RoomTarget, 'url' | 'room'>): string {
  return `${url}\n${room.normalize('NFC').toLowerCase()}`;
}
