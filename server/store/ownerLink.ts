import type { DatabaseSync } from 'node:sqlite';
import type { Authority } from './authority.ts';
import type { IdentityOperations } from './identityOperations.ts';
import type { Invites } from './invites.ts';
import { Command, Query } from './sqlite.ts';

/** The invite that the first owner of a server comes by, and where the server is. */
export class OwnerLink {
  readonly #authority: Authority;
  readonly #invites: Invites;
  readonly #meta: Query<{ value: string }>;
  readonly #setMeta: Command;

  constructor(database: DatabaseSync, authority: Authority, invites: Invites) {
    this.#authority = authority;
    this.#invites = invites;
    this.#meta = new Query(database, 'SELECT value FROM meta WHERE key = ?');
    this.#setMeta = new Command(database, 'INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)');
  }

  /** Makes the first owner's invite, unless there was one before or there is an owner. @returns whether it did */
  claim(input: IdentityOperations['claimOwnerLink']['input']): boolean {
    if (this.#meta.get('owner_invited') || this.#authority.owners > 0) return false;
    this.#setMeta.run('owner_invited', String(input.now));
    this.#invites.make({ ...input, rooms: [], uses: 1, role: 'owner' });
    return true;
  }

  announce(where: IdentityOperations['announce']['input']): void {
    this.#setMeta.run('address', JSON.stringify(where));
  }

  /** What was announced last. */
  address(): { address: string; pin?: string } | undefined {
    const row = this.#meta.get('address');
    return row && (JSON.parse(row.value) as { address: string; pin?: string });
  }
}
