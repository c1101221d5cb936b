import type { DatabaseSync } from 'node:sqlite';
import { ProtocolError } from '../protocol/errors.ts';
import type { Restriction, Role } from '../protocol/model.ts';
import type { Actor } from './operations.ts';
import { Command, Query } from './sqlite.ts';

/** Stands for the whole server where restrictions name a room. */
export const WHOLE_SERVER = 0;

interface RestrictionRow {
  user: string;
  kind: 'ban' | 'mute';
  name: string;
  time: number;
  maker: string;
  maker_name: string;
}

/** Who may do what: roles of the server and of rooms, bans and mutes ([AC5], [AC6]). */
export class Authority {
  readonly #role: Query<{ role: Role }>;
  readonly #setRole: Command;
  readonly #owners: Query<{ count: number }>;
  readonly #ownsRoom: Query<{ room: number }>;
  readonly #roomOwners: Query<{ user: string }>;
  readonly #addOwner: Command;
  readonly #dropOwner: Command;
  readonly #restricted: Query<{ room: number }>;
  readonly #kept: Query<{ kind: 'ban' | 'mute' }>;
  readonly #muted: Query<{ user: string }>;
  readonly #restrictions: Query<RestrictionRow>;
  readonly #restrict: Command;
  readonly #release: Command;

  constructor(database: DatabaseSync) {
    this.#role = new Query(database, 'SELECT role FROM users WHERE id = ?');
    this.#setRole = new Command(database, 'UPDATE users SET role = ? WHERE id = ?');
    this.#owners = new Query(database, "SELECT count(*) AS count FROM users WHERE role = 'owner'");
    this.#ownsRoom = new Query(database, 'SELECT room FROM room_owners WHERE room = ? AND user = ?');
    this.#roomOwners = new Query(
      database,
      "SELECT user FROM room_owners WHERE room = ? UNION SELECT id FROM users WHERE role = 'owner'",
    );
    this.#addOwner = new Command(database, 'INSERT OR IGNORE INTO room_owners (room, user) VALUES (?, ?)');
    this.#dropOwner = new Command(database, 'DELETE FROM room_owners WHERE room = ? AND user = ?');
    this.#restricted = new Query(
      database,
      'SELECT room FROM restrictions WHERE user = ? AND kind = ? AND room IN (?, ?) LIMIT 1',
    );
    this.#kept = new Query(
      database,
      'SELECT kind FROM restrictions WHERE user = ? AND room IN (?, ?) ORDER BY kind LIMIT 1',
    );
    this.#muted = new Query(database, "SELECT user FROM restrictions WHERE room IN (?, ?) AND kind = 'mute'");
    this.#restrictions = new Query(
      database,
      'SELECT user, kind, name, time, maker, maker_name FROM restrictions WHERE room = ? ORDER BY time DESC LIMIT 10000',
    );
    this.#restrict = new Command(
      database,
      `INSERT OR REPLACE INTO restrictions (room, user, kind, name, time, maker, maker_name)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#release = new Command(database, 'DELETE FROM restrictions WHERE room = ? AND user = ? AND kind = ?');
  }

  /** Of the server; who has not registered is a guest. */
  roleOf(user: string): Role {
    return this.#role.get(user)?.role ?? 'guest';
  }

  setRole(user: string, role: Role): void {
    this.#setRole.run(role, user);
  }

  /** How many owners the server has. */
  get owners(): number {
    return this.#owners.get()?.count ?? 0;
  }

  /** Owners of a room and of the server. */
  ownersOf(room: number): string[] {
    return this.#roomOwners.all(room).map(({ user }) => user);
  }

  ownsRoom(room: number, user: string): boolean {
    return this.#ownsRoom.get(room, user) !== undefined;
  }

  setRoomOwner(room: number, user: string, on: boolean): void {
    (on ? this.#addOwner : this.#dropOwner).run(room, user);
  }

  /** @param room `WHOLE_SERVER`, or the one that it is about */
  mayModerate(room: number, user: string): boolean {
    return this.roleOf(user) === 'owner' || (room !== WHOLE_SERVER && this.ownsRoom(room, user));
  }

  /** @throws ProtocolError `forbidden` */
  requireModerator(room: number, actor: Actor): void {
    if (this.mayModerate(room, actor.id)) return;
    throw new ProtocolError(
      'forbidden',
      room === WHOLE_SERVER ? 'Only an owner of the server may do this.' : 'Only an owner of this room may do this.',
    );
  }

  /** Also where the whole server is barred to them. */
  isBanned(user: string, room: number): boolean {
    return this.#restricted.get(user, 'ban', room, WHOLE_SERVER) !== undefined;
  }

  /** In a room, or on the whole server. */
  mutedIn(room: number): string[] {
    return this.#muted.all(room, WHOLE_SERVER).map(({ user }) => user);
  }

  /** @throws ProtocolError `forbidden` where the whole server is barred to them */
  requireWelcome(user: string): void {
    if (!this.isBanned(user, WHOLE_SERVER)) return;
    throw new ProtocolError('forbidden', 'An owner of this server has banned you from it.');
  }

  /**
   * @param silent whether what they do says nothing, such as taking back what they said
   * @throws ProtocolError `forbidden` where they are muted, or were banned since their request came in
   */
  requireVoice(room: number, actor: Actor, silent = false): void {
    const kept = this.#kept.get(actor.id, room, WHOLE_SERVER);
    if (!kept || (silent && kept.kind === 'mute')) return;
    throw new ProtocolError(
      'forbidden',
      kept.kind === 'ban'
        ? 'An owner has banned you from this room.'
        : 'An owner has muted you here: you can read, and not write.',
    );
  }

  restrict(room: number, user: { id: string; name: string }, kind: 'ban' | 'mute', by: Actor, now: number): void {
    this.#restrict.run(room, user.id, kind, user.name, now, by.id, by.name);
  }

  release(room: number, user: string, kind: 'ban' | 'mute'): void {
    this.#release.run(room, user, kind);
  }

  restrictions(room: number): Restriction[] {
    return this.#restrictions.all(room).map(({ user, kind, name, time, maker, maker_name: makerName }) => ({
      user: { id: user, name },
      kind,
      time,
      by: { id: maker, name: makerName },
    }));
  }
}
