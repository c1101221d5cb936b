import { encodeFrame, type Frame } from './frame.ts';
import { Grouped } from './grouped.ts';
import type { Member, PresenceState, User } from './protocol/model.ts';
import type { EventJson, MemberRow } from './store/operations.ts';

/** What a room sees of a session. */
export interface RoomSession {
  readonly user: User;
  readonly state: 'online' | 'away';
  send(frame: Frame): void;
}

/** The living side of a room: who is here, and what they are told. The log itself is in the store. */
export class Room {
  readonly key: string;
  readonly name: string;
  readonly #sessions = new Set<RoomSession>();
  readonly #byUser = new Grouped<RoomSession>();
  #registered = new Map<string, Omit<Member, 'state'>>();
  /** What the snapshot says of each member, until something of it changes. */
  readonly #json = new Map<string, string>();

  constructor(key: string, name: string) {
    this.key = key;
    this.name = name;
  }

  get isEmpty(): boolean {
    return this.#sessions.size === 0;
  }

  /** Guests who are here. */
  get guests(): number {
    let count = 0;
    for (const id of this.#byUser.keys()) {
      const [first] = this.#byUser.of(id);
      if (first?.user.guest === true) count += 1;
    }
    return count;
  }

  /** Adds a session and tells the others. @param registered the registered members, as the join found them */
  add(session: RoomSession, registered: readonly MemberRow[]): void {
    this.#register(registered);
    const before = this.stateOf(session.user.id);
    this.#sessions.add(session);
    this.#byUser.add(session.user.id, session);
    this.#announce(session.user, before, session);
  }

  remove(session: RoomSession): void {
    const { user } = session;
    const before = this.stateOf(user.id);
    if (!this.#byUser.delete(user.id, session)) return;
    this.#sessions.delete(session);
    this.#announce(user, before);
  }

  has(userId: string): boolean {
    return this.#byUser.has(userId);
  }

  /** Somebody is no member any more, though the server may remember the name. */
  forget(userId: string): void {
    this.#registered.delete(userId);
    this.#json.delete(userId);
  }

  /** Sessions that are here now. */
  get sessions(): Iterable<RoomSession> {
    return this.#sessions;
  }

  /** Whether somebody is a registered member, or here. */
  knows(userId: string): boolean {
    return this.#registered.has(userId) || this.#byUser.has(userId);
  }

  /** A registered member may moderate the room, or not any more; is muted, or not any more. */
  mark(userId: string, change: Pick<Member, 'role' | 'muted'>): void {
    const member = this.#registered.get(userId);
    if (member) this.#registered.set(userId, { ...member, ...change });
    this.#json.delete(userId);
  }

  /** Tells all who are here something that has no place in the log. */
  tell(frame: Frame): void {
    this.#broadcast(frame, undefined);
  }

  /** Call with what `stateOf` said before a session's own state changed. */
  stateChanged(session: RoomSession, before: PresenceState): void {
    this.#announce(session.user, before, session);
  }

  /** Away only where all of a user's sessions are. */
  stateOf(userId: string): PresenceState {
    let state: PresenceState = 'offline';
    for (const session of this.#byUser.of(userId)) {
      if (session.state === 'online') return 'online';
      state = 'away';
    }
    return state;
  }

  /**
   * Registered members always, guests while they are here ([RM2]). Where all come back at once each is told of all: so
   * every member is made into JSON once.
   */
  membersJson(): string {
    const members: string[] = [];
    for (const id of this.#registered.keys()) members.push(this.#memberJson(id));
    for (const id of this.#byUser.keys()) if (!this.#registered.has(id)) members.push(this.#memberJson(id));
    return `[${members.join(',')}]`;
  }

  /** Tells an event to everybody but the session that made it, which gets its answer instead ([MSG1]). */
  deliver(event: EventJson, except?: RoomSession): void {
    this.#broadcast(encodeFrame(event), except);
  }

  typing(session: RoomSession, on: boolean): void {
    const { id, name } = session.user;
    this.#broadcast(
      encodeFrame(JSON.stringify({ type: 'typing', room: this.name, user: { id, name }, on }), true),
      session,
    );
  }

  #register(members: readonly MemberRow[]): void {
    const before = this.#registered;
    this.#registered = new Map(members.map((member) => [member.id, { ...member, guest: false }]));
    for (const [id, member] of this.#registered) if (!isSame(member, before.get(id))) this.#json.delete(id);
    for (const id of before.keys()) if (!this.#registered.has(id)) this.#json.delete(id);
  }

  #memberJson(id: string): string {
    let json = this.#json.get(id);
    if (json === undefined) {
      const [session] = this.#byUser.of(id);
      json = JSON.stringify({ ...this.#registered.get(id), ...session?.user, state: this.stateOf(id) });
      this.#json.set(id, json);
    }
    return json;
  }

  /** Whatever changed of a session, or of who is here, comes by. */
  #announce(user: User, before: PresenceState, except?: RoomSession): void {
    this.#json.delete(user.id);
    const state = this.stateOf(user.id);
    if (state === before) return;
    this.#broadcast(encodeFrame(JSON.stringify({ type: 'presence', room: this.name, user, state }), true), except);
  }

  #broadcast(frame: Frame, except: RoomSession | undefined): void {
    for (const session of this.#sessions) if (session !== except) session.send(frame);
  }
}

function isSame(member: object, other: object | undefined): boolean {
  if (!other) return false;
  const fields = Object.entries(other);
  return (
    fields.length === Object.keys(member).length &&
    fields.every(([name, value]) => (member as Record<string, unknown>)[name] === value)
  );
}
