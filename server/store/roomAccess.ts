import type { DatabaseSync } from 'node:sqlite';
import { ProtocolError } from '../protocol/errors.ts';
import { KNOCKS_PER_ROOM } from '../protocol/limits.ts';
import type { Knock, RoomTraits, Visibility } from '../protocol/model.ts';
import type { Authority } from './authority.ts';
import type { EventPages, RoomRow } from './eventPages.ts';
import type { IdentityOperations } from './identityOperations.ts';
import type { Actor } from './operations.ts';
import { Command, Query } from './sqlite.ts';

interface KnockRow {
  holder: string;
  user: string;
  name: string;
  guest: number;
  time: number;
}

/** Which rooms there are for whom, and who is let in ([RM5], [RM6], [RM7]). */
export class RoomAccess {
  readonly #pages: EventPages;
  readonly #authority: Authority;
  readonly #create: Command;
  readonly #granted: Query<{ room: number }>;
  readonly #visited: Query<{ room: number }>;
  readonly #grant: Command;
  readonly #visit: Command;
  readonly #leaveNothing: readonly Command[];
  readonly #setOptions: Command;
  readonly #keepMembers: Command;
  readonly #endVisits: Command;
  readonly #keepOnly: readonly Command[];
  readonly #knock: Command;
  readonly #knocks: Query<KnockRow>;
  readonly #knocked: Query<KnockRow>;
  readonly #dropKnocks: Command;
  readonly #other: Query<{ id: string; name: string }>;
  readonly #isRegistered: Query<{ id: string }>;

