import type { DatabaseSync } from 'node:sqlite';
import { ProtocolError } from '../protocol/errors.ts';
import { nameKey } from '../protocol/names.ts';
import type { Accounts } from './accounts.ts';
import type { IdentityOperations } from './identityOperations.ts';
import type { Actor } from './operations.ts';
import type { RoomAccess } from './roomAccess.ts';
import type { Rooms } from './rooms.ts';
import { Command, Query } from './sqlite.ts';

/** Rooms of two ([RM7]): found by who the two are, entered by nobody else. */
export class Directs {
  readonly #access: RoomAccess;
  readonly #accounts: Accounts;
  readonly #rooms: Rooms;
  readonly #between: Query<{ name: string; key: string }>;
  readonly #insert: Command;

  constructor(database: DatabaseSync, access: RoomAccess, accounts: Accounts, rooms: Rooms) {
    this.#access = access;
    this.#accounts = accounts;
    this.#rooms = rooms;
    this.#between = new Query(
      database,
      `SELECT r.name, r.key FROM directs d JOIN rooms r ON r.id = d.room WHERE d.holder = ? AND d.other = ?`,
    );
    this.#insert = new Command(
      database,
      'INSERT INTO directs (holder, other, room, other_id, other_name) VALUES (?, ?, ?, ?, ?)',
    );
  }

  /** The room of these two; made where there is none yet. @throws ProtocolError `bad_request`, `forbidden`, `not_found` */
  open(input: IdentityOperations['direct']['input']): IdentityOperations['direct']['output'] {
    const { actor, now } = input;
    const other = this.#other(input);
    if (other.holder === actor.holder || other.id === actor.id) {
      throw new ProtocolError('bad_request', 'A room of two takes somebody else.');
    }
    const found = this.#between.get(actor.holder, other.holder);
    const { id, name, guest, holder } = other;
    if (found) return { room: found.name, key: found.key, other: { id, name, guest, holder } };
    const key = nameKey(input.room);
    const room = this.#access.create(input.room, key, undefined, 'direct');
    this.#insert.run(actor.holder, other.holder, room.id, other.id, other.name);
    this.#insert.run(other.holder, actor.holder, room.id, actor.id, actor.name);
    for (const one of [actor, other]) {
      this.#access.grant(room.id, one.holder);
      this.#rooms.enter(room, one, now);
    }
    return { room: room.name, key, other: { id, name, guest, holder } };
  }

  /** A guest can be talked to only while they are here: nobody else knows which of that name is meant. */
  #other({ user, other }: IdentityOperations['direct']['input']): Actor {
    if (other?.id === user) return other;
    const { id, name } = this.#accounts.registered(user);
    return { id, name, guest: false, holder: id };
  }
}
