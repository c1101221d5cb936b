import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { eventually } from '../support/eventually.ts';
import { FileClient, type Posted } from '../support/fileClient.ts';
import { ServerProcess } from '../support/serverProcess.ts';

describe('downloads over HTTP', function () {
  this.timeout(30_000);
  let server: ServerProcess;
  let ada: FileClient;
  const bytes = randomBytes(1_200_003);
  let shared: Posted;

  before(async () => {
    server = await ServerProcess.start();
    ada = await FileClient.join(server.url, 'Ada');
    shared = await ada.share(bytes, { filename: 'Übersicht "1"; \u{1f600}.html', filetype: 'text/html' });
  });
  after(async () => {
    await ada.close();
    await server.dispose();
  });

  const get = (headers: Record<string, string> = {}, method = 'GET') =>
    ada.ask(method, `/files/${shared.file.id}`, headers);

  it('[FL4] a file comes with its tag, as an attachment under its name, and as nothing that a browser would run', async () => {
    const { status, headers, bytes: body } = await get();
    assert.equal(status, 200);
    assert.ok(body.equals(bytes));
    assert.equal(headers.get('content-length'), String(bytes.length));
    assert.equal(headers.get('etag'), `"${createHash('sha256').update(bytes).digest('hex')}"`);
    assert.equal(headers.get('content-type'), 'text/html');
    assert.equal(headers.get('accept-ranges'), 'bytes');
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    assert.equal(headers.get('content-security-policy'), "default-src 'none'; sandbox");
    assert.equal(headers.get('cache-control'), 'private, no-store');
    assert.equal(
      headers.get('content-disposition'),
      'attachment; filename="_bersicht__1____.html"; ' +
        "filename*=UTF-8''%C3%9Cbersicht%20%221%22%3B%20%F0%9F%98%80.html",
    );
  });

  it('[FL4] HEAD tells the same without the bytes', async () => {
    const [whole, head] = [await get(), await get({}, 'HEAD')];
    assert.deepEqual([head.status, head.bytes.length], [200, 0]);
    for (const name of ['etag', 'content-length', 'content-type', 'content-disposition']) {
      assert.equal(head.headers.get(name), whole.headers.get(name));
    }
  });

  const size = bytes.length;
  for (const [range, first, last] of [
    ['bytes=0-0', 0, 0],
    ['bytes=5-9', 5, 9],
    ['bytes=1200000-', 1_200_000, size - 1],
    ['bytes=-3', size - 3, size - 1],
    ['bytes=-99999999', 0, size - 1],
    ['bytes=524287-524290', 524_287, 524_290],
    [`bytes=0-${size + 5}`, 0, size - 1],
    ['BYTES = 1 - 2', 1, 2],
  ] as const) {
    it(`[FL4] ${range} brings ${first} to ${last}`, async () => {
      const { status, headers, bytes: part } = await get({ Range: range });
      assert.equal(status, 206);
      assert.equal(headers.get('content-range'), `bytes ${first}-${last}/${size}`);
      assert.equal(headers.get('content-length'), String(last - first + 1));
      assert.ok(part.equals(bytes.subarray(first, last + 1)));
    });
  }

  for (const range of ['bytes=1-2,4-5', 'lines=1-2', 'bytes=', 'bytes=-', 'bytes=9-5', 'bytes=a-b']) {
    it(`[FL4] ${range} is no range of one part: all comes`, async () => {
      assert.equal((await get({ Range: range })).status, 200);
    });
  }

  it('[FL4] a range beyond the end is not satisfiable', async () => {
    for (const range of [`bytes=${size}-`, 'bytes=99999999-', 'bytes=-0']) {
      const { status, headers } = await get({ Range: range });
      assert.deepEqual([status, headers.get('content-range')], [416, `bytes */${size}`], range);
    }
    const empty = await ada.share(Buffer.alloc(0), { filename: 'empty' });
    const whole = await ada.ask('GET', `/files/${empty.file.id}`);
    assert.deepEqual([whole.status, whole.bytes.length], [200, 0]);
  });

  it('[FL4] a client asks for the rest, or for what changed, by the tag', async () => {
    const etag = `"${shared.file.sha256}"`;
    assert.equal((await get({ Range: 'bytes=1-2', 'If-Range': etag })).status, 206);
    assert.equal((await get({ Range: 'bytes=1-2', 'If-Range': '"other"' })).status, 200);
    for (const tags of [etag, `"x", W/${etag}`, '*']) {
      const { status, bytes: none, headers } = await get({ 'If-None-Match': tags });
      assert.deepEqual([status, none.length, headers.get('etag')], [304, 0, etag]);
    }
    assert.equal((await get({ 'If-None-Match': '"other"' })).status, 200);
  });

  it('[FL2] [FL4] a file that is too large for a frame says where it is', async () => {
    const refused = await ada.chat.reply({ type: 'download', file: shared.file.id });
    assert.deepEqual([refused['code'], refused['url']], ['too_large', `/files/${shared.file.id}`]);
    assert.equal((await ada.ask('GET', String(refused['url']))).status, 200);
  });

  it('[FL4] a file that is deleted while it is sent still comes whole; then it is not there', async () => {
    const large = randomBytes(16_777_216);
    const { file, seq } = await ada.share(large, { filename: 'large.bin' });
    const outgoing = request(`${server.httpUrl}/files/${file.id}`, {
      headers: { Authorization: `Bearer ${ada.token}` },
    }).end();
    const pieces: Buffer[] = [];
    const ended = new Promise<void>((resolve, reject) => {
      outgoing.on('error', reject);
      outgoing.on('response', (incoming) => {
        incoming.once('readable', () => {
          // The first bytes are here, the rest waits on the other side.
          ada.chat.ask({ type: 'delete', target: seq }).then(() => {
            incoming.on('data', (piece: Buffer) => pieces.push(piece));
            incoming.on('end', resolve);
          }, reject);
        });
      });
    });
    await ended;
    assert.ok(Buffer.concat(pieces).equals(large));
    assert.equal((await ada.ask('GET', `/files/${file.id}`)).status, 404);
  });

  it('[FL4] who goes away in the middle leaves nothing running', async () => {
    const { file } = await ada.share(randomBytes(33_554_432), { filename: 'left.bin' });
    for (let count = 0; count < 40; count += 1) {
      const outgoing = request(`${server.httpUrl}/files/${file.id}`, {
        headers: { Authorization: `Bearer ${ada.token}` },
        agent: false,
      }).end();
      await new Promise<void>((resolve, reject) => {
        outgoing.on('error', reject);
        outgoing.on('response', (incoming) => {
          assert.equal(incoming.statusCode, 200);
          incoming.on('error', () => undefined);
          incoming.destroy();
          resolve();
        });
      });
    }
    await eventually(async () => {
      const metrics = await (await fetch(`${server.httpUrl}/metrics`)).text();
      assert.match(metrics, /^room_chat_downloads_active 0$/mu);
    });
    assert.equal((await get()).status, 200);
  });

  it('[FL4] stored bytes that are gone or shortened are an error, never a part as the whole', async () => {
    const { file } = await ada.share(randomBytes(300_000), { filename: 'short.bin' });
    const blob = join(server.data, 'blobs', file.sha256.slice(0, 2), file.sha256);
    const whole = readFileSync(blob);
    truncateSync(blob, 200_000);
    const answer = await ada.ask('GET', `/files/${file.id}`);
    assert.deepEqual([answer.status, answer.code], [500, 'storage_failed']);
    assert.ok(server.log.some((line) => line['event'] === 'blob_damaged' && line['sha256'] === file.sha256));
    writeFileSync(blob, whole);
    assert.ok((await ada.ask('GET', `/files/${file.id}`)).bytes.equals(whole));
  });

  it('[FL4] what arrives again mends what was damaged', async () => {
    const mine = randomBytes(300_000);
    const { file } = await ada.share(mine, { filename: 'mine.bin' });
    spoil(file.sha256);
    await ada.share(mine, { filename: 'again.bin' });
    assert.ok((await ada.ask('GET', `/files/${file.id}`)).bytes.equals(mine));
  });

  it('[FL3] [FL4] damaged bytes are handed on to no other file: they have to be sent, which mends them', async () => {
    const mine = randomBytes(300_000);
    const { file } = await ada.share(mine, { filename: 'mine.bin' });
    spoil(file.sha256);
    const answer = await ada.create(mine.length, { filename: 'again.bin', sha256: file.sha256 });
    assert.deepEqual([answer.status, answer.headers.get('upload-offset')], [201, '0']);
    assert.ok(server.log.some((line) => line['event'] === 'blob_damaged' && line['sha256'] === file.sha256));
    await ada.patch(answer.headers.get('location') ?? '', 0, mine);
    assert.ok((await ada.ask('GET', `/files/${file.id}`)).bytes.equals(mine));
    const third = await ada.create(mine.length, { filename: 'third.bin', sha256: file.sha256 });
    assert.equal(third.headers.get('upload-offset'), String(mine.length));
  });

  it('[FL2] [FL4] what arrives again in a frame mends what was damaged', async () => {
    const data = randomBytes(1_000).toString('base64');
    const { file } = (await ada.chat.ask({ type: 'upload', name: 'small.bin', data })) as unknown as Posted;
    spoil(file.sha256);
    await ada.chat.ask({ type: 'upload', name: 'again.bin', data });
    assert.equal((await ada.chat.ask({ type: 'download', file: file.id }))['data'], data);
  });

  /** Flips a bit of what is stored. */
  function spoil(sha256: string): void {
    const blob = join(server.data, 'blobs', sha256.slice(0, 2), sha256);
    const flipped = readFileSync(blob);
    flipped[100]! ^= 4;
    writeFileSync(blob, flipped);
  }
});
