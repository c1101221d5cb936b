import assert from 'node:assert/strict';
import type { DatabaseSync } from 'node:sqlite';
import type { Engine } from '../../../server/store/engine.ts';
import { IndexKeeper } from '../../../server/store/indexKeeper.ts';
import type { Actor } from '../../../server/store/operations.ts';
import { engineSuite } from '../../support/engineSuite.ts';
import { eventually } from '../../support/eventually.ts';

const ADA: Actor = { id: 'g_ada', name: 'Ada', guest: true, holder: 'ada' };
const BATCH = 64;

describe('what keeps the search index up', () => {
  const suite = engineSuite();
  let database: DatabaseSync;
  let engine: Engine;
  let keeper: IndexKeeper;
  let count = 0;

  beforeEach(() => {
    ({ database, engine } = suite);
    engine.handlers.join({ room: 'general', key: 'general', actor: ADA, open: true, now: 1 }, true);
    keeper = new IndexKeeper(() => ({ database, engine }), 5);
  });

  afterEach(() => keeper.stop());

  function batch(messages: number): void {
    database.exec('BEGIN');
    for (let index = 0; index < messages; index += 1) {
      count += 1;
      const change = { type: 'message', text: `message ${count} of ${(count * 7_919).toString(36)}` } as const;
      engine.handlers.append({ key: 'general', actor: ADA, clientId: `c${count}`, change, now: count }, true);
    }
    database.exec('COMMIT');
    keeper.keepUp();
  }

  /** Parts of the index, each of which a search has to look into. */
  function parts(): number {
    const row = database.prepare('SELECT count(DISTINCT segid) AS count FROM search_grams_idx').get();
    return Number(row?.['count']);
  }

  it('[MSG7] what waits has a bound where nobody ever pauses, and so have the parts', () => {
    for (let batches = 0; batches < 200; batches += 1) {
      batch(BATCH);
      assert.ok(engine.unindexed <= 2_048, `${engine.unindexed} events wait after ${batches} batches`);
      assert.ok(parts() <= 20, `${parts()} parts after ${batches} batches`);
    }
  });

  it('[MSG7] takes in the rest and merges all parts when it is quiet', async () => {
    for (let batches = 0; batches < 10; batches += 1) batch(BATCH);
    await eventually(() => {
      assert.equal(engine.unindexed, 0);
      database.exec('BEGIN');
      const unmerged = engine.mergeIndex(1);
      database.exec('ROLLBACK');
      assert.equal(unmerged, false);
    });
  });

  it('[MSG7] merges what an earlier run left', async () => {
    for (let step = 0; step < 8; step += 1) {
      batch(1);
      database.exec('BEGIN');
      engine.index(1_000);
      database.exec('COMMIT');
    }
    keeper.stop();
    const before = parts();
    keeper = new IndexKeeper(() => ({ database, engine }), 5);
    keeper.keepUp();
    await eventually(() => assert.ok(parts() < before, `${parts()} parts of ${before}`));
  });
});
