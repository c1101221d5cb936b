import type { DatabaseSync } from 'node:sqlite';
import { ProtocolError } from '../protocol/errors.ts';
import { INVITES_PER_USER, REDEEM_AGAIN_MS } from '../protocol/limits.ts';
import type { InviteInfo, Role } from '../protocol/model.ts';
import { type Authority, WHOLE_SERVER } from './authority.ts';
import type { RoomRow } from './eventPages.ts';
import type { IdentityOperations } from './identityOperations.ts';
import type { Actor } from './operations.ts';
import type { RoomAccess } from './roomAccess.ts';
import { Command, Query } from './sqlite.ts';

export interface InviteRow {
  id: string;
  /** Whose further device it brings; null: it brings people. */
  user: string | null;
  entry: number;
  role: Role;
  uses: number;
  remaining: number;
  created: number;
  expires: number;
  maker: string;
  maker_name: string;
}

/** The maker of what the command line and the first start invite. */
const THE_SERVER = { id: '', name: '' };

/** Secrets that let people in, of which only SHA-256s are kept ([AC3]). */
export class Invites {
  readonly #authority: Authority;
  readonly #access: RoomAccess;
  readonly #byHash: Query<InviteRow>;
  readonly #byId: Query<InviteRow>;
  readonly #list: Query<InviteRow>;
  readonly #rooms: Query<{ id: number; name: string }>;
  readonly #redeemed: Query<{ time: number }>;
  readonly #count: Query<{ count: number }>;
  readonly #insert: Command;
  readonly #insertRoom: Command;
  readonly #spend: Command;
  readonly #redeem: Command;
  readonly #end: Command;
  readonly #endOfUser: Command;
  readonly #forget: readonly Command[];

