import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../support/eventually.ts';
import { OFFSET_TYPE, posted } from '../support/fileClient.ts';
import { fileSuite, sha256 } from '../support/fileSuite.ts';
import { type Received, WireClient } from '../support/wireClient.ts';

describe('what becomes of an upload', function () {
  this.timeout(30_000);
  const files = fileSuite();

  it('[FL3] [MSG3] the same creation again is the same upload; another body under its id is a conflict', async () => {
    const ada = await files.enter();
    const metadata = { id: 'same', filename: 'a.txt', sha256: sha256(Buffer.from('abcdef')) };
    const location = await ada.location(6, metadata);
    await ada.patch(location, 0, Buffer.from('abc'));
    const again = await ada.create(6, metadata);
    assert.deepEqual(
      [again.status, again.headers.get('location'), again.headers.get('upload-offset')],
      [201, location, '3'],
    );
    for (const [length, other] of [
      [7, metadata],
      [6, { ...metadata, filename: 'b.txt' }],
      [6, { ...metadata, sha256: sha256(Buffer.from('x')) }],
      [6, { ...metadata, replyTo: '1' }],
    ] as const) {
      const conflict = await ada.create(length, other);
      assert.deepEqual([conflict.status, conflict.code], [409, 'id_conflict']);
    }
    const result = posted(await ada.patch(location, 3, Buffer.from('def')));
    const after = await ada.create(6, metadata);
    assert.deepEqual([after.status, after.headers.get('upload-offset')], [201, '6']);
    assert.deepEqual(posted(after), result);
    assert.deepEqual(posted(await ada.ask('HEAD', after.headers.get('location') ?? '')), result);
    assert.equal((await ada.create(6, { ...metadata, filename: 'b.txt' })).code, 'id_conflict');
    await ada.chat.settled();
    assert.equal(ada.chat.events.length, 1);
  });

  it('[FL3] [MSG3] an id that a message took meanwhile ends the upload', async () => {
    const ada = await files.enter();
    const location = await ada.location(3, { id: 'taken' });
    await ada.chat.ask({ type: 'message', id: 'taken', text: 'first' });
    const answer = await ada.patch(location, 0, Buffer.from('abc'));
    assert.deepEqual([answer.status, answer.code], [409, 'id_conflict']);
    assert.equal((await ada.ask('HEAD', location)).status, 404);
  });

  it('[FL3] [FL6] an upload whose event came by another way while its bytes still come leaves what is stored whole', async () => {
    const ada = await files.enter();
    const bytes = Buffer.from('four');
    const metadata = { id: 'twice', filename: 'a.txt' };
    const location = await ada.location(bytes.length, metadata);
    const open = ada.open(location, 0, bytes.length);
    await open.write(bytes.subarray(0, 3));
    await receiving(1);
    await ada.chat.ask({ type: 'upload', id: 'twice', name: 'a.txt', data: bytes.toString('base64') });
    const { file } = posted(await ada.create(bytes.length, metadata));
    // Whether this still arrives or not: it is the last byte of an upload that is over.
    await open.write(bytes.subarray(3)).catch(() => undefined);
    await open.answer.catch(() => undefined);
    await receiving(0);
    assert.ok((await ada.ask('GET', `/files/${file.id}`)).bytes.equals(bytes));
    assert.deepEqual(readdirSync(join(files.server.data, 'blobs', 'partial')), []);
  });

  /** Resolves when the server takes so many uploads' bytes. */
  async function receiving(count: number): Promise<void> {
    await eventually(async () => {
      const metrics = await (await fetch(`${files.server.httpUrl}/metrics`)).text();
      assert.match(metrics, new RegExp(`^room_chat_uploads_active ${count}$`, 'mu'));
    });
  }

  it('[FL3] [FL6] bytes that the sender may see already are posted without being sent', async () => {
    const ada = await files.enter();
    const bytes = randomBytes(400_000);
    const first = await ada.share(bytes, { filename: 'first.bin' });
    const answer = await ada.create(bytes.length, { filename: 'second.bin', sha256: sha256(bytes) });
    assert.deepEqual([answer.status, answer.headers.get('upload-offset')], [201, '400000']);
    const second = posted(answer);
    assert.equal(second.file.name, 'second.bin');
    assert.notEqual(second.file.id, first.file.id);
    assert.ok((await ada.ask('GET', `/files/${second.file.id}`)).bytes.equals(bytes));
  });

  it('[FL3] [FL5] whether others have the same bytes is not told: they have to be sent', async () => {
    const ada = await files.enter('Ada');
    const bytes = randomBytes(1_000);
    await ada.share(bytes);
    const grace = await files.enter('Grace');
    const answer = await grace.create(bytes.length, { sha256: sha256(bytes) });
    assert.deepEqual([answer.status, answer.headers.get('upload-offset')], [201, '0']);
    const last = await grace.patch(answer.headers.get('location') ?? '', 0, bytes);
    assert.equal(posted(last).file.sha256, sha256(bytes));
  });

  it('[FL6] the same bytes are stored once, and go with the last event that has them', async () => {
    const ada = await files.enter();
    const bytes = randomBytes(5_000);
    const blob = (): string[] =>
      readdirSync(join(files.server.data, 'blobs', sha256(bytes).slice(0, 2))).filter((name) => name === sha256(bytes));
    const seqs: number[] = [];
    for (const filename of ['a', 'b', 'c']) seqs.push((await ada.share(bytes, { filename })).seq);
    for (const target of seqs) {
      assert.equal(blob().length, 1);
      await ada.chat.ask({ type: 'delete', target });
    }
    await eventually(() => assert.equal(blob().length, 0));
  });

  it('[FL3] a reply says what it answers', async () => {
    const ada = await files.enter();
    const event = ada.chat.next((frame) => frame.type === 'file');
    await ada.share(Buffer.from('x'), { replyTo: '1' });
    assert.equal((await event)['replyTo'], 1);
    const ahead = await ada.create(1, { replyTo: '99' }, { 'Content-Type': OFFSET_TYPE }, Buffer.from('x'));
    assert.deepEqual([ahead.status, ahead.code], [404, 'not_found']);
  });

  it('[FL1] a raster image says how large it is, by its header alone', async () => {
    const ada = await files.enter();
    const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
    const huge = Buffer.concat([png, Buffer.from([0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]), randomBytes(300_000)]);
    const { file } = await ada.share(huge, { filename: 'huge.png' });
    assert.deepEqual([file['width'], file['height'], file.mediaType], [60_000, 60_000, 'image/png']);
  });

  it('[MSG5] files that end at once come to everybody in the order of seq', async () => {
    const ada = await files.enter();
    const watcher = await WireClient.join(files.server.url, 'Watcher', { room: ada.room });
    const start = Number((await watcher.ask({ type: 'rooms' }))['seq'] ?? 0);
    assert.equal(start, 0);
    const sends = Array.from({ length: 30 }, (_, number) =>
      number % 3 === 0
        ? ada.chat.ask({ type: 'message', text: `${number}` }).then(() => undefined)
        : ada.share(randomBytes(2_000), { filename: `${number}` }).then(() => undefined),
    );
    await Promise.all(sends);
    await watcher.settled();
    const seqs = watcher.events.map((event: Received) => Number(event['seq']));
    assert.equal(seqs.length, 30);
    assert.deepEqual(
      seqs,
      seqs.toSorted((one, other) => one - other),
    );
  });
});
