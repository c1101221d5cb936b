import type { DatabaseSync } from 'node:sqlite';
import { ProtocolError } from '../protocol/errors.ts';
import type { Actor, IdentifyInput, IdentifyOutput } from './operations.ts';
import { Command, Query } from './sqlite.ts';

interface TokenRow {
  user: string;
  key: string;
  lineage: string | null;
  expires: number | null;
}

/** Registered names, guests, and their tokens, of which only SHA-256s are kept ([GR5]). */
export class Accounts {
  readonly #token: Query<TokenRow>;
  readonly #byKey: Query<{ id: string; name: string }>;
  readonly #addUser: Command;
  readonly #addToken: Command;
  readonly #expire: Command;
  readonly #shower: Query<TokenRow & { name: string }>;
  readonly #forgetVisits: Command;

  constructor(database: DatabaseSync) {
    this.#token = new Query(database, 'SELECT user, key, lineage, expires FROM tokens WHERE hash = ?');
    this.#byKey = new Query(database, 'SELECT id, name FROM users WHERE key = ?');
    this.#addUser = new Command(database, 'INSERT INTO users (id, name, key, created) VALUES (?, ?, ?, ?)');
    this.#addToken = new Command(
      database,
      'INSERT INTO tokens (hash, user, key, lineage, expires, name) VALUES (?, ?, ?, ?, ?, ?)',
    );
    this.#shower = new Query(
      database,
      `SELECT t.user, t.key, t.lineage, t.expires, coalesce(u.name, t.name, t.key) AS name
       FROM tokens t LEFT JOIN users u ON u.id = t.user WHERE t.hash = ?`,
    );
    this.#forgetVisits = new Command(
      database,
      `DELETE FROM visits WHERE holder NOT IN (SELECT lineage FROM tokens WHERE lineage IS NOT NULL)
         AND holder NOT IN (SELECT id FROM users)`,
    );
    this.#expire = new Command(database, 'DELETE FROM tokens WHERE expires IS NOT NULL AND expires <= ?');
  }

  /**
   * Tells who connects.
   * @param canWrite where false nothing is issued: somebody who only reads gets in while the disk is full ([LV4]).
   * @throws ProtocolError `bad_token`, `bad_invite`, `name_taken`
   */
  identify(input: IdentifyInput, canWrite: boolean): IdentifyOutput {
    const { name, key, fresh } = input;
    const registered = this.#byKey.get(key);
    const shown = input.token && this.#shown(input.token, input);
    if (shown?.lineage === null) {
      if (registered?.id !== shown.user) throw badToken();
      return {
        actor: { id: registered.id, name: registered.name, guest: false, holder: registered.id },
        issued: 'none',
      };
    }
    if (registered) {
      throw new ProtocolError(
        'name_taken',
        `The name "${name}" is registered. Choose another, or connect with its token.`,
      );
    }
    if (!shown && !input.open) {
      throw new ProtocolError('bad_invite', 'This server takes invited people only: connect with a token of yours.');
    }
    if (input.heldBy !== undefined && input.heldBy !== shown?.lineage) {
      throw new ProtocolError('name_taken', `Somebody else is here as "${name}". Choose another name.`);
    }
    if (input.remember) {
      if (!canWrite)
        throw new ProtocolError('storage_failed', 'The name cannot be registered: the server cannot write.');
      this.#addUser.run(fresh.userId, name, key, input.now);
      this.#addToken.run(fresh.token, fresh.userId, key, null, null, null);
      return { actor: { id: fresh.userId, name, guest: false, holder: fresh.userId }, issued: 'device' };
    }
    const lineage = shown?.lineage ?? fresh.lineage;
    const actor = { id: input.guestId, name, guest: true, holder: lineage };
    if (!canWrite) return { actor, issued: 'none' };
    this.#expire.run(input.now);
    this.#addToken.run(fresh.token, input.guestId, key, lineage, fresh.expires, name);
    return { actor, issued: 'guest' };
  }

  /** Who shows a token over HTTP ([FL5]). @throws ProtocolError `bad_token` */
  whoIs(hash: Uint8Array, now: number): Actor {
    const row = this.#shower.get(hash);
    if (!row || (row.expires !== null && row.expires <= now)) throw badToken();
    return { id: row.user, name: row.name, guest: row.lineage !== null, holder: row.lineage ?? row.user };
  }

  /** Drops tokens that have expired, and where guests have been of whom none is left. */
  forgetGuests(now: number): void {
    this.#expire.run(now);
    this.#forgetVisits.run();
  }

  #shown(hash: Uint8Array, input: IdentifyInput): TokenRow {
    const row = this.#token.get(hash);
    if (row?.key !== input.key || (row.expires !== null && row.expires <= input.now)) throw badToken();
    return row;
  }
}

function badToken(): ProtocolError {
  return new ProtocolError('bad_token', 'This token is unknown, has expired, or belongs to another name.');
}
