import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { RoomSession } from '../../../extension/connection/roomSession.ts';
import { RoomSearch } from '../../../extension/search/roomSearch.ts';
import { startRoomServer, type RoomServerProcess } from '../../../scripts/roomServer.ts';
import { keptTokens, say, sessionOf, texts, until } from '../../support/sessionPerson.ts';

const SNIPPET = {
  path: 'src/greet.ts',
  startLine: 3,
  endLine: 4,
  languageId: 'typescript',
  text: 'function greet() {\n\treturn "grüß 你好";',
  repository: { remote: 'https://example.org/a/b.git', commit: 'c'.repeat(40), root: 'r'.repeat(40) },
};

describe('shared code and search with the real server', function () {
  this.timeout(60_000);
  let folder: string;
  let server: RoomServerProcess;
  const sessions: RoomSession[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'snippets-'));
    server = await startRoomServer({ data: path.join(folder, 'data'), flags: ['--messages-per-second', '0'] });
  });

  afterEach(async () => {
    for (const session of sessions.splice(0)) session.close();
    await server.close();
    await rm(folder, { recursive: true, force: true });
  });

  function person(name: string, room = 'general', tokens = keptTokens()): RoomSession {
    const session = sessionOf({ url: server.url, folder: path.join(folder, name), name, room, tokens });
    sessions.push(session);
    return session;
  }

  const snippetsIn = (session: RoomSession) =>
    [...session.state.events()].flatMap((event) => (event.type === 'message' && event.snippet ? [event.snippet] : []));

  it('[MSG9] code arrives as it was sent, also without a word beside it, and its sender has the same', async () => {
    const [ada, grace] = [person('Ada'), person('Grace')];
    await Promise.all([ada.open(), grace.open()]);
    await ada.outbox.add({ kind: 'message', id: 'one', createdAt: 1, text: '', snippet: SNIPPET });
    await until(grace, () => snippetsIn(grace).length === 1);
    await until(ada, () => ada.outbox.entries.length === 0);
    assert.deepEqual(snippetsIn(grace), [SNIPPET]);
    assert.deepEqual(snippetsIn(ada), [SNIPPET]);
  });

  it('code that waits to be sent is there after a reload of the window', async () => {
    const tokens = keptTokens();
    const before = person('Ada', 'general', tokens);
    await before.open();
    before.close();
    await before.outbox.add({ kind: 'message', id: 'one', createdAt: 1, text: 'look', snippet: SNIPPET });
    const after = person('Ada', 'general', tokens);
    const grace = person('Grace');
    await Promise.all([after.takeUp(), grace.open()]);
    await until(grace, () => snippetsIn(grace).length === 1);
    assert.deepEqual(snippetsIn(grace), [SNIPPET]);
  });

  it('[MSG6] a topic is set for everybody, and taken away', async () => {
    const [ada, grace] = [person('Ada'), person('Grace')];
    await Promise.all([ada.open(), grace.open()]);
    await ada.messages.topic('Release 1.4');
    await until(grace, () => grace.state.topic === 'Release 1.4');
    assert.equal(ada.state.topic, 'Release 1.4');
    await ada.messages.topic('');
    await until(grace, () => grace.state.topic === '');
  });

  it('[MSG7] a search goes through all joined rooms, newest first, page by page, and into shared code', async () => {
    const [general, ops] = [person('Ada', 'general'), person('Bob', 'ops')];
    await Promise.all([general.open(), ops.open()]);
    for (let number = 1; number <= 40; number += 1) {
      const room = number % 2 === 0 ? general : ops;
      const count = texts(room).length + 1;
      await say(room, `needle ${number}`);
      await until(room, () => texts(room).length === count);
    }
    const search = new RoomSearch('needle', [general, ops]);
    const found: string[] = [];
    while (search.more) {
      for (const { room, hit } of await search.page()) {
        assert.equal(hit.event.room, room.state.room);
        assert.deepEqual(hit.marks, [[0, 6]]);
        found.push('text' in hit.event ? hit.event.text : '');
      }
    }
    assert.deepEqual(
      found,
      Array.from({ length: 40 }, (_, index) => `needle ${40 - index}`),
    );

    await general.outbox.add({ kind: 'message', id: 'one', createdAt: 1, text: '', snippet: SNIPPET });
    await until(general, () => general.outbox.entries.length === 0);
    const [hit] = await new RoomSearch('"grüß 你好"', [general, ops]).page();
    assert.equal(hit?.hit.event.type === 'message' && hit.hit.event.snippet?.path, SNIPPET.path);
    assert.deepEqual(await new RoomSearch('needle in:ops from:Ada', [general, ops]).page(), []);
  });
});
