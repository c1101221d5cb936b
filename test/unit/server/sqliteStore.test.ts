import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { silentLogger } from '../../../server/log.ts';
import { systemRandom } from '../../../server/random.ts';
import { ask } from '../../../server/store/ask.ts';
import type { MessageStore } from '../../../server/store/messageStore.ts';
import { openSqliteStore } from '../../../server/store/sqliteStore.ts';
import { newDataFolder } from '../../support/serverProcess.ts';

const ADA = { id: 'g_ada', name: 'Ada', guest: true, holder: 'ada' };
const SHA256 = 'ab'.repeat(32);

describe('the store and its two workers', () => {
  let data: string;
  let store: MessageStore;

  beforeEach(async () => {
    data = newDataFolder();
    const workerUrl = new URL('../../../server/main.ts', import.meta.url);
    store = await openSqliteStore({ folder: data, workerUrl, log: silentLogger, random: systemRandom });
    await ask(store, 'join', { room: 'general', key: 'general', actor: ADA, open: true, now: 1 });
  });
  afterEach(async () => {
    await store.close();
    rmSync(data, { recursive: true, force: true });
  });

  it('what is unreferenced is told in the order of commits: bytes that an event before it took are kept', async () => {
    // Whoever looked past the queue would see the state before these, and throw away what an answered event refers to.
    const file = { id: 'f_1', name: 'a.bin', size: 1, mediaType: 'application/octet-stream', sha256: SHA256 };
    const posted = ask(store, 'append', { key: 'general', actor: ADA, change: { type: 'file', file }, now: 2 });
    assert.deepEqual(await ask(store, 'unreferenced', { sha256: [SHA256] }), []);
    await posted;
  });
});
