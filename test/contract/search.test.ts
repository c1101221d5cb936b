import assert from 'node:assert/strict';
import { decodeSearch } from '../../server/protocol/frames.ts';
import { ServerProcess } from '../support/serverProcess.ts';
import { type Received, WireClient } from '../support/wireClient.ts';

interface Hit {
  event: Received;
  marks: [number, number][];
}

describe('search', () => {
  let server: ServerProcess;
  let ada: WireClient;
  let grace: WireClient;

  before(async () => {
    server = await ServerProcess.start({ args: ['--messages-per-second', '0'] });
    ada = await WireClient.join(server.url, 'Ada Lovelace', { room: 'engines' });
    await ada.ask({ type: 'join', room: 'music' });
    grace = await WireClient.join(server.url, 'Grace', { room: 'engines' });
    for (const text of [
      'The Analytical Engine weaves algebraic patterns',
      'the engine weaves; patterns of algebra follow',
      '数据库在哪里？',
      'データベースの移行',
      'go fish 🐟',
      '100% of "quoted" things\\n',
    ]) {
      await ada.ask({ type: 'message', text });
    }
    await grace.ask({ type: 'message', text: 'which engine?' });
    await ada.ask({ type: 'message', room: 'music', text: 'an engine that composes' });
    await ada.ask({ type: 'upload', name: 'engine-plans.pdf', data: 'aGk=' });
    const snippet = { path: 'src/mill.ts', startLine: 1, endLine: 1, languageId: 'ts', text: 'barrel.turn(7);' };
    await ada.ask({ type: 'message', text: 'look at this', snippet });
  });
  after(async () => {
    await server.dispose();
  });

  async function find(query: string, client = ada, fields: object = {}): Promise<string[]> {
    const answer = await client.ask({ type: 'search', query, ...fields });
    return (answer['hits'] as Hit[]).map(({ event }) =>
      String(event.type === 'file' ? (event['file'] as Received)['name'] : event['text']),
    );
  }

  it('[MSG7] every word has to be there, newest first', async () => {
    assert.deepEqual(await find('ENGINE weaves'), [
      'the engine weaves; patterns of algebra follow',
      'The Analytical Engine weaves algebraic patterns',
    ]);
  });

  it('[MSG7] a quoted phrase is found as it stands, and any part of a word', async () => {
    assert.deepEqual(await find('"weaves algebra"'), ['The Analytical Engine weaves algebraic patterns']);
    assert.deepEqual(await find('lytica'), ['The Analytical Engine weaves algebraic patterns']);
    assert.deepEqual(await find('100% quoted'), ['100% of "quoted" things\\n']);
  });

  it('[MSG7] text without spaces between words is found by one character, two, or more', async () => {
    for (const query of ['库', '数据', '数据库', '哪里'])
      assert.deepEqual(await find(query), ['数据库在哪里？'], query);
    assert.deepEqual(await find('移行'), ['データベースの移行']);
    assert.deepEqual(await find('データベース'), ['データベースの移行']);
  });

  it('[MSG7] short words and pictures are found whole', async () => {
    assert.deepEqual(await find('go'), ['go fish 🐟']);
    assert.deepEqual(await find('🐟'), ['go fish 🐟']);
    assert.deepEqual(await find('fish go'), ['go fish 🐟']);
    assert.deepEqual(await find('of 100%'), ['100% of "quoted" things\\n']);
  });

  it('[MSG7] from:, in: and has:file narrow it', async () => {
    assert.deepEqual(await find('engine from:grace'), ['which engine?']);
    assert.deepEqual(await find('engine from:"ada lovelace" in:music'), ['an engine that composes']);
    assert.deepEqual(await find('engine has:file'), ['engine-plans.pdf']);
    assert.deepEqual(await find('has:file'), ['engine-plans.pdf']);
  });

  it('[MSG7] code that was shared is found by its path and its text', async () => {
    assert.deepEqual(await find('mill.ts'), ['look at this']);
    assert.deepEqual(await find('barrel.turn'), ['look at this']);
  });

  it('[MSG7] the matching parts are marked', async () => {
    const answer = await ada.ask({ type: 'search', query: 'weaves engine' });
    const [hit] = decodeSearch(answer)!.hits;
    const text = hit!.event.type === 'message' ? hit!.event.text : '';
    assert.deepEqual(
      hit!.marks.map(([from, to]) => text.slice(from, to)),
      ['engine', 'weaves'],
    );
  });

  it('[MSG7] only rooms that the user may see, and only the one that was named', async () => {
    assert.deepEqual(await find('composes', grace), []);
    assert.deepEqual(await find('composes in:music', grace), []);
    assert.deepEqual(await find('engine', ada, { room: 'music' }), ['an engine that composes']);
  });

  it('[MSG7] pages go on where the last one ended', async () => {
    const first = await ada.ask({ type: 'search', query: 'engine', limit: 2 });
    assert.equal((first['hits'] as Hit[]).length, 2);
    const second = await ada.ask({ type: 'search', query: 'engine', limit: 9, before: first['next'] });
    assert.deepEqual([(second['hits'] as Hit[]).length, second['next']], [3, undefined]);
  });

  it('[MSG7] nothing that is typed is more than text to look for', async () => {
    for (const query of [
      '"',
      '""',
      'a OR b',
      'NEAR(x y)',
      "'; DROP TABLE events",
      '*',
      '^x',
      'text:engine',
      '(((',
      '\\',
      '-engine',
    ])
      assert.equal((await ada.reply({ type: 'search', query })).type, 'ok', query);
  });

  it('[MSG6] an edited message is found by what it says now', async () => {
    const { seq } = await ada.ask({ type: 'message', text: 'wombats rule' });
    await ada.ask({ type: 'edit', target: seq, text: 'numbats rule' });
    assert.deepEqual(await find('wombats'), []);
    assert.deepEqual(await find('numbats'), ['numbats rule']);
  });
});
