import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import {
  closeSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { dataFolders } from '../support/dataFolders.ts';
import { eventually } from '../support/eventually.ts';
import { FileClient, OFFSET_TYPE, posted } from '../support/fileClient.ts';
import { undoTransfers } from '../support/olderSchema.ts';
import { runServer, ServerProcess } from '../support/serverProcess.ts';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('transfers, restarts and upkeep', function () {
  this.timeout(60_000);
  const { folder, start } = dataFolders();
  const people: FileClient[] = [];

  afterEach(async () => {
    await Promise.all(people.splice(0).map((person) => person.close()));
  });

  async function enter(server: ServerProcess, name = 'Ada'): Promise<FileClient> {
    const joined = await FileClient.join(server.url, name);
    people.push(joined);
    return joined;
  }

  /** The same person, with the token from before, on a server that was started again. */
  function again(person: FileClient, server: ServerProcess): FileClient {
    return new FileClient(person.chat, person.token, server.httpUrl, person.room);
  }

  const partials = (data: string): string[] => readdirSync(join(data, 'blobs', 'partial'));
  const blobPath = (data: string, hash: string): string => join(data, 'blobs', hash.slice(0, 2), hash);

  async function receiving(server: ServerProcess): Promise<void> {
    await eventually(async () => {
      const metrics = await (await fetch(`${server.httpUrl}/metrics`)).text();
      assert.match(metrics, /^room_chat_uploads_active 1$/mu);
      assert.doesNotMatch(metrics, /^room_chat_transfer_bytes_total\{direction="in"\} 0$/mu);
    });
  }

  for (const end of ['kill', 'stop'] as const) {
    it(`[FL3] [LV5] ${end === 'kill' ? 'kill -9' : 'SIGTERM'} loses nothing that was told, and the upload goes on`, async () => {
      const data = folder();
      const first = await start(data);
      const ada = await enter(first);
      const bytes = randomBytes(6_000_000);
      const location = await ada.location(bytes.length, { sha256: sha256(bytes) });
      await ada.patch(location, 0, bytes.subarray(0, 2_000_000));
      const open = ada.open(location, 2_000_000, 4_000_000);
      await open.write(bytes.subarray(2_000_000, 4_000_000));
      await receiving(first);
      const before = performance.now();
      const exit = await first[end]();
      if (end === 'stop') {
        assert.equal(exit.code, 0);
        assert.ok(performance.now() - before < 5_000);
      }
      await assert.rejects(open.answer);
      const second = await start(data);
      const back = again(ada, second);
      const offset = await back.offset(location);
      assert.ok(offset >= 2_000_000 && offset <= 4_000_000, `${offset}`);
      const last = await back.patch(location, offset, bytes.subarray(offset));
      assert.equal(posted(last).file.sha256, sha256(bytes));
      assert.ok((await back.ask('GET', `/files/${posted(last).file.id}`)).bytes.equals(bytes));
      assert.deepEqual(partials(data), []);
    });
  }

  it('[FL3] of a request with a checksum that a crash cut off nothing counts', async () => {
    const data = folder();
    const first = await start(data);
    const ada = await enter(first);
    const bytes = randomBytes(4_000_000);
    const location = await ada.location(bytes.length);
    const half = bytes.subarray(0, 1_000_000);
    const sum = (part: Uint8Array): string => `sha256 ${createHash('sha256').update(part).digest('base64')}`;
    await ada.patch(location, 0, half, { 'Upload-Checksum': sum(half) });
    const open = ada.open(location, 1_000_000, 3_000_000, { 'Upload-Checksum': sum(bytes) });
    await open.write(bytes.subarray(1_000_000, 3_500_000));
    const partial = join(data, 'blobs', 'partial', location.replace('/uploads/', ''));
    await eventually(() => assert.ok(statSync(partial).size > 1_000_000));
    await first.kill();
    const back = again(ada, await start(data));
    assert.equal(await back.offset(location), 1_000_000);
    assert.equal(posted(await back.patch(location, 1_000_000, bytes.subarray(1_000_000))).file.sha256, sha256(bytes));
  });

  it('[FL3] what lost its bytes begins again, and bytes without an upload go', async () => {
    const data = folder();
    const first = await start(data);
    const ada = await enter(first);
    const location = await ada.location(10);
    await ada.patch(location, 0, Buffer.from('01234'));
    await first.stop();
    const file = join(data, 'blobs', 'partial', location.replace('/uploads/', ''));
    rmSync(file);
    const stray = join(data, 'blobs', 'partial', `t_${'0'.repeat(32)}`);
    writeFileSync(stray, 'stray');
    const second = await start(data);
    assert.deepEqual(partials(data), []);
    assert.ok(second.log.some((line) => line['event'] === 'files_swept' && line['partials'] === 1));
    const back = again(ada, second);
    assert.equal(await back.offset(location), 0);
    assert.equal(posted(await back.patch(location, 0, Buffer.from('0123456789'))).file.size, 10);
  });

  it('[FL3] [MSG3] an upload that ended just before a crash is posted once', async () => {
    const data = folder();
    const first = await start(data);
    const ada = await enter(first);
    const location = await ada.location(3, { id: 'once' });
    const result = posted(await ada.patch(location, 0, Buffer.from('abc')));
    await first.kill();
    const back = again(ada, await start(data));
    assert.deepEqual(posted(await back.ask('HEAD', location)), result);
    assert.deepEqual(posted(await back.create(3, { id: 'once' })), result);
    assert.deepEqual(partials(data), []);
  });

  it('[FL3] the quota of a user and of a room is reserved at the creation, and given back', async () => {
    const server = await start(folder(), '--user-file-bytes', '1000', '--room-file-bytes', '1500');
    const [ada, grace] = [await enter(server), await enter(server, 'Grace')];
    const location = await ada.location(600);
    const refused = await ada.create(401);
    assert.deepEqual([refused.status, refused.code], [413, 'quota_exceeded']);
    // Files in frames count, too, and so do the bytes that are not there yet.
    const inline = await ada.chat.reply({ type: 'upload', name: 'x', data: Buffer.alloc(401).toString('base64') });
    assert.equal(inline['code'], 'quota_exceeded');
    const small = await ada.chat.ask({ type: 'upload', name: 'x', data: Buffer.alloc(400).toString('base64') });
    // The room has 500 left, and that is all that somebody else gets.
    assert.equal((await grace.create(501)).code, 'quota_exceeded');
    const theirs = await grace.share(Buffer.alloc(500), { filename: 'g' });
    await ada.ask('DELETE', location);
    assert.equal((await ada.create(601)).code, 'quota_exceeded');
    const whole = await ada.share(Buffer.alloc(600, 1));
    assert.equal((await ada.create(1)).code, 'quota_exceeded');
    for (const target of [whole.seq, small['seq']]) await ada.chat.ask({ type: 'delete', target });
    assert.equal((await ada.create(1_001)).code, 'quota_exceeded');
    assert.equal((await ada.create(1_000)).status, 201);
    assert.equal(theirs.file.size, 500);
  });

  it('[FL3] [LV4] what the disk has not is not promised: it is 507, and chat goes on', async () => {
    const server = await start(folder(), '--file-bytes', '0', '--user-file-bytes', '0', '--room-file-bytes', '0');
    const ada = await enter(server);
    const refused = await ada.create(2 ** 50);
    assert.deepEqual([refused.status, refused.code], [507, 'storage_full']);
    await ada.chat.ask({ type: 'message', text: 'still here' });
    assert.equal((await ada.share(Buffer.from('small'))).file.size, 5);
  });

  it('[FL3] [LV4] two promises are not made of the same bytes', async () => {
    const data = folder();
    const probe = await start(data, '--file-bytes', '0', '--user-file-bytes', '0', '--room-file-bytes', '0');
    const ada = await enter(probe);
    // Other programs write to this disk, too: three quarters of it fit once, never twice.
    let most = 2 ** 34;
    while ((await ada.create(most * 2)).status === 201) most *= 2;
    const metrics = await (await fetch(`${probe.httpUrl}/metrics`)).text();
    const promised = Number(/^room_chat_promised_bytes (?<bytes>\d+)/mu.exec(metrics)?.groups?.['bytes']);
    assert.ok(promised > 0 || most === 2 ** 34);
    assert.equal((await ada.create(most * 2)).code, 'storage_full');
  });

  it('--check finds a flipped bit, a file that is gone, and a thumbnail that changed', async () => {
    const data = folder();
    const server = await start(data);
    const ada = await enter(server);
    const large = await ada.share(randomBytes(2_000_000), { filename: 'large' });
    const gone = await ada.share(randomBytes(1_000), { filename: 'gone' });
    await ada.location(100);
    const thumbnail = Buffer.from(PNG, 'base64');
    const { file } = await ada.share(randomBytes(10), { filename: 'p.png', thumbnail });
    await server.stop();
    assert.equal((await runServer(['--check', '--data', data])).code, 0);

    flip(blobPath(data, large.file.sha256), 1_234_567);
    rmSync(blobPath(data, gone.file.sha256));
    const database = new DatabaseSync(join(data, 'roomchat.db'));
    database.prepare('UPDATE thumbnails SET bytes = ? WHERE file = ?').run(Buffer.from('other'), file.id);
    database.close();
    const { code, stdout } = await runServer(['--check', '--data', data]);
    assert.equal(code, 1);
    assert.match(stdout, new RegExp(`The stored file ${large.file.sha256} holds other bytes\\.`, 'u'));
    assert.match(stdout, new RegExp(`The stored file ${gone.file.sha256} is missing\\.`, 'u'));
    assert.match(stdout, new RegExp(`The thumbnail of ${file.id} holds other bytes\\.`, 'u'));
  });

  it('a backup has the files and thumbnails, and no unfinished upload', async () => {
    const data = folder();
    const server = await start(data);
    const ada = await enter(server);
    const bytes = randomBytes(500_000);
    const { file } = await ada.share(bytes, { thumbnail: Buffer.from(PNG, 'base64') });
    const location = await ada.location(10);
    await ada.patch(location, 0, Buffer.from('01234'));
    const backup = join(folder(), 'backup');
    assert.equal((await runServer(['backup', backup, '--data', data])).code, 0);
    await server.stop();
    const restored = folder();
    assert.equal((await runServer(['restore', backup, '--data', restored])).code, 0);
    assert.equal((await runServer(['--check', '--data', restored])).code, 0);
    const back = again(ada, await start(restored));
    assert.ok((await back.ask('GET', `/files/${file.id}`)).bytes.equals(bytes));
    assert.ok((await back.ask('GET', `/files/${file.id}/thumbnail`)).bytes.equals(Buffer.from(PNG, 'base64')));
    assert.equal((await back.ask('HEAD', location)).status, 404);
  });

  it('data from before there were uploads over HTTP are brought forward, quotas and all', async () => {
    const data = folder();
    const first = await start(data);
    const ada = await enter(first);
    const registered = await FileClient.join(first.url, 'Registered', 'general', { remember: true });
    people.push(registered);
    const token = String(registered.chat.frames.find((frame) => frame.type === 'ok')?.['token']);
    const { file } = await ada.chat.ask({ type: 'upload', name: 'x', data: Buffer.alloc(900).toString('base64') });
    await registered.chat.ask({ type: 'upload', name: 'y', data: Buffer.alloc(800).toString('base64') });
    await first.stop();
    const database = new DatabaseSync(join(data, 'roomchat.db'));
    undoTransfers(database);
    database.close();
    const second = await start(data, '--user-file-bytes', '1000');
    const member = new FileClient(registered.chat, token, second.httpUrl, 'general');
    assert.equal((await member.ask('GET', `/files/${(file as { id: string }).id}`)).bytes.length, 900);
    assert.equal((await member.create(201)).code, 'quota_exceeded');
    assert.equal((await member.create(200)).status, 201);
    // Where a guest was is not known from before: who comes back is asked to join again.
    const guest = again(ada, second);
    assert.equal((await guest.create(1)).code, 'not_joined');
    const back = await FileClient.join(second.url, 'Ada', 'general', { token: ada.token });
    people.push(back);
    assert.equal((await back.create(101)).code, 'quota_exceeded');
    assert.equal((await back.create(100)).status, 201);
  });

  it('[FL3] a file on the disk that is longer than its upload is cut to what was told', async () => {
    const data = folder();
    const first = await start(data);
    const ada = await enter(first);
    const location = await ada.location(10);
    await ada.patch(location, 0, Buffer.from('01234'));
    await first.stop();
    truncateSync(join(data, 'blobs', 'partial', location.replace('/uploads/', '')), 5_000);
    assert.equal((await runServer(['--check', '--data', data])).code, 1);
    const back = again(ada, await start(data));
    assert.equal(await back.offset(location), 10);
  });

  it('[FL3] retention removes files that came over HTTP, too', async () => {
    const data = folder();
    const first = await start(data);
    const ada = await enter(first);
    const { file } = await ada.share(randomBytes(300_000));
    for (let number = 0; number < 5; number += 1) await ada.chat.ask({ type: 'message', text: `${number}` });
    await first.stop();
    const second = await start(data, '--max-data', '100000');
    await eventually(() => assert.ok(second.log.some((line) => line['event'] === 'retention')));
    const back = again(ada, second);
    assert.equal((await back.ask('GET', `/files/${file.id}`)).status, 404);
    await eventually(() => assert.throws(() => readFileSync(blobPath(data, file.sha256)), /ENOENT/u));
  });

  it('metrics count what was transferred', async () => {
    const server = await start(folder());
    const ada = await enter(server);
    const { file } = await ada.share(Buffer.alloc(5_000));
    await ada.ask('GET', `/files/${file.id}`);
    const location = await ada.location(100);
    await ada.create(7, {}, { 'Content-Type': OFFSET_TYPE }, Buffer.from('abc'));
    await ada.ask('DELETE', location);
    const metrics = await (await fetch(`${server.httpUrl}/metrics`)).text();
    for (const line of [
      'room_chat_transfer_bytes_total{direction="in"} 5003',
      'room_chat_transfer_bytes_total{direction="out"} 5000',
      'room_chat_uploads_total{end="finished"} 1',
      'room_chat_uploads_total{end="cancelled"} 1',
      'room_chat_uploads_unfinished 1',
      'room_chat_promised_bytes 4',
    ]) {
      assert.ok(metrics.includes(`\n${line}\n`), line);
    }
  });
});

/** Two by three pixels. */
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAIAAAADCAYAAAC56t6BAAAADklEQVR4nGNgGAWkAwABAgAB6nYJ7wAAAABJRU5ErkJggg==';

function flip(file: string, place: number): void {
  const byte = readFileSync(file)[place] ?? 0;
  const opened = openSync(file, 'r+');
  writeSync(opened, Buffer.from([byte ^ 1]), 0, 1, place);
  closeSync(opened);
}
