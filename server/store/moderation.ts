import type { DatabaseSync } from 'node:sqlite';
import { ProtocolError } from '../protocol/errors.ts';
import type { Restriction, User } from '../protocol/model.ts';
import type { Accounts, AccountsParts } from './accounts.ts';
import { WHOLE_SERVER } from './authority.ts';
import type { EventPages, RoomRow } from './eventPages.ts';
import type { Aim, IdentityOperations, Removal } from './identityOperations.ts';
import type { Actor } from './operations.ts';
import type { Rooms } from './rooms.ts';
import { Query } from './sqlite.ts';

interface KnownRow {
  name: string;
  guest: number;
}

/** Kicks, bans, mutes and roles: by the owners of a room for it, by those of the server for everything ([AC5], [AC6]). */
export class Moderation {
  readonly #parts: AccountsParts;
  readonly #accounts: Accounts;
  readonly #rooms: Rooms;
  readonly #pages: EventPages;
  readonly #asMember: Query<KnownRow>;
  readonly #asGuest: Query<KnownRow>;
  readonly #asRestricted: Query<KnownRow>;
  readonly #memberships: Query<{ key: string }>;

  constructor(database: DatabaseSync, parts: AccountsParts, accounts: Accounts, rooms: Rooms, pages: EventPages) {
    this.#parts = parts;
    this.#accounts = accounts;
    this.#rooms = rooms;
    this.#pages = pages;
    this.#asMember = new Query(database, 'SELECT name, guest FROM members WHERE user = ? LIMIT 1');
    this.#asGuest = new Query(
      database,
      'SELECT coalesce(name, key) AS name, 1 AS guest FROM tokens WHERE user = ? AND lineage IS NOT NULL LIMIT 1',
    );
    this.#asRestricted = new Query(database, 'SELECT name, 1 AS guest FROM restrictions WHERE user = ? LIMIT 1');
    this.#memberships = new Query(
      database,
      `SELECT r.key FROM members m JOIN rooms r ON r.id = m.room WHERE m.user = ? AND r.visibility <> 'direct'`,
    );
  }

  /**
   * Out of a room, until they are let in again; or off the server, where invites are needed until they have a new one.
   * @throws ProtocolError `forbidden`, `not_found`
   */
  kick(aim: Aim): Removal {
    const { room, user } = this.#aimAt(aim);
    if (room) return { user, events: this.#leave([room.key], user, aim) };
    if (aim.open) return { user, events: [] };
    if (user.guest) this.#parts.devices.revokeAllOf(user.id);
    else this.#accounts.setKicked(user.id, true);
    return { user, events: this.#leaveAll(user, aim) };
  }

  /** @throws ProtocolError `forbidden`, `not_found` */
  ban(aim: Aim & { on: boolean }): Removal {
    const { room, user } = this.#aimAt(aim);
    const where = room?.id ?? WHOLE_SERVER;
    if (!aim.on) {
      this.#parts.authority.release(where, user.id, 'ban');
      return { user, events: [] };
    }
    this.#parts.authority.restrict(where, user, 'ban', aim.actor, aim.now);
    return { user, events: room ? this.#leave([room.key], user, aim) : this.#leaveAll(user, aim) };
  }

  /** @throws ProtocolError `forbidden`, `not_found` */
  mute(aim: Aim & { on: boolean }): User {
    const { room, user } = this.#aimAt(aim);
    const { authority } = this.#parts;
    const where = room?.id ?? WHOLE_SERVER;
    if (aim.on) authority.restrict(where, user, 'mute', aim.actor, aim.now);
    else authority.release(where, user.id, 'mute');
    return user;
  }

  /** @throws ProtocolError `forbidden`, `not_found` */
  restrictions({ actor, room }: IdentityOperations['bans']['input']): Restriction[] {
    return this.#parts.authority.restrictions(this.#place(actor, room)?.id ?? WHOLE_SERVER);
  }

  /** @throws ProtocolError `bad_request`, `forbidden`, `not_found` */
  setRole(aim: IdentityOperations['role']['input']): User {
    const { authority, invites, access } = this.#parts;
    const { actor, role } = aim;
    const room = this.#place(actor, aim.room);
    const user = this.#accounts.registered(aim.user);
    if (room) {
      if (role === 'guest') throw new ProtocolError('bad_request', 'In a room somebody is an owner or a member.');
      authority.setRoomOwner(room.id, user.id, role === 'owner');
      // Whose room it was stays in it.
      if (role === 'member') access.grant(room.id, user.id);
    } else {
      if (user.role === 'owner' && role !== 'owner' && authority.owners === 1) {
        throw new ProtocolError('forbidden', 'This is the last owner of the server. Make another one first.');
      }
      authority.setRole(user.id, role);
      if (user.role === 'owner' && role !== 'owner') {
        // What an owner had given away does not outlive their being one; nor does what they saw as one, but for the
        // rooms that they are a member of.
        invites.revokeAllOf(user.id);
        access.keepOnly(user.id);
      }
    }
    return { id: user.id, name: user.name, guest: false };
  }

  /** Whom something is to be done to, by somebody who may. @throws ProtocolError `forbidden`, `not_found` */
  #aimAt(aim: Aim): { room: RoomRow | undefined; user: User } {
    const { actor } = aim;
    const room = this.#place(actor, aim.room);
    const user = this.#known(aim.user);
    if (user.id === actor.id) throw new ProtocolError('forbidden', 'This is you yourself.');
    const { authority } = this.#parts;
    if (authority.roleOf(user.id) === 'owner') {
      throw new ProtocolError('forbidden', 'This is an owner of the server. Take that from them first.');
    }
    if (room && authority.ownsRoom(room.id, user.id) && authority.roleOf(actor.id) !== 'owner') {
      throw new ProtocolError('forbidden', 'This is an owner of the room. Take that from them first.');
    }
    return { room, user };
  }

  #place(actor: Actor, room: { key: string } | undefined): RoomRow | undefined {
    if (room) return this.#parts.access.moderated(room.key, actor);
    this.#parts.authority.requireModerator(WHOLE_SERVER, actor);
    return undefined;
  }

  #known(id: string): User {
    const registered = this.#accounts.find(id);
    if (registered) return { id, name: registered.name, guest: false };
    const guest = this.#asMember.get(id) ?? this.#asGuest.get(id) ?? this.#asRestricted.get(id);
    if (!guest) throw new ProtocolError('not_found', 'There is nobody here under this id.');
    return { id, name: guest.name, guest: true };
  }

  #leaveAll(user: User, aim: Aim): Removal['events'] {
    this.#parts.invites.revokeAllOf(user.id);
    return this.#leave(
      this.#memberships.all(user.id).map(({ key }) => key),
      user,
      aim,
      false,
    );
  }

  /** @param forgets whether what they were let in by goes, too; off the server it waits for them to be invited again */
  #leave(keys: readonly string[], user: User, aim: Aim, forgets = true): Removal['events'] {
    const events: Removal['events'] = [];
    for (const key of keys) {
      const room = this.#pages.room(key);
      if (!room) continue;
      const { event } = this.#rooms.remove(room, { ...user, holder: user.id }, aim.actor, aim.now, forgets) ?? {};
      if (event !== undefined) events.push({ key, event });
    }
    return events;
  }
}
