import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { openDatabase } from '../../../server/store/database.ts';
import { makeDataFolder } from '../../../server/store/dataFolder.ts';
import { Engine } from '../../../server/store/engine.ts';
import { GramSample } from '../../../server/store/gramSample.ts';
import { gramsOfTerms } from '../../../server/store/searchTokens.ts';
import { newDataFolder } from '../../support/serverProcess.ts';

const ADA = { id: 'g_ada', name: 'Ada', guest: true, holder: 'ada' };

describe('the choice of trigrams that a search asks for', () => {
  let data: string;
  let database: DatabaseSync;

  beforeEach(() => {
    data = newDataFolder();
    makeDataFolder(data);
    ({ database } = openDatabase(data, false, 'e_1'));
    const engine = new Engine(database, 'e_1');
    engine.handlers.join({ room: 'general', key: 'general', actor: ADA, open: true, now: 1 }, true);
    for (let index = 0; index < 100; index += 1) {
      const text = `The server ${index % 2 === 0 ? 'starts' : 'stops'}${index === 7 ? ' BADLY' : ''}`;
      engine.handlers.append({ key: 'general', actor: ADA, change: { type: 'message', text }, now: 2 }, true);
    }
  });
  afterEach(() => {
    database.close();
    rmSync(data, { recursive: true, force: true });
  });

  const choose = (...terms: string[]) => [...new GramSample(database, 0).choose(gramsOfTerms(terms))].sort();

  it('leaves out what narrows nothing', () => {
    assert.deepEqual(choose('server', 'stops'), ['sto']);
    assert.equal(choose('server').length, 1);
  });

  it('goes on until nothing but what is looked for is left, whatever its case', () => {
    assert.deepEqual(choose('server', 'badly'), ['bad']);
    assert.deepEqual(choose('starts', 'Badly').length, 2);
  });

  it('asks for what nobody has said, and for that alone', () => {
    assert.deepEqual(choose('server', 'xyz'), ['xyz']);
  });

  it('asks for all where the log is short', () => {
    const grams = gramsOfTerms(['server', 'stops']);
    assert.deepEqual(new GramSample(database).choose(grams), grams);
  });

  it('has nothing to choose where there is nothing, and no sample where nothing was said', () => {
    assert.deepEqual(choose(), []);
    database.exec('DELETE FROM events');
    assert.ok(choose('server').length >= 1);
  });
});
