import { rmSync } from 'node:fs';
import { afterEach, beforeEach } from 'mocha';
import { silentLogger } from '../../server/log.ts';
import { systemRandom } from '../../server/random.ts';
import type { MessageStore } from '../../server/store/messageStore.ts';
import { openSqliteStore } from '../../server/store/sqliteStore.ts';
import { newDataFolder } from './serverProcess.ts';

export interface StoreSuite {
  /** The store of the test, on a folder of its own; there once the hooks ran. */
  readonly store: MessageStore;
}

/** A store with its workers for each test of a `describe`. */
export function storeSuite(): StoreSuite {
  let data = '';
  let store: MessageStore | undefined;

  beforeEach(async () => {
    data = newDataFolder();
    const workerUrl = new URL('../../server/main.ts', import.meta.url);
    store = await openSqliteStore({ folder: data, workerUrl, log: silentLogger, random: systemRandom });
  });
  afterEach(async () => {
    await store?.close();
    store = undefined;
    rmSync(data, { recursive: true, force: true });
  });

  return {
    get store() {
      if (store === undefined) throw new Error('The store is there only while a test runs.');
      return store;
    },
  };
}