  constructor(database: DatabaseSync, pages: EventPages, authority: Authority) {
    this.#pages = pages;
    this.#authority = authority;
    this.#create = new Command(database, 'INSERT INTO rooms (name, key) VALUES (?, ?)');
    this.#granted = new Query(database, 'SELECT room FROM grants WHERE room = ? AND holder = ?');
    this.#visited = new Query(database, 'SELECT room FROM visits WHERE room = ? AND holder = ?');
    this.#grant = new Command(database, 'INSERT OR IGNORE INTO grants (room, holder) VALUES (?, ?)');
    this.#visit = new Command(database, 'INSERT OR IGNORE INTO visits (room, holder) VALUES (?, ?)');
    // A guest is known by a name to others, and by lineages to the store.
    this.#leaveNothing = ['visits', 'grants', 'knocks'].map(
      (table) =>
        new Command(
          database,
          `DELETE FROM ${table} WHERE room = ?1
             AND (holder = ?2 OR holder IN (SELECT lineage FROM tokens WHERE user = ?2 AND lineage IS NOT NULL))`,
        ),
    );
    this.#setOptions = new Command(database, 'UPDATE rooms SET visibility = ?, approval = ? WHERE id = ?');
    this.#keepMembers = new Command(
      database,
      `INSERT OR IGNORE INTO grants (room, holder)
       SELECT ?1, user FROM members WHERE room = ?1 AND guest = 0 UNION SELECT ?1, value FROM json_each(?2)`,
    );
    this.#endVisits = new Command(
      database,
      'DELETE FROM visits WHERE room = ?1 AND holder NOT IN (SELECT holder FROM grants WHERE room = ?1)',
    );
    this.#keepOnly = [
      'INSERT OR IGNORE INTO grants (room, holder) SELECT room, user FROM members WHERE user = ?',
      `DELETE FROM visits WHERE holder = ?1 AND room NOT IN (SELECT room FROM grants WHERE holder = ?1)
         AND room IN (SELECT id FROM rooms WHERE visibility <> 'open' OR approval = 1)`,
    ].map((sql) => new Command(database, sql));
    this.#knock = new Command(
      database,
      'INSERT INTO knocks (room, holder, user, name, guest, time) VALUES (?, ?, ?, ?, ?, ?)',
    );
    this.#knocks = new Query(
      database,
      `SELECT holder, user, name, guest, time FROM knocks WHERE room = ? ORDER BY time LIMIT ${KNOCKS_PER_ROOM}`,
    );
    this.#knocked = new Query(
      database,
      'SELECT holder, user, name, guest, time FROM knocks WHERE room = ? AND user = ?',
    );
    this.#dropKnocks = new Command(database, 'DELETE FROM knocks WHERE room = ? AND user = ?');
    this.#other = new Query(
      database,
      'SELECT other_id AS id, other_name AS name FROM directs WHERE room = ? AND holder = ?',
    );
    this.#isRegistered = new Query(database, 'SELECT id FROM users WHERE id = ?');
  }

  find(key: string): RoomRow | undefined {
    return this.#pages.room(key);
  }

  /** Makes a room; who registered owns what they made, unless they are a guest of the server. */
  create(name: string, key: string, maker: Actor | undefined, visibility: Visibility | 'direct' = 'open'): RoomRow {
    const { rowId } = this.#create.run(name, key);
    if (visibility !== 'open') this.#setOptions.run(visibility, 0, rowId);
    if (maker && visibility !== 'direct' && this.#authority.roleOf(maker.id) !== 'guest') {
      this.#authority.setRoomOwner(rowId, maker.id, true);
    }
    const room = this.#pages.room(key);
    if (!room) throw new Error('A room that was just made is not there.');
    return room;
  }

  /** Whether this one may make rooms: all but the guests of a server that takes invited people only. */
  mayCreate(actor: Actor, open: boolean): boolean {
    return open || this.#authority.roleOf(actor.id) !== 'guest';
  }

  /**
   * Whether somebody may enter now, or has to wait for an owner.
   * @throws ProtocolError `not_found` where the room is not there for them, `forbidden` where they are banned
   */
  enter(room: RoomRow, actor: Actor, open: boolean): 'now' | 'afterApproval' {
    if (!this.isThere(room, actor, open)) throw notFound();
    if (this.#authority.isBanned(actor.id, room.id)) {
      throw new ProtocolError('forbidden', 'An owner has banned you from this room.');
    }
    if (room.approval === 0 || room.visibility !== 'open') return 'now';
    return this.hasGrant(room.id, actor.holder) || this.#authority.mayModerate(room.id, actor.id)
      ? 'now'
      : 'afterApproval';
  }

  /** Whether a room exists for somebody. */
  isThere(room: RoomRow, actor: Actor, open: boolean): boolean {
    if (room.visibility === 'direct') return this.hasGrant(room.id, actor.holder);
    if (this.#authority.mayModerate(room.id, actor.id) || this.hasGrant(room.id, actor.holder)) return true;
    if (room.visibility === 'invite') return false;
    const confined = !this.mayCreate(actor, open);
    return !confined || this.#visited.get(room.id, actor.holder) !== undefined;
  }

  /** One that is there for somebody. @throws ProtocolError `not_found` */
  require(key: string, actor: Actor, open: boolean): RoomRow {
    const room = this.#pages.room(key);
    if (!room || !this.isThere(room, actor, open)) throw notFound();
    return room;
  }

  /** Lets somebody in, now and later. */
  grant(room: number, holder: string): void {
    this.#grant.run(room, holder);
  }

  hasGrant(room: number, holder: string): boolean {
    return this.#granted.get(room, holder) !== undefined;
  }

  visit(room: number, holder: string): void {
    this.#visit.run(room, holder);
  }

  /** Takes from a user all that they were let into a room by. */
  forget(room: number, user: string): void {
    for (const command of this.#leaveNothing) command.run(room, user);
  }

  /** Who leaves a room that is not open sees its files no more, and may come back if they were let in ([FL5]). */
  endVisit(room: RoomRow, actor: Actor): void {
    if (room.visibility === 'open' && room.approval === 0) return;
    const mayComeBack = this.hasGrant(room.id, actor.holder);
    this.forget(room.id, actor.id);
    if (mayComeBack) this.grant(room.id, actor.holder);
  }

  /** Of rooms that are not open to all somebody keeps those that they are a member of. */
  keepOnly(user: string): void {
    for (const command of this.#keepOnly) command.run(user);
  }

  /** What is told of a room beyond its name. */
  traits(room: Pick<RoomRow, 'id' | 'visibility' | 'approval'>, holder: string): RoomTraits {
    const direct = room.visibility === 'direct' ? this.#other.get(room.id, holder) : undefined;
    return {
      ...(room.visibility === 'invite' && { visibility: 'invite' as const }),
      ...(room.approval === 1 && { approval: true as const }),
      ...(direct && { direct: { ...direct } }),
    };
  }

  /** @throws ProtocolError `forbidden`, `not_found` */
  setOptions(input: IdentityOperations['roomOptions']['input']): IdentityOperations['roomOptions']['output'] {
    const { actor, present } = input;
    const room = this.moderated(input.key, actor);
    const visibility = input.visibility ?? (room.visibility === 'invite' ? 'invite' : 'open');
    const approval = input.approval ?? room.approval === 1;
    const changed = visibility !== room.visibility || approval !== (room.approval === 1);
    if (changed && (visibility === 'invite' || approval)) {
      this.#keepMembers.run(room.id, JSON.stringify(present));
      this.#endVisits.run(room.id);
    }
    if (changed) this.#setOptions.run(visibility, approval ? 1 : 0, room.id);
    return { visibility, approval, changed };
  }

  /** Remembers that somebody waits to be let in. @returns whether they did not before */
  knock(room: RoomRow, actor: Actor, now: number): boolean {
    const waiting = this.#knocks.all(room.id);
    if (waiting.some(({ holder }) => holder === actor.holder)) return false;
    if (waiting.length >= KNOCKS_PER_ROOM) {
      throw new ProtocolError('forbidden', 'Too many people wait to be let into this room.');
    }
    this.#knock.run(room.id, actor.holder, actor.id, actor.name, actor.guest ? 1 : 0, now);
    return true;
  }

  /** @throws ProtocolError `forbidden`, `not_found` */
  knocks(key: string, actor: Actor): Knock[] {
    const room = this.moderated(key, actor);
    return this.#knocks.all(room.id).map(({ user, name, guest, time }) => {
      return { user: { id: user, name, guest: guest === 1 }, time };
    });
  }

  /** Lets in or turns away who waits; also lets in a registered user who does not. @returns the holders who waited */
  admit(input: IdentityOperations['admit']['input']): string[] {
    const { user, accept } = input;
    const room = this.moderated(input.key, input.actor);
    const waited = this.#knocked.all(room.id, user).map(({ holder }) => holder);
    const registered = this.#isRegistered.get(user) !== undefined;
    if (waited.length === 0 && !(accept && registered))
      throw new ProtocolError('not_found', 'Nobody waits under this id.');
    this.#dropKnocks.run(room.id, user);
    if (accept) for (const holder of registered ? [user] : waited) this.grant(room.id, holder);
    return waited;
  }

  /** A room that this one may moderate. @throws ProtocolError `forbidden`, `not_found` */
  moderated(key: string, actor: Actor): RoomRow {
    const room = this.require(key, actor, true);
    if (room.visibility === 'direct') throw new ProtocolError('forbidden', 'A room of two has no owner.');
    this.#authority.requireModerator(room.id, actor);
    return room;
  }
}

function notFound(): ProtocolError {
  return new ProtocolError('not_found', 'There is no such room, or you need an invite to it.');
}
