import assert from 'node:assert/strict';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { eventually } from '../support/eventually.ts';
import { encodeMetadata, OFFSET_TYPE, posted } from '../support/fileClient.ts';
import { fileSuite, sha256 } from '../support/fileSuite.ts';
import { WireClient } from '../support/wireClient.ts';

const checksum = (bytes: Uint8Array, algorithm = 'sha256'): string =>
  `${algorithm} ${createHash(algorithm).update(bytes).digest('base64')}`;

describe('uploads over HTTP', function () {
  this.timeout(30_000);
  const files = fileSuite();

  /** Where the bytes of an unfinished upload lie. */
  function partial(location: string): string {
    return join(files.server.data, 'blobs', 'partial', location.replace('/uploads/', ''));
  }

  it('[FL3] OPTIONS tells what is spoken, without a token', async () => {
    const response = await fetch(`${files.server.httpUrl}/files`, { method: 'OPTIONS' });
    assert.equal(response.status, 204);
    assert.equal(response.headers.get('tus-version'), '1.0.0');
    assert.equal(
      response.headers.get('tus-extension'),
      'creation,creation-with-upload,termination,expiration,checksum',
    );
    assert.equal(response.headers.get('tus-checksum-algorithm'), 'sha256,sha1');
    assert.equal(response.headers.get('tus-max-size'), '4294967296');
  });

  it('[FL1] [FL3] [FL4] what is uploaded in pieces is an event for all, and comes back byte for byte', async () => {
    const ada = await files.enter();
    const other = await WireClient.join(files.server.url, 'Grace', { room: ada.room });
    const own = ada.chat.next((frame) => frame.type === 'file');
    const others = other.next((frame) => frame.type === 'file');
    const bytes = randomBytes(3_000_001);
    const made = await ada.create(bytes.length, { filename: 'Größe.bin', filetype: 'application/x-thing', id: 'u1' });
    assert.equal(made.status, 201);
    assert.equal(made.headers.get('upload-offset'), '0');
    assert.ok(Date.parse(made.headers.get('upload-expires') ?? '') > Date.now());
    const location = made.headers.get('location') ?? '';
    assert.match(location, /^\/uploads\/t_[0-9a-f]{32}$/u);
    const first = await ada.patch(location, 0, bytes.subarray(0, 1_234_567));
    assert.deepEqual([first.status, first.headers.get('upload-offset')], [204, '1234567']);
    assert.equal(first.headers.get('room-chat-event'), null);
    const head = await ada.ask('HEAD', location);
    assert.deepEqual(
      [
        head.status,
        head.headers.get('upload-offset'),
        head.headers.get('upload-length'),
        head.headers.get('cache-control'),
      ],
      [200, '1234567', '3000001', 'no-store'],
    );
    const last = await ada.patch(location, 1_234_567, bytes.subarray(1_234_567));
    const result = posted(last);
    assert.deepEqual([last.status, last.headers.get('upload-offset')], [204, '3000001']);
    assert.deepEqual(
      { ...result.file, id: '' },
      { id: '', name: 'Größe.bin', size: bytes.length, mediaType: 'application/x-thing', sha256: sha256(bytes) },
    );
    for (const event of [await own, await others]) {
      assert.deepEqual(
        [event['room'], event['seq'], event['time'], event['id'], event['file']],
        [result.room, result.seq, result.time, 'u1', result.file],
      );
    }
    const back = await ada.ask('GET', `/files/${result.file.id}`);
    assert.deepEqual([back.status, back.bytes.equals(bytes)], [200, true]);
    const done = await ada.ask('HEAD', location);
    assert.deepEqual([done.status, done.headers.get('upload-offset')], [200, '3000001']);
    assert.deepEqual(posted(done), result);
    await other.close();
  });

  it('[FL3] an empty file is whole at its creation; creation-with-upload needs one request', async () => {
    const ada = await files.enter();
    const empty = posted(await ada.create(0, { filename: 'empty' }));
    assert.deepEqual([empty.file.size, empty.file.sha256], [0, sha256(Buffer.alloc(0))]);
    const whole = await ada.share(Buffer.from('all at once'), { filename: 'a.txt' });
    assert.deepEqual([whole.file.size, whole.file.mediaType], [11, 'text/plain']);
    const part = await ada.create(11, {}, { 'Content-Type': OFFSET_TYPE }, Buffer.from('all at'));
    assert.deepEqual([part.status, part.headers.get('upload-offset')], [201, '6']);
    const rest = await ada.patch(part.headers.get('location') ?? '', 6, Buffer.from(' once'));
    assert.equal(posted(rest).file.sha256, whole.file.sha256);
  });

  it('[FL3] a request that was cut off leaves what came, and the upload goes on from there', async () => {
    const ada = await files.enter();
    const bytes = randomBytes(2_000_000);
    const location = await ada.location(bytes.length, { sha256: sha256(bytes) });
    const open = ada.open(location, 0, bytes.length);
    await open.write(bytes.subarray(0, 1_000_000));
    // One that comes in only after it was asked about would count later ([FL3]).
    await receiving(1);
    await open.cut();
    const offset = await ada.offset(location);
    assert.ok(offset <= 1_000_000, `${offset}`);
    const last = await ada.patch(location, offset, bytes.subarray(offset));
    assert.equal(posted(last).file.sha256, sha256(bytes));
  });

  /** Resolves when the server takes bytes of this many uploads. */
  async function receiving(uploads: number): Promise<void> {
    await eventually(async () => {
      const metrics = await (await fetch(`${files.server.httpUrl}/metrics`)).text();
      assert.match(metrics, new RegExp(`^room_chat_uploads_active ${uploads}$`, 'mu'));
    });
  }

  it('[FL3] a newer request ends the one whose client may be gone, and keeps what that brought', async () => {
    const ada = await files.enter();
    const bytes = randomBytes(1_500_000);
    const location = await ada.location(bytes.length);
    const stalled = ada.open(location, 0, bytes.length);
    await stalled.write(bytes.subarray(0, 700_000));
    await receiving(1);
    const offset = await ada.offset(location);
    await assert.rejects(stalled.answer);
    assert.ok(offset <= 700_000);
    const second = ada.open(location, offset, bytes.length - offset);
    await receiving(1);
    const last = await ada.patch(location, offset, bytes.subarray(offset));
    await assert.rejects(second.answer);
    assert.equal(posted(last).file.sha256, sha256(bytes));
  });

  it('[FL3] bytes at another place than the end are refused, and the answer says where that is', async () => {
    const ada = await files.enter();
    const location = await ada.location(10);
    await ada.patch(location, 0, Buffer.from('0123'));
    for (const offset of [0, 3, 5, 10]) {
      const answer = await ada.patch(location, offset, Buffer.from('4567'));
      assert.deepEqual([answer.status, answer.headers.get('upload-offset')], [409, '4']);
    }
    assert.equal(await ada.offset(location), 4);
  });

  it('[FL3] more bytes than announced are refused, and none of them is kept', async () => {
    const ada = await files.enter();
    const location = await ada.location(10);
    const announced = await ada.patch(location, 0, Buffer.alloc(11));
    assert.deepEqual([announced.status, announced.code], [413, 'too_large']);
    const chunked = ada.open(location, 0, 'chunked');
    await chunked.write(Buffer.alloc(6));
    await chunked.write(Buffer.alloc(5));
    const refused = await chunked.answer;
    assert.deepEqual([refused.status, refused.code], [413, 'too_large']);
    assert.equal(await ada.offset(location), 0);
    const huge = await ada.create(4_294_967_297);
    assert.deepEqual([huge.status, huge.code], [413, 'too_large']);
  });

  for (const algorithm of ['sha256', 'sha1']) {
    it(`[FL3] of a request whose ${algorithm} is wrong nothing is kept; with the right one it is taken`, async () => {
      const ada = await files.enter();
      const bytes = randomBytes(100_000);
      const location = await ada.location(bytes.length);
      const half = bytes.subarray(0, 50_000);
      const flipped = Buffer.from(half);
      flipped[25_000]! ^= 1;
      const wrong = await ada.patch(location, 0, flipped, { 'Upload-Checksum': checksum(half, algorithm) });
      assert.equal(wrong.status, 460);
      assert.equal(await ada.offset(location), 0);
      const right = await ada.patch(location, 0, half, { 'Upload-Checksum': checksum(half, algorithm) });
      assert.deepEqual([right.status, right.headers.get('upload-offset')], [204, '50000']);
      const last = await ada.patch(location, 50_000, bytes.subarray(50_000));
      assert.equal(posted(last).file.sha256, sha256(bytes));
    });
  }

  it('[FL3] of a request with a checksum that was cut off nothing is kept', async () => {
    const ada = await files.enter();
    const bytes = randomBytes(100_000);
    const location = await ada.location(bytes.length);
    const open = ada.open(location, 0, bytes.length, { 'Upload-Checksum': checksum(bytes) });
    await open.write(bytes.subarray(0, 60_000));
    await open.cut();
    assert.equal(await ada.offset(location), 0);
  });

  it('[FL3] a whole that has not the announced SHA-256 is thrown away and posts nothing', async () => {
    const ada = await files.enter();
    const bytes = randomBytes(10_000);
    const location = await ada.location(bytes.length, { sha256: sha256(Buffer.from('other')) });
    const last = await ada.patch(location, 0, bytes);
    assert.equal(last.status, 460);
    assert.equal((await ada.ask('HEAD', location)).status, 404);
    await ada.chat.settled();
    assert.deepEqual(ada.chat.events, []);
    assert.equal(existsSync(partial(location)), false);
  });

  it('[FL3] a client that cancels takes everything back', async () => {
    const ada = await files.enter();
    const location = await ada.location(1_000_000);
    const open = ada.open(location, 0, 1_000_000);
    await open.write(randomBytes(300_000));
    await receiving(1);
    assert.ok(existsSync(partial(location)));
    const gone = await ada.ask('DELETE', location);
    assert.equal(gone.status, 204);
    await assert.rejects(open.answer);
    for (const method of ['HEAD', 'DELETE']) assert.equal((await ada.ask(method, location)).status, 404);
    assert.equal((await ada.patch(location, 0, Buffer.alloc(1))).code, 'not_found');
    assert.equal(existsSync(partial(location)), false);
  });

  it('[FL3] a finished upload cannot be cancelled: its message is there', async () => {
    const ada = await files.enter();
    const made = await ada.create(3, {}, { 'Content-Type': OFFSET_TYPE }, Buffer.from('abc'));
    assert.equal((await ada.ask('DELETE', made.headers.get('location') ?? '')).status, 403);
  });

  it('[FL3] what is malformed is refused by its status, and nothing is made', async () => {
    const ada = await files.enter();
    const good = encodeMetadata({ room: ada.room, filename: 'x', id: randomUUID() });
    const cases: [number, Record<string, string>][] = [
      [412, { 'Upload-Length': '1', 'Upload-Metadata': good, 'Tus-Resumable': '0.2.2' }],
      [400, { 'Upload-Metadata': good }],
      [400, { 'Upload-Length': '-1', 'Upload-Metadata': good }],
      [400, { 'Upload-Length': '1e3', 'Upload-Metadata': good }],
      [400, { 'Upload-Length': '99999999999999999999', 'Upload-Metadata': good }],
      [400, { 'Upload-Length': '1' }],
      [400, { 'Upload-Length': '1', 'Upload-Metadata': 'room !!!' }],
      [400, { 'Upload-Length': '1', 'Upload-Metadata': `${good},room eA==` }],
      [400, { 'Upload-Length': '1', 'Upload-Metadata': encodeMetadata({ filename: 'x', id: 'x' }) }],
      [400, { 'Upload-Length': '1', 'Upload-Metadata': encodeMetadata({ room: ada.room, id: 'x' }) }],
      [400, { 'Upload-Length': '1', 'Upload-Metadata': encodeMetadata({ room: ada.room, filename: 'x' }) }],
      [400, { 'Upload-Length': '1', 'Upload-Metadata': encodeMetadata({ room: '\u202e', filename: 'x', id: 'x' }) }],
      [400, { 'Upload-Length': '1', 'Upload-Metadata': `${good},sha256 ${btoa('A'.repeat(64))}` }],
      [400, { 'Upload-Length': '1', 'Upload-Metadata': `${good},replyTo ${btoa('-1')}` }],
      [400, { 'Upload-Length': '1', 'Upload-Metadata': `${good},thumbnail ${btoa('no picture')}` }],
      [400, { 'Upload-Length': '1', 'Upload-Metadata': good, 'Upload-Checksum': 'md5 AAAA' }],
      [400, { 'Upload-Length': '1', 'Upload-Metadata': good, 'Upload-Checksum': 'sha256 AAAA' }],
      [404, { 'Upload-Length': '1', 'Upload-Metadata': encodeMetadata({ room: 'nowhere', filename: 'x', id: 'x' }) }],
    ];
    for (const [status, headers] of cases) {
      const answer = await ada.ask('POST', '/files', headers);
      assert.equal(answer.status, status, JSON.stringify(headers));
      assert.equal(typeof answer.code, 'string');
    }
    const location = await ada.location(1);
    for (const [status, headers] of [
      [415, { 'Upload-Offset': '0', 'Content-Type': 'text/plain' }],
      [400, { 'Content-Type': OFFSET_TYPE }],
      [412, { 'Upload-Offset': '0', 'Content-Type': OFFSET_TYPE, 'Tus-Resumable': '2.0.0' }],
    ] as const) {
      assert.equal((await ada.ask('PATCH', location, headers, Buffer.from('x'))).status, status);
    }
    for (const [method, path] of [
      ['PUT', location],
      ['GET', '/files'],
      ['POST', location],
      ['DELETE', '/files/f_1'],
    ] as const) {
      const answer = await ada.ask(method, path);
      assert.equal(answer.status, 405, `${method} ${path}`);
      assert.match(answer.headers.get('allow') ?? '', /OPTIONS/u);
    }
    assert.equal(await ada.offset(location), 0);
  });

  it('[FL3] a method may come in a header, for proxies that let only POST through', async () => {
    const ada = await files.enter();
    const location = await ada.location(3);
    const answer = await ada.ask(
      'POST',
      location,
      { 'X-HTTP-Method-Override': 'PATCH', 'Content-Type': OFFSET_TYPE, 'Upload-Offset': '0' },
      Buffer.from('abc'),
    );
    assert.equal(posted(answer).file.size, 3);
    // It is answered as that method is: 204 has no length, and nothing was made.
    const { status, headers } = answer;
    assert.deepEqual([status, headers.get('content-length'), headers.get('location')], [204, null, null]);
    const head = await ada.ask('POST', location, { 'X-HTTP-Method-Override': 'HEAD' });
    assert.deepEqual([head.status, head.headers.get('upload-length')], [200, '3']);
  });

  it('[FL3] who asks before sending hears of a refusal without sending', async () => {
    const ada = await files.enter();
    const refused = ada.open('/uploads/t_none', 0, 50_000_000, { Expect: '100-continue' });
    assert.equal((await refused.answer).status, 404);
    const location = await ada.location(3);
    const welcome = ada.open(location, 0, 3, { Expect: '100-continue' });
    await welcome.write(Buffer.from('abc'));
    welcome.end();
    assert.equal(posted(await welcome.answer).file.size, 3);
  });

  it('[FL3] who is refused while it sends is heard to its end, so that the answer is not lost to a reset', async () => {
    const ada = await files.enter();
    const socket = connect(files.server.port, '127.0.0.1');
    const piece = Buffer.alloc(1_000_000);
    socket.write(
      `PATCH /uploads/t_none HTTP/1.1\r\nHost: 127.0.0.1:${files.server.port}\r\nAuthorization: Bearer ${ada.token}\r\n` +
        `Tus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Type: ${OFFSET_TYPE}\r\n` +
        `Content-Length: ${20 * piece.length}\r\n\r\n`,
    );
    // From here on the answer is there; a client that looks for it only at its end goes on sending.
    const [answer] = (await once(socket, 'data')) as [Buffer];
    assert.match(answer.toString(), /^HTTP\/1\.1 404 /u);
    for (let sent = 0; sent < 20; sent += 1) {
      await new Promise<void>((resolve, reject) => {
        socket.write(piece, (error) => (error ? reject(error) : resolve()));
      });
    }
    const [hadError] = (await once(socket.resume(), 'close')) as [boolean];
    assert.equal(hadError, false);
  });
});
