import assert from 'node:assert/strict';
import { GramSample } from '../../../server/store/gramSample.ts';
import { gramsOfTerms } from '../../../server/store/searchTokens.ts';
import { engineSuite } from '../../support/engineSuite.ts';

const ADA = { id: 'g_ada', name: 'Ada', guest: true, holder: 'ada' };

describe('the choice of trigrams that a search asks for', () => {
  const suite = engineSuite();

  beforeEach(() => {
    const { engine } = suite;
    engine.handlers.join({ room: 'general', key: 'general', actor: ADA, open: true, now: 1 }, true);
    for (let index = 0; index < 100; index += 1) {
      const text = `The server ${index % 2 === 0 ? 'starts' : 'stops'}${index === 7 ? ' BADLY' : ''}`;
      engine.handlers.append({ key: 'general', actor: ADA, change: { type: 'message', text }, now: 2 }, true);
    }
  });

  const choose = (...terms: string[]) => [...new GramSample(suite.database, 0).choose(gramsOfTerms(terms))].sort();

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
    assert.deepEqual(new GramSample(suite.database).choose(grams), grams);
  });

  it('has nothing to choose where there is nothing, and no sample where nothing was said', () => {
    assert.deepEqual(choose(), []);
    suite.database.exec('DELETE FROM events');
    assert.ok(choose('server').length >= 1);
  });
});
