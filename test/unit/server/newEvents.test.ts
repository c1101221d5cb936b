import assert from 'node:assert/strict';
import { ask } from '../../../server/store/ask.ts';
import type { Change } from '../../../server/store/operations.ts';
import { storeSuite } from '../../support/storeSuite.ts';

const ADA = { id: 'g_ada', name: 'Ada', guest: true, holder: 'ada' };
const SNIPPET = { path: 'src/a.ts', startLine: 3, endLine: 3, languageId: 'typescript', text: 'const a = 1;' };
const FILE = { id: 'f_1', name: 'a.bin', size: 1, mediaType: 'application/octet-stream', sha256: 'ab'.repeat(32) };

const CHANGES: readonly Change[] = [
  { type: 'message', text: 'Hello "there" \u2028' },
  { type: 'message', text: '', replyTo: 2, snippet: SNIPPET },
  { type: 'file', file: FILE, replyTo: 2 },
  { type: 'react', target: 2, emoji: '👍', on: true },
  { type: 'edit', target: 2, text: 'Hello' },
  { type: 'topic', topic: 'Releases' },
  { type: 'delete', target: 3 },
];

describe('a new event', () => {
  const suite = storeSuite();

  it('[MSG1] is told to those who are here as history tells it', async () => {
    const joined = await ask(suite.store, 'join', { room: 'general', key: 'general', actor: ADA, open: true, now: 1 });
    const told = ['joined' in joined ? joined.joined : undefined];
    const kept = [await newest()];
    for (const [index, change] of CHANGES.entries()) {
      const input = { key: 'general', actor: ADA, clientId: `c${index}`, change, now: 2 + index };
      told.push((await ask(suite.store, 'append', input)).event);
      kept.push(await newest());
    }
    assert.deepEqual(told, kept);
  });

  async function newest(): Promise<string | undefined> {
    return (await ask(suite.store, 'history', { key: 'general', limit: 1 })).events.at(-1);
  }
});
