import type { DatabaseSync } from 'node:sqlite';
import { ProtocolError } from '../protocol/errors.ts';
import { DEVICES_PER_USER } from '../protocol/limits.ts';
import type { DeviceInfo } from '../protocol/model.ts';
import type { Authority } from './authority.ts';
import type { IdentifyInput, IdentityOperations } from './identityOperations.ts';
import type { Actor } from './operations.ts';
import { Command, Query } from './sqlite.ts';

/** That a device was seen is written down only so often: most of its coming writes nothing. */
const SEEN_MS = 600_000;

export interface TokenRow {
  user: string;
  key: string;
  lineage: string | null;
  expires: number | null;
  device: string | null;
  last_seen: number | null;
}

interface DeviceRow {
  device: string;
  label: string;
  created: number;
  last_seen: number | null;
}

/** The tokens of users and guests, of which only SHA-256s are kept ([GR5], [GR6]). */
export class Devices {
  readonly #authority: Authority;
  readonly #byHash: Query<TokenRow>;
  readonly #shower: Query<TokenRow & { name: string; kicked: number | null }>;
  readonly #list: Query<DeviceRow>;
  readonly #ownerOf: Query<{ user: string }>;
  readonly #proven: Query<{ count: number }>;
  readonly #oldest: Command;
  readonly #add: Command;
  readonly #seen: Command;
  readonly #drop: Command;
  readonly #dropAll: Command;
  readonly #dropLineage: Command;
  readonly #expire: Command;

  constructor(database: DatabaseSync, authority: Authority) {
    this.#authority = authority;
    const columns = 'user, key, lineage, expires, device, last_seen';
    this.#byHash = new Query(database, `SELECT ${columns} FROM tokens WHERE hash = ?`);
    this.#shower = new Query(
      database,
      `SELECT t.user, t.key, t.lineage, t.expires, t.device, t.last_seen, u.kicked,
         coalesce(u.name, t.name, t.key) AS name
       FROM tokens t LEFT JOIN users u ON u.id = t.user WHERE t.hash = ?`,
    );
    this.#list = new Query(
      database,
      `SELECT device, label, created, last_seen FROM tokens WHERE user = ? AND device IS NOT NULL
       ORDER BY coalesce(last_seen, created) DESC, device`,
    );
    this.#ownerOf = new Query(database, 'SELECT user FROM tokens WHERE device = ?');
    this.#proven = new Query(database, 'SELECT count(*) AS count FROM tokens WHERE user = ? AND last_seen IS NOT NULL');
    this.#oldest = new Command(
      database,
      `DELETE FROM tokens WHERE hash IN (SELECT hash FROM tokens WHERE user = ?1 AND lineage IS NULL
         ORDER BY coalesce(last_seen, created) DESC LIMIT -1 OFFSET ${DEVICES_PER_USER - 1})`,
    );
    this.#add = new Command(
      database,
      `INSERT INTO tokens (hash, user, key, lineage, expires, name, device, label, created)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#seen = new Command(database, 'UPDATE tokens SET last_seen = ? WHERE device = ?');
    this.#drop = new Command(database, 'DELETE FROM tokens WHERE device = ?');
    this.#dropAll = new Command(database, 'DELETE FROM tokens WHERE user = ?');
    this.#dropLineage = new Command(database, 'DELETE FROM tokens WHERE lineage = ?');
    this.#expire = new Command(database, 'DELETE FROM tokens WHERE expires IS NOT NULL AND expires <= ?');
  }

  /** @throws ProtocolError `bad_token` where it is unknown, has expired, or is of another name */
  shown(hash: Uint8Array, key: string, now: number): TokenRow {
    const row = this.#byHash.get(hash);
    if (row?.key !== key || isOver(row, now)) throw badToken();
    return row;
  }

  /** Who shows a token over HTTP ([FL5]). @throws ProtocolError `bad_token`, `forbidden` */
  whoIs({ token, open, now }: IdentityOperations['whoIs']['input']): Actor {
    const row = this.#shower.get(token);
    if (!row || isOver(row, now) || (row.kicked === 1 && !open)) throw badToken();
    this.#authority.requireWelcome(row.user);
    return {
      id: row.user,
      name: row.name,
      guest: row.lineage !== null,
      holder: row.lineage ?? row.user,
      ...(row.device !== null && { device: row.device }),
    };
  }

  /** A further token of a registered user. Past the most that one may have, what was seen longest ago goes. */
  add(user: { id: string; key: string }, input: IdentifyInput): void {
    const { fresh, label, now } = input;
    this.#oldest.run(user.id);
    this.#add.run(fresh.token, user.id, user.key, null, null, null, fresh.device, label, now);
  }

  addGuest(input: IdentifyInput, lineage: string): void {
    const { fresh, guestId, key, name, now } = input;
    this.#expire.run(now);
    this.#add.run(fresh.token, guestId, key, lineage, fresh.expires, name, null, '', now);
  }

  /** Whether a user has ever come back by a token. */
  wasProven(user: string): boolean {
    return (this.#proven.get(user)?.count ?? 0) > 0;
  }

  sawAgain(row: TokenRow, now: number): void {
    if (row.device === null || (row.last_seen !== null && now - row.last_seen < SEEN_MS)) return;
    this.#seen.run(now, row.device);
  }

  list(actor: Actor): DeviceInfo[] {
    if (actor.guest) return [];
    return this.#list.all(actor.id).map(({ device, label, created, last_seen: seen }) => ({
      device,
      label,
      created,
      lastSeen: seen ?? created,
      current: device === actor.device,
    }));
  }

  /** One's own, or for an owner of the server anybody's. @throws ProtocolError `not_found`, `forbidden` */
  revoke({ actor, device, user }: IdentityOperations['revokeDevice']['input']): string {
    const owner = user ?? actor.id;
    if (owner !== actor.id && this.#authority.roleOf(actor.id) !== 'owner') {
      throw new ProtocolError('forbidden', 'Only an owner of the server revokes the devices of others.');
    }
    if (this.#ownerOf.get(device)?.user !== owner) throw new ProtocolError('not_found', 'There is no such device.');
    this.#drop.run(device);
    return owner;
  }

  signOut(actor: Actor): void {
    if (actor.device !== undefined) this.#drop.run(actor.device);
    else if (actor.guest) this.#dropLineage.run(actor.holder);
  }

  /** All of a user's, or of all guests under one name. */
  revokeAllOf(user: string): void {
    this.#dropAll.run(user);
  }

  /** Drops what has expired. */
  forget(now: number): void {
    this.#expire.run(now);
  }
}

function isOver(row: TokenRow, now: number): boolean {
  return row.expires !== null && row.expires <= now;
}

function badToken(): ProtocolError {
  return new ProtocolError('bad_token', 'This token is unknown, has expired, or belongs to another name.');
}
