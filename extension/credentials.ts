import { createHash } from 'node:crypto';
import type { SecretStorage } from 'vscode';
import { nameKey } from '../server/protocol/names.ts';
import type { TokenStore } from './connection/roomSession.ts';

/** Whose token it is. */
export interface TokenOwner {
  url: string;
  name: string;
  /** SHA-256 of the server's certificate, where that is what the server is known by. */
  pin?: string | undefined;
}

/**
 * Tokens that servers gave, in the editor's secret storage: one for each server and name. A server whose certificate is
 * pinned is known by that, also after its address changed; any other by its address.
 */
export class Credentials {
  readonly #secrets: SecretStorage;
  /** What is not in the storage yet, or never will be where it refuses; `undefined`: to be forgotten. */
  readonly #unsaved = new Map<string, string | undefined>();

  constructor(secrets: SecretStorage) {
    this.#secrets = secrets;
  }

  /** The place of the token of `owner`; another server is never given it. */
  for(owner: TokenOwner): TokenStore {
    const key = keyOf(owner);
    return {
      load: async () => (this.#unsaved.has(key) ? this.#unsaved.get(key) : this.#secrets.get(key)),
      save: async (token) => {
        this.#unsaved.set(key, token);
        await (token === undefined ? this.#secrets.delete(key) : this.#secrets.store(key, token));
        if (this.#unsaved.get(key) === token) this.#unsaved.delete(key);
      },
    };
  }
}

function keyOf({ url, name, pin }: TokenOwner): string {
  const server = pin === undefined ? url : `pin:${pin}`;
  const who = createHash('sha256')
    .update(JSON.stringify([server, nameKey(name)]))
    .digest('hex');
  return `token.${who}`;
}
