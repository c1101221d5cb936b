import assert from 'node:assert/strict';
import type { Engine } from '../../../server/store/engine.ts';
import type { Actor, Change } from '../../../server/store/operations.ts';
import { engineSuite } from '../../support/engineSuite.ts';

const ADA: Actor = { id: 'g_ada', name: 'Ada', guest: true, holder: 'ada' };
const BOB: Actor = { id: 'g_bob', name: 'Bób', guest: true, holder: 'bob' };

describe('search index', () => {
  const suite = engineSuite();
  let engine: Engine;
  let count = 0;

  beforeEach(() => {
    ({ engine } = suite);
    for (const room of ['general', 'other']) {
      engine.handlers.join({ room, key: room, actor: ADA, open: true, now: 1 }, true);
    }
  });

  function append(change: Change, actor = ADA, key = 'general'): number {
    count += 1;
    return engine.handlers.append({ key, actor, clientId: `c${count}`, change, now: count }, true).seq;
  }
  const say = (text: string, actor = ADA, key = 'general'): number => append({ type: 'message', text }, actor, key);
  const share = (name: string): number =>
    append({ type: 'file', file: { id: `f_${name}`, name, size: 1, mediaType: 'text/plain', sha256: 'ab' } });
  function found(query: string, limit = 20, before?: string): string[] {
    const { hits } = engine.handlers.search({ keys: ['general', 'other'], query, limit, before }, false);
    return hits.map(({ event }) => (event.type === 'message' ? event.text : (event.file?.name ?? '')));
  }
  const all = (): void => engine.index(1_000);

  it('[MSG7] what it does not have yet is found all the same, each once and newest first', () => {
    for (const text of ['apple one', 'apple two', 'apple three']) say(text);
    assert.deepEqual(found('apple'), ['apple three', 'apple two', 'apple one']);
    engine.index(4);
    assert.equal(engine.unindexed, 1);
    assert.deepEqual(found('apple'), ['apple three', 'apple two', 'apple one']);
    all();
    assert.equal(engine.unindexed, 0);
    assert.deepEqual(found('apple'), ['apple three', 'apple two', 'apple one']);
  });

  it('[MSG7] pages go on over the place that it has come to', () => {
    for (let number = 1; number <= 6; number += 1) say(`apple ${number}`);
    engine.index(5);
    const texts: string[] = [];
    for (let before: string | undefined; ;) {
      const page = engine.handlers.search({ keys: ['general'], query: 'apple', limit: 2, before }, false);
      for (const { event } of page.hits) if (event.type === 'message') texts.push(event.text);
      if (page.next === undefined) break;
      before = page.next;
    }
    assert.deepEqual(
      texts,
      [6, 5, 4, 3, 2, 1].map((number) => `apple ${number}`),
    );
  });

  for (const [when, between] of [
    ['before it has them', (): void => undefined],
    ['after it has them', all],
  ] as const) {
    it(`[MSG6] what is edited or deleted ${when} is found as it is now`, () => {
      const [edited, deleted] = [say('apple to edit'), say('apple to delete')];
      between();
      append({ type: 'edit', target: edited, text: 'pear to eat' });
      append({ type: 'delete', target: deleted });
      for (const step of [between, all]) {
        step();
        assert.deepEqual(found('apple'), []);
        assert.deepEqual(found('pear'), ['pear to eat']);
      }
    });
  }

  it('[MSG10] where all was removed, what is said next is found', () => {
    say('apple');
    all();
    engine.handlers.retain({ before: 1_000_000, limit: 100, now: 2_000_000 }, true);
    say('pear');
    say('apple again');
    for (const step of [(): void => undefined, all]) {
      step();
      assert.deepEqual(found('apple'), ['apple again']);
      assert.deepEqual(found('pear'), ['pear']);
    }
  });

  for (const [when, between] of [
    ['not indexed', (): void => undefined],
    ['indexed', all],
  ] as const) {
    it(`[MSG7] words, short words, names, rooms and files narrow what is ${when}`, () => {
      say('the deployment is at 5 pm');
      say('deployment went ok', BOB);
      say('deployment elsewhere', BOB, 'other');
      share('deployment.txt');
      between();
      assert.deepEqual(found('deploy pm'), ['the deployment is at 5 pm']);
      assert.deepEqual(found('deploy p'), []);
      assert.deepEqual(found('ok'), ['deployment went ok']);
      assert.deepEqual(found('from:BÓB deployment'), ['deployment elsewhere', 'deployment went ok']);
      assert.deepEqual(found('from:Bób in:general'), ['deployment went ok']);
      assert.deepEqual(found('from:Nobody deployment'), []);
      assert.deepEqual(found('has:file deployment'), ['deployment.txt']);
      assert.deepEqual(found('has:file from:Ada'), ['deployment.txt']);
      assert.deepEqual(found('in:other deployment'), ['deployment elsewhere']);
    });

    it(`[MSG7] the parts of a word have to stand as they were typed where it is ${when}`, () => {
      say('abcd bcde');
      say('xabcdex');
      between();
      assert.deepEqual(found('abcde'), ['xabcdex']);
      assert.deepEqual(found('"abcd bc"'), ['abcd bcde']);
    });

    it(`[MSG7] case does not matter where it is ${when}`, () => {
      say('ΟΔΟΣ ΑΘΗΝΑΣ');
      say('İstanbul');
      between();
      for (const query of ['οδοσ', 'ΟΔΟΣ', 'οδος', 'αθηνας']) assert.deepEqual(found(query), ['ΟΔΟΣ ΑΘΗΝΑΣ'], query);
      for (const query of ['İstanbul', 'tanbul']) assert.deepEqual(found(query), ['İstanbul'], query);
    });
  }

  it('[MSG7] a term longer than the index is asked about is still looked for whole', () => {
    const long = Array.from({ length: 40 }, (_, index) => `word${index}`).join(' ');
    say(long);
    say(long.replace('word39', 'word40'));
    all();
    assert.deepEqual(found(`"${long}"`), [long]);
  });
});
