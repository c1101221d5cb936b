import { createHash } from 'node:crypto';
import type { SecretStorage } from 'vscode';
import { nameKey } from '../server/protocol/names.ts';
import type { RoomTarget, TokenStore } from './connection/roomSession.ts';

/** Tokens that servers gave, in the editor's secret storage: one for each server and name. */
export class Credentials {
  readonly #secrets: SecretStorage;

  constructor(secrets: SecretStorage) {
    this.#secrets = secrets;
  }

  /** The place of the token for `target`; another server is never given it. */
  for(target: Pick<RoomTarget, 'url' | 'name'>): TokenStore {
    const who = createHash('sha256')
      .update(JSON.stringify([target.url, nameKey(target.name)]))
      .digest('hex');
    const key = `token.${who}`;
    return {
      load: async () => this.#secrets.get(key),
      save: async (token) => (token === undefined ? this.#secrets.delete(key) : this.#secrets.store(key, token)),
    };
  }
}
