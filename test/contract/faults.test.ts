import assert from 'node:assert/strict';
import { existsSync, openSync, readdirSync, readFileSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { dataFolders } from '../support/dataFolders.ts';
import { eventually } from '../support/eventually.ts';
import { undoTransfers } from '../support/olderSchema.ts';
import { runServer } from '../support/serverProcess.ts';
import { eventsOf, WireClient } from '../support/wireClient.ts';

describe('faults and upkeep of a data folder', () => {
  const { folder, start } = dataFolders();

  /** Every byte of every file below `root`. */
  function contents(root: string): Buffer {
    const names = readdirSync(root, { recursive: true, encoding: 'utf8' });
    const files = names.map((name) => join(root, name)).filter((name) => statSync(name).isFile());
    return Buffer.concat(files.map((name) => readFileSync(name)));
  }

  it('[LV5] SIGTERM answers what is open, says goodbye with 4000 and exits with 0', async () => {
    const server = await start(folder());
    const ada = await WireClient.join(server.url, 'Ada');
    const answers = Array.from({ length: 50 }, (_, number) => ada.reply({ type: 'message', text: `${number}` }));
    await answers[0];
    const exit = await server.stop();
    assert.deepEqual(exit, { code: 0, signal: null });
    assert.equal((await ada.closed).code, 4000);
    assert.equal(existsSync(join(server.data, 'server.pid')), false);
    await Promise.allSettled(answers);
  });

  it('the server ends with the process that started it', async () => {
    const server = await start(folder());
    server.child.stdin!.end();
    assert.deepEqual(await server.exited, { code: 0, signal: null });
  });

  it('[LV5] kill -9 loses nothing acknowledged', async () => {
    const data = folder();
    const server = await start(data);
    const ada = await WireClient.join(server.url, 'Ada');
    const acknowledged = await Promise.all(
      Array.from({ length: 100 }, (_, number) => ada.ask({ type: 'message', id: `m${number}`, text: `${number}` })),
    );
    await server.kill();
    const again = await start(data);
    const back = await WireClient.join(again.url, 'Ada', { room: 'general', after: 1 });
    const events = eventsOf(back.frames.find((frame) => frame.type === 'ok')!);
    assert.deepEqual(
      events.map(({ seq, id }) => [seq, id]),
      acknowledged.map(({ seq, id }) => [seq, id]),
    );
  });

  it('one line on standard output, the address; everything private to the user', async () => {
    const server = await start(folder());
    await WireClient.join(server.url, 'Ada');
    assert.match(server.stdout, /^Room Chat server listening on ws:\/\/127\.0\.0\.1:\d+\n$/u);
    for (const name of readdirSync(server.data)) {
      const { mode } = statSync(join(server.data, name));
      assert.equal(mode & 0o077, 0, name);
    }
    assert.equal(statSync(server.data).mode & 0o777, 0o700);
  });

  it('a second server on the folder is told who has it', async () => {
    const server = await start(folder());
    const second = await runServer(['--port', '0', '--data', server.data]);
    assert.equal(second.code, 4);
    assert.match(second.stderr, new RegExp(`in use by another Room Chat server \\(process ${server.pid}\\)`, 'u'));
    await WireClient.join(server.url, 'Ada');
  });

  it('a port that is taken is a sentence', async () => {
    const server = await start(folder());
    const second = await runServer(['--port', String(server.port), '--data', folder()]);
    assert.equal(second.code, 3);
    assert.match(second.stderr, /^This port is taken by another program\./u);
  });

  it('a data folder that cannot be one is a sentence', async () => {
    const file = join(folder(), 'file');
    writeFileSync(file, 'x');
    const { code, stderr } = await runServer(['--port', '0', '--data', file]);
    assert.equal(code, 1);
    assert.match(stderr, /^The data folder .* cannot be used: /u);
  });

  it('data of a newer server are refused, not touched', async () => {
    const data = folder();
    await (await start(data)).stop();
    const database = new DatabaseSync(join(data, 'roomchat.db'));
    database.exec('PRAGMA user_version = 99');
    database.close();
    const { code, stderr } = await runServer(['--port', '0', '--data', data]);
    assert.equal(code, 1);
    assert.match(stderr, /written by a newer Room Chat server \(schema 99/u);
  });

  it('data of an older schema are brought forward, and can be searched', async () => {
    const data = folder();
    const first = await start(data);
    const ada = await WireClient.join(first.url, 'Ada');
    await ada.ask({ type: 'message', text: 'before the index there was text' });
    await first.stop();
    const database = new DatabaseSync(join(data, 'roomchat.db'));
    undoTransfers(database);
    database.exec('DROP TABLE search_grams; DROP TABLE search_short; PRAGMA user_version = 1');
    database.close();
    const second = await start(data);
    const back = await WireClient.join(second.url, 'Ada');
    const { hits } = await back.ask({ type: 'search', query: 'before index' });
    assert.equal((hits as unknown[]).length, 1);
  });

  it('damaged data are served as far as they can be read, and nothing is written to them', async () => {
    const data = folder();
    const first = await start(data);
    const ada = await WireClient.join(first.url, 'Ada');
    await Promise.all(Array.from({ length: 150 }, () => ada.ask({ type: 'message', text: 'z'.repeat(2_000) })));
    await first.stop();
    // As after a power cut: the folder was not given back, and a page of the database holds nothing of sense.
    writeFileSync(join(data, 'server.pid'), '1\n');
    const file = openSync(join(data, 'roomchat.db'), 'r+');
    const size = statSync(join(data, 'roomchat.db')).size;
    writeSync(file, Buffer.alloc(8_192, 0xa5), 0, 8_192, Math.floor(size / 2 / 4_096) * 4_096);
    const second = await start(data);
    assert.ok(second.log.some((line) => line['event'] === 'data_damaged'));
    const back = await WireClient.open(second.url);
    const answer = await back.reply({ type: 'connect', name: 'Ada' });
    assert.equal(answer.type, 'ok');
    assert.equal((await fetch(`${second.httpUrl}/healthz`)).status, 503);
    await second.stop();
    const check = await runServer(['--check', '--data', data]);
    assert.equal(check.code, 1);
    assert.match(check.stdout, /damaged|cannot be read/u);
  });

  it('a file that is no database at all is refused with the way out', async () => {
    const data = folder();
    writeFileSync(join(data, 'roomchat.db'), 'nothing like a database, but long enough to look like one'.repeat(50));
    const { code, stderr } = await runServer(['--port', '0', '--data', data]);
    assert.equal(code, 1);
    assert.match(stderr, /restore/u);
  });

  it('--check tells what there is, on a live folder too, and finds a file that is not what it was', async () => {
    const server = await start(folder());
    const ada = await WireClient.join(server.url, 'Ada');
    const { file } = await ada.ask({ type: 'upload', name: 'a.txt', data: 'aGVsbG8=' });
    const good = await runServer(['--check', '--data', server.data]);
    assert.equal(good.code, 0, good.stdout);
    assert.match(good.stdout, /1 rooms, 2 events, 1 files/u);
    const { sha256 } = file as { sha256: string };
    writeFileSync(join(server.data, 'blobs', sha256.slice(0, 2), sha256), 'other');
    const bad = await runServer(['--check', '--data', server.data]);
    assert.equal(bad.code, 1);
    assert.match(bad.stdout, /holds other bytes/u);
  });

  it('[MSG6] what was edited away or deleted is in no file of the store', async () => {
    const server = await start(folder());
    const ada = await WireClient.join(server.url, 'Ada');
    const canaries = ['quokkaedited', 'quokkadeleted', 'quokkasnippet', 'quokkafile'];
    const edited = await ada.ask({ type: 'message', id: 'e', text: 'the quokkaedited one' });
    const deleted = await ada.ask({ type: 'message', id: 'd', text: 'the quokkadeleted one' });
    const snippet = { path: 'q.ts', startLine: 1, endLine: 1, languageId: 'ts', text: 'quokkasnippet' };
    const shared = await ada.ask({ type: 'message', id: 's', text: 'look', snippet });
    const file = await ada.ask({ type: 'upload', id: 'f', name: 'q.txt', data: btoa('quokkafile') });
    for (const canary of canaries) assert.ok(contents(server.data).includes(canary), `${canary} is there at first`);
    await ada.ask({ type: 'edit', target: edited['seq'], text: 'nothing to see' });
    for (const { seq } of [deleted, shared, file]) await ada.ask({ type: 'delete', target: seq });
    await server.stop();
    for (const canary of canaries) assert.equal(contents(server.data).includes(canary), false, canary);
    const again = await start(server.data);
    const back = await WireClient.join(again.url, 'Ada');
    assert.deepEqual((await back.ask({ type: 'search', query: 'quokka' }))['hits'], []);
    assert.equal((await runServer(['--check', '--data', server.data])).code, 0);
  });

  it('[MSG6] erased text leaves the write-ahead log of a running server, too', async () => {
    const server = await start(folder());
    const ada = await WireClient.join(server.url, 'Ada');
    const { seq } = await ada.ask({ type: 'message', text: 'the quokkarunning one' });
    await ada.ask({ type: 'delete', target: seq });
    await eventually(() => assert.equal(contents(server.data).includes('quokkarunning'), false), 5_000);
  });

  it('[FL6] the same bytes are stored once, and go with the last event that refers to them', async () => {
    const server = await start(folder());
    const ada = await WireClient.join(server.url, 'Ada');
    const first = await ada.ask({ type: 'upload', name: 'a.txt', data: 'aGVsbG8=' });
    const second = await ada.ask({ type: 'upload', name: 'b.txt', data: 'aGVsbG8=' });
    const blobs = (): string[] =>
      readdirSync(join(server.data, 'blobs'), { recursive: true, encoding: 'utf8' }).filter((name) =>
        /[0-9a-f]{64}$/u.test(name),
      );
    assert.equal(blobs().length, 1);
    await ada.ask({ type: 'delete', target: first['seq'] });
    assert.equal(blobs().length, 1);
    assert.equal((await ada.ask({ type: 'download', file: 'b.txt' }))['data'], 'aGVsbG8=');
    await ada.ask({ type: 'delete', target: second['seq'] });
    assert.equal(blobs().length, 0);
  });

  it('retention removes the oldest whole and says so in the history', async () => {
    const data = folder();
    const first = await start(data);
    const ada = await WireClient.join(first.url, 'Ada');
    await ada.ask({ type: 'upload', name: 'old.txt', data: btoa('an old file') });
    await Promise.all(Array.from({ length: 30 }, () => ada.ask({ type: 'message', text: 'quokkaold' })));
    await first.stop();
    const database = new DatabaseSync(join(data, 'roomchat.db'));
    database.exec('UPDATE events SET time = time - 10 * 86400000 WHERE seq <= 20');
    database.close();

    const second = await start(data, '--keep-days', '5');
    const back = await WireClient.join(second.url, 'Grace');
    await eventually(() => assert.ok(second.log.some((line) => line['event'] === 'retention')), 5_000);
    const history = await back.ask({ type: 'history' });
    const events = eventsOf(history);
    assert.deepEqual([events[0]!.type, events[0]!['seq'], history['more']], ['removed', 20, false]);
    assert.deepEqual([events[1]!.type, events[1]!['seq'], events.length], ['message', 21, 14]);
    const gap = eventsOf(await back.ask({ type: 'history', after: 0, limit: 25 }));
    assert.deepEqual(
      gap.map(({ seq, type }) => [seq, type === 'removed']),
      Array.from({ length: 25 }, (_, index) => [index + 1, index < 20]),
    );
    assert.equal((await back.reply({ type: 'download', file: 'old.txt' }))['code'], 'not_found');
    assert.equal(((await back.ask({ type: 'search', query: 'quokkaold' }))['hits'] as unknown[]).length, 12);
    await second.stop();
    assert.equal(contents(data).includes('an old file'), false);
    assert.equal((await runServer(['--check', '--data', data])).code, 0);
  });
});
