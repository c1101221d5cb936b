import assert from 'node:assert/strict';
import { ask } from '../../../server/store/ask.ts';
import { storeSuite } from '../../support/storeSuite.ts';

const ADA = { id: 'g_ada', name: 'Ada', guest: true, holder: 'ada' };
const SHA256 = 'ab'.repeat(32);

describe('the store and its two workers', () => {
  const suite = storeSuite();

  beforeEach(async () => {
    await ask(suite.store, 'join', { room: 'general', key: 'general', actor: ADA, open: true, now: 1 });
  });

  it('what is unreferenced is told in the order of commits: bytes that an event before it took are kept', async () => {
    // Whoever looked past the queue would see the state before these, and throw away what an answered event refers to.
    const file = { id: 'f_1', name: 'a.bin', size: 1, mediaType: 'application/octet-stream', sha256: SHA256 };
    const posted = ask(suite.store, 'append', { key: 'general', actor: ADA, change: { type: 'file', file }, now: 2 });
    assert.deepEqual(await ask(suite.store, 'unreferenced', { sha256: [SHA256] }), []);
    await posted;
  });
});