  constructor(database: DatabaseSync, authority: Authority, access: RoomAccess) {
    this.#authority = authority;
    this.#access = access;
    this.#byHash = new Query(database, 'SELECT * FROM invites WHERE hash = ?');
    this.#byId = new Query(database, 'SELECT * FROM invites WHERE id = ?');
    this.#list = new Query(
      database,
      `SELECT * FROM invites WHERE user IS NULL AND (maker = ?1 OR ?2 = 'owner') AND expires > ?3
       ORDER BY created DESC, id LIMIT ${INVITES_PER_USER}`,
    );
    this.#rooms = new Query(
      database,
      'SELECT r.id, r.name FROM invite_rooms i JOIN rooms r ON r.id = i.room WHERE i.invite = ? ORDER BY r.name',
    );
    this.#redeemed = new Query(database, 'SELECT time FROM redemptions WHERE invite = ? AND holder = ?');
    this.#count = new Query(
      database,
      'SELECT count(*) AS count FROM invites WHERE maker = ? AND expires > ? AND remaining > 0',
    );
    this.#insert = new Command(
      database,
      `INSERT INTO invites (id, hash, user, entry, role, uses, remaining, created, expires, maker, maker_name)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#insertRoom = new Command(database, 'INSERT OR IGNORE INTO invite_rooms (invite, room) VALUES (?, ?)');
    this.#spend = new Command(database, 'UPDATE invites SET remaining = remaining - 1 WHERE id = ?');
    this.#redeem = new Command(database, 'INSERT OR REPLACE INTO redemptions (invite, holder, time) VALUES (?, ?, ?)');
    this.#end = new Command(database, 'UPDATE invites SET expires = 0 WHERE id = ?');
    this.#endOfUser = new Command(database, 'UPDATE invites SET expires = 0 WHERE maker = ? OR user = ?');
    this.#forget = [
      'DELETE FROM invites WHERE expires < ?',
      'DELETE FROM invite_rooms WHERE invite NOT IN (SELECT id FROM invites)',
      'DELETE FROM redemptions WHERE invite NOT IN (SELECT id FROM invites)',
    ].map((sql) => new Command(database, sql));
  }

  /**
   * Makes an invite. The server's owners may invite to anything; owners of a room only to that, and nobody new to a server
   * that takes invited people only. @throws ProtocolError `forbidden`, `not_found`
   */
  make(input: IdentityOperations['invite']['input']): void {
    const { actor, rooms, role, now } = input;
    const isOwner = actor === undefined || this.#authority.roleOf(actor.id) === 'owner';
    if (!isOwner && role === 'owner') throw new ProtocolError('forbidden', 'Only an owner of the server makes owners.');
    if (!isOwner && rooms.length === 0) this.#authority.requireModerator(WHOLE_SERVER, actor);
    const maker = actor ?? THE_SERVER;
    this.#checkNumber(maker.id, now);
    const opened = rooms.map((room) => this.#roomToOpen(room, isOwner, actor));
    this.#add({ ...input, maker, user: null, entry: isOwner });
    for (const { id } of opened) this.#insertRoom.run(input.id, id);
  }

  /** @throws ProtocolError `forbidden` */
  makeForDevice(input: IdentityOperations['deviceLink']['input']): void {
    const { actor, now } = input;
    if (actor.guest) throw new ProtocolError('forbidden', 'A guest has no devices. Register the name first.');
    this.#checkNumber(actor.id, now);
    this.#add({ ...input, role: 'member', uses: 1, maker: actor, user: actor.id, entry: true });
  }

  /** Those that are not over: one's own, and for an owner of the server all. */
  list(actor: Actor, now: number): InviteInfo[] {
    return this.#list.all(actor.id, this.#authority.roleOf(actor.id), now).map((row) => ({
      inviteId: row.id,
      rooms: this.roomsOf(row.id).map(({ name }) => name),
      role: row.role,
      uses: row.uses,
      left: row.remaining,
      created: row.created,
      expires: row.expires,
      by: { id: row.maker, name: row.maker_name },
    }));
  }

  /** @throws ProtocolError `not_found` */
  revoke(actor: Actor, id: string): void {
    const row = this.#byId.get(id);
    const mine = row?.maker === actor.id || this.#authority.roleOf(actor.id) === 'owner';
    if (row?.user !== null || !mine) throw new ProtocolError('not_found', 'There is no such invite.');
    this.#end.run(id);
  }

  /** What somebody who is removed had made is good no more. */
  revokeAllOf(user: string): void {
    this.#endOfUser.run(user, user);
  }

  /** One that is not over; it may be used up. */
  find(hash: Uint8Array, now: number): InviteRow | undefined {
    const row = this.#byHash.get(hash);
    return row && row.expires > now ? row : undefined;
  }

  /** Whether it brought this holder in a moment ago, so that a lost answer may be asked for again. */
  broughtJustNow(invite: InviteRow, holder: string, now: number): boolean {
    const time = this.#redeemed.get(invite.id, holder)?.time;
    return time !== undefined && now - time < REDEEM_AGAIN_MS;
  }

  /** Takes one use of an invite that has one left, once for each holder. */
  redeem(invite: InviteRow, holder: string, now: number): void {
    if (this.#redeemed.get(invite.id, holder) === undefined) this.#spend.run(invite.id);
    this.#redeem.run(invite.id, holder, now);
  }

  wasRedeemed(invite: InviteRow, holder: string): boolean {
    return this.#redeemed.get(invite.id, holder) !== undefined;
  }

  roomsOf(invite: string): { id: number; name: string }[] {
    return this.#rooms.all(invite);
  }

  /** Drops those that are over. */
  forget(now: number): void {
    const [expired, ...rest] = this.#forget;
    expired?.run(now);
    for (const command of rest) command.run();
  }

  #add(invite: {
    id: string;
    hash: Uint8Array;
    user: string | null;
    entry: boolean;
    role: Role;
    uses: number;
    expires: number;
    maker: { id: string; name: string };
    now: number;
  }): void {
    const { id, hash, user, entry, role, uses, expires, maker, now } = invite;
    this.#insert.run(id, hash, user, entry ? 1 : 0, role, uses, uses, now, expires, maker.id, maker.name);
  }

  /** What an owner invites to is there when the first one comes, who would otherwise be its maker. */
  #roomToOpen({ name, key }: { name: string; key: string }, isOwner: boolean, actor: Actor | undefined): RoomRow {
    const room = this.#access.find(key);
    if (room?.visibility === 'direct') throw new ProtocolError('not_found', 'There is no such room.');
    if (room && (isOwner || (actor && this.#authority.ownsRoom(room.id, actor.id)))) return room;
    if (!room && isOwner) return this.#access.create(name, key, actor);
    throw new ProtocolError('forbidden', 'You may invite to rooms of yours only.');
  }

  #checkNumber(maker: string, now: number): void {
    if ((this.#count.get(maker, now)?.count ?? 0) < INVITES_PER_USER) return;
    throw new ProtocolError(
      'forbidden',
      `You have ${INVITES_PER_USER} invites that are still good. Revoke some first.`,
    );
  }
}
