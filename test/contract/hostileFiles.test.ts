import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { FileClient, OFFSET_TYPE, posted } from '../support/fileClient.ts';
import { HOSTILE_NAMES } from '../support/hostileNames.ts';
import { newDataFolder, ServerProcess } from '../support/serverProcess.ts';

/** How many flipped bits are tried; `ROOM_CHAT_FLIPPED_BITS=1000` for the long form. */
const FLIPS = Number(process.env['ROOM_CHAT_FLIPPED_BITS'] ?? 60);
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('hostile names and flipped bits', function () {
  this.timeout(120_000 + FLIPS * 500);
  let outer: string;
  let data: string;
  let server: ServerProcess;
  let ada: FileClient;

  before(async () => {
    // A folder of its own around the data folder: whatever is written beside it is seen.
    outer = newDataFolder();
    data = join(outer, 'a', 'b', 'data');
    mkdirSync(dirname(data), { recursive: true });
    server = await ServerProcess.start({
      data,
      args: ['--messages-per-second', '0', '--user-file-bytes', '0', '--room-file-bytes', '0'],
    });
    ada = await FileClient.join(server.url, 'Ada');
  });
  after(async () => {
    await ada.close();
    await server.dispose();
    rmSync(outer, { recursive: true, force: true });
  });

  /** Of a request whose path goes out as it is; `fetch` would resolve its dots. */
  async function rawStatus(method: string, path: string): Promise<number> {
    return await new Promise((resolve, reject) => {
      const { port } = server;
      const headers = {
        Authorization: `Bearer ${ada.token}`,
        'Tus-Resumable': '1.0.0',
        'Content-Type': OFFSET_TYPE,
        'Upload-Offset': '0',
      };
      const outgoing = request({ host: '127.0.0.1', port, method, path: path.replace(/[^!-~]/gu, '_'), headers });
      outgoing.on('error', reject);
      outgoing.on('response', (incoming) => {
        incoming.resume();
        resolve(incoming.statusCode ?? 0);
      });
      outgoing.end();
    });
  }

  /** Every file below, by its path; what is stored is named by content or by the server's own ids. */
  function strays(): string[] {
    const names = readdirSync(outer, { recursive: true, encoding: 'utf8' });
    return names
      .filter((name) => !lstatSync(join(outer, name)).isDirectory())
      .map((name) => name.replaceAll('\\', '/'))
      .filter(
        (name) =>
          !/^a\/b\/data\/(?:roomchat\.db(?:-wal|-shm)?|lock\.db(?:-journal)?|server\.pid|audit\.log)$/u.test(name) &&
          !/^a\/b\/data\/blobs\/(?<shard>[0-9a-f]{2})\/\k<shard>[0-9a-f]{62}$/u.test(name) &&
          !/^a\/b\/data\/blobs\/partial\/t_[0-9a-f]{32}$/u.test(name),
      );
  }

  function checkName(name: unknown, raw: string): void {
    assert.equal(typeof name, 'string');
    const shown = String(name);
    assert.notEqual(shown, '', raw);
    assert.ok(Buffer.byteLength(shown) <= 255, raw);
    assert.doesNotMatch(shown, /[/\\\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u202A-\u202E\u2066-\u2069\u200B\uFEFF]/u, raw);
    assert.equal(shown, shown.normalize('NFC'), raw);
    assert.ok(shown !== '.' && shown !== '..', raw);
  }

  it(`[FL6] ${HOSTILE_NAMES.length} hostile names, over HTTP and in frames, write nothing outside the store`, async () => {
    assert.ok(HOSTILE_NAMES.length >= 200);
    const share = async (raw: string): Promise<void> => {
      const bytes = Buffer.from(`http ${raw}`);
      const made = await ada.create(bytes.length, { filename: raw }, { 'Content-Type': OFFSET_TYPE }, bytes);
      if (made.status === 201) {
        const { file } = posted(made);
        checkName(file.name, raw);
        const back = await ada.ask('GET', `/files/${file.id}`);
        assert.ok(back.bytes.equals(bytes));
        assert.match(
          back.headers.get('content-disposition') ?? '',
          /^attachment; filename="[\w.-]*"; filename\*=UTF-8''[\w.!~%-]*$/u,
        );
      } else assert.equal(made.status, 400, raw);
      const reply = await ada.chat.reply({
        type: 'upload',
        name: raw,
        data: Buffer.from(`ws ${raw}`).toString('base64'),
      });
      if (reply.type === 'ok') checkName((reply['file'] as { name: string }).name, raw);
      else assert.equal(reply['code'], 'bad_request', raw);
    };
    // Side by side: their syncs go together.
    for (let first = 0; first < HOSTILE_NAMES.length; first += 24) {
      await Promise.all(HOSTILE_NAMES.slice(first, first + 24).map(share));
    }
    assert.deepEqual(strays(), []);
  });

  it('[FL6] [FL3] whatever metadata say, they are taken or refused, and nothing is written outside the store', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.constantFrom(...HOSTILE_NAMES),
      fc.string({ maxLength: 40 }).map((name) => `../${name}`),
    );
    await fc.assert(
      fc.asyncProperty(
        text,
        fc.option(text, { nil: undefined }),
        fc.uint8Array({ maxLength: 20 }),
        async (filename, filetype, bytes) => {
          const more = filetype === undefined ? {} : { filetype };
          const made = await ada.create(bytes.length, { filename, ...more }, { 'Content-Type': OFFSET_TYPE }, bytes);
          assert.ok(made.status === 201 || made.status === 400, `${made.status}`);
          if (made.status === 201) checkName(posted(made).file.name, filename);
        },
      ),
      { numRuns: 80 },
    );
    const metadata = fc
      .string({ unit: 'grapheme-ascii', maxLength: 200 })
      .map((line) => line.replace(/[^ -~]/gu, '').trim());
    await fc.assert(
      fc.asyncProperty(metadata, async (line) => {
        const answer = await ada.ask('POST', '/files', { 'Upload-Length': '1', 'Upload-Metadata': line });
        assert.equal(answer.status, 400);
      }),
      { numRuns: 60 },
    );
    const path = fc.oneof(
      fc.constantFrom(
        '..',
        '../../etc/passwd',
        '%2e%2e%2fx',
        't_',
        `t_${'0'.repeat(32)}`,
        'partial',
        '%00',
        '.',
        'a/b/../c',
      ),
      fc.webPath(),
    );
    await fc.assert(
      fc.asyncProperty(path, fc.constantFrom('/uploads/', '/files/'), async (end, start) => {
        for (const method of ['HEAD', 'PATCH', 'DELETE', 'GET']) {
          const status = await rawStatus(method, start + end);
          assert.ok([400, 404, 405].includes(status), `${method} ${start}${end} ${status}`);
        }
      }),
      { numRuns: 30 },
    );
    assert.deepEqual(strays(), []);
    await ada.chat.ask({ type: 'message', text: 'still here' });
  });

  it('[FL3] a link in the place of an upload’s bytes is not followed', async () => {
    const target = join(outer, 'target');
    writeFileSync(target, 'untouched');
    const location = await ada.location(5);
    const partial = join(data, 'blobs', 'partial', location.replace('/uploads/', ''));
    rmSync(partial, { force: true });
    symlinkSync(target, partial);
    const answer = await ada.patch(location, 0, Buffer.from('01234'));
    assert.deepEqual([answer.status, answer.code], [500, 'storage_failed']);
    assert.equal(readFileSync(target, 'utf8'), 'untouched');
    rmSync(partial);
    assert.equal(posted(await ada.patch(location, 0, Buffer.from('01234'))).file.size, 5);
    rmSync(target);
  });

  it(`[FL3] [FL4] ${FLIPS} flipped bits, in flight and at rest, are all caught`, async () => {
    let caught = 0;
    const places = randomBytes(FLIPS * 4);
    for (let count = 0; count < FLIPS; count += 1) {
      // Others each time: bytes that are here already would not be sent.
      const bytes = randomBytes(200_000);
      const whole = sha256(bytes);
      const place = places.readUInt32LE(count * 4) % (bytes.length * 8);
      const flipped = Buffer.from(bytes);
      flipped[place >> 3]! ^= 1 << (place & 7);
      if (count % 3 === 0) {
        // In flight, with a checksum of the request.
        const location = await ada.location(bytes.length);
        const sum = `sha256 ${createHash('sha256').update(bytes).digest('base64')}`;
        if ((await ada.patch(location, 0, flipped, { 'Upload-Checksum': sum })).status === 460) caught += 1;
        assert.equal(await ada.offset(location), 0);
        await ada.ask('DELETE', location);
      } else if (count % 3 === 1) {
        // In flight, with the SHA-256 of the whole.
        const location = await ada.location(bytes.length, { sha256: whole });
        const half = 100_000;
        await ada.patch(location, 0, flipped.subarray(0, half));
        if ((await ada.patch(location, half, flipped.subarray(half))).status === 460) caught += 1;
        assert.equal((await ada.ask('HEAD', location)).status, 404);
      } else {
        // At rest: what comes is not what its tag says.
        const { file } = await ada.share(bytes);
        const blob = join(data, 'blobs', whole.slice(0, 2), whole);
        writeFileSync(blob, flipped);
        const back = await ada.ask('GET', `/files/${file.id}`);
        if (back.headers.get('etag') === `"${whole}"` && sha256(back.bytes) !== whole) caught += 1;
        const inFrame = await ada.chat.reply({ type: 'download', file: file.id });
        assert.equal(inFrame['code'], 'storage_failed');
        writeFileSync(blob, bytes);
      }
    }
    assert.equal(caught, FLIPS);
    await ada.chat.settled();
    assert.deepEqual(readdirSync(join(data, 'blobs', 'incoming')), []);
  });
});
