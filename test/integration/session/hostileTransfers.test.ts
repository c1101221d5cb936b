import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { LEAST_ASKED_MS } from '../../../extension/connection/backoff.ts';
import { ConnectionError, RequestError } from '../../../extension/connection/errors.ts';
import { CorruptFileError, digest } from '../../../extension/files/fileCache.ts';
import { download } from '../../../extension/transfers/download.ts';
import { DownloadError } from '../../../extension/transfers/downloadError.ts';
import { HttpClient } from '../../../extension/transfers/httpClient.ts';
import { ProgressMeter } from '../../../extension/transfers/progressMeter.ts';
import { SourceError } from '../../../extension/transfers/sourceError.ts';
import { upload } from '../../../extension/transfers/upload.ts';
import { UploadClient } from '../../../extension/transfers/uploadClient.ts';
import { bodyBytes, startScriptedHttp, type ScriptedRequest } from '../../support/scriptedHttp.ts';

type Script = (request: ScriptedRequest, response: ServerResponse) => void | Promise<void>;

const bytes = Buffer.from('what Ada sends '.repeat(20_000));
const sha256 = digest(bytes);
const sizeBytes = bytes.length;

describe('Transfers with a server that misbehaves', function () {
  this.timeout(20_000);
  let folder: string;
  let file: string;
  const servers: { close(): void }[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'hostile-transfers-'));
    file = path.join(folder, 'mine.bin');
    await writeFile(file, bytes);
  });
  afterEach(async () => {
    for (const server of servers.splice(0)) server.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function start(script: Script) {
    const server = await startScriptedHttp(script);
    servers.push(server);
    return { ...server, http: new HttpClient(server.url, () => 'the token') };
  }

  function uploadTo(http: HttpClient, more: { signal?: AbortSignal; modifiedMs?: number } = {}) {
    return upload({
      client: new UploadClient(http),
      file: { path: file, sizeBytes, modifiedMs: more.modifiedMs },
      upload: { id: 'e1', room: 'general', name: 'mine.bin', sizeBytes },
      known: {},
      meter: new ProgressMeter(sizeBytes, () => undefined),
      signal: more.signal ?? new AbortController().signal,
      note: () => Promise.resolve(),
      random: () => 0,
    });
  }

  function downloadFrom(http: HttpClient, more: { announced?: number | undefined; limitBytes?: number } = {}) {
    return download({
      http,
      fileId: 'f1',
      sha256,
      sizeBytes: 'announced' in more ? more.announced : sizeBytes,
      limitBytes: more.limitBytes ?? Number.MAX_SAFE_INTEGER,
      partPath: path.join(folder, 'part'),
      online: () => Promise.resolve(),
      renewToken: () => false,
      onProgress: () => undefined,
      signal: new AbortController().signal,
      random: () => 0,
    });
  }

  const event = (more: object = {}) =>
    JSON.stringify({
      room: 'general',
      seq: 1,
      time: 1,
      id: 'e1',
      file: { id: 'f1', name: 'mine.bin', size: sizeBytes, mediaType: 'text/plain', sha256 },
      ...more,
    });
  const created = { location: '/uploads/u1', 'upload-offset': '0' };
  const whole = { etag: `"${sha256}"`, 'content-length': String(sizeBytes) };

  const isCode =
    (kind: new (...args: never[]) => Error & { code: string }, code: string) =>
    (error: unknown): boolean => {
      assert.ok(error instanceof kind, String(error));
      assert.equal(error.code, code);
      return true;
    };

  it('[FL3] a file whose message was deleted before its sender heard of it counts as sent', async () => {
    const { http } = await start((_, response) => {
      response.writeHead(201, { ...created, 'room-chat-event': event({ file: undefined }) }).end();
    });
    const posted = await uploadTo(http);
    assert.deepEqual([posted['seq'], posted['file']], [1, undefined]);
  });

  it('never follows a redirect, and gives nobody the token', async () => {
    let stolen = 0;
    const thief = await start((_, response) => {
      stolen += 1;
      response.end();
    });
    const location = `${thief.url.replace('ws', 'http')}/files`;
    const { http, requests } = await start((_, response) => void response.writeHead(307, { location }).end());
    await assert.rejects(uploadTo(http), isCode(ConnectionError, 'not_a_room_server'));
    await assert.rejects(downloadFrom(http), isCode(ConnectionError, 'not_a_room_server'));
    assert.equal(stolen, 0);
    assert.ok(
      requests.every(({ headers, path: at }) => headers.authorization === 'Bearer the token' && !at.includes('token')),
    );
  });

  for (const location of [
    'http://127.0.0.1:1/uploads/u1',
    '//evil.example/uploads/u1',
    '/uploads/../files',
    '/uploads/',
    '',
  ]) {
    it(`[FL3] takes no upload at "${location}"`, async () => {
      const { http, requests } = await start((_, response) => {
        response.writeHead(201, { location, 'upload-offset': '0' }).end();
      });
      await assert.rejects(uploadTo(http), isCode(RequestError, 'malformed_answer'));
      assert.equal(requests.length, 1);
    });
  }

  for (const [what, offset] of [
    ['beyond the end', String(sizeBytes + 1)],
    ['that is negative', '-1'],
    ['that is no number', 'all'],
    ['that is a fraction', '1.5'],
  ] as const) {
    it(`[FL3] takes no offset ${what}`, async () => {
      const { http } = await start((_, response) => {
        response.writeHead(201, { ...created, 'upload-offset': offset }).end();
      });
      await assert.rejects(uploadTo(http), isCode(RequestError, 'malformed_answer'));
    });
  }

  it('[FL3] stops sending to a server that never comes further', async () => {
    const { http, requests } = await start(async ({ method, stream }, response) => {
      await bodyBytes(stream);
      response.writeHead(method === 'POST' ? 201 : 204, created).end();
    });
    await assert.rejects(uploadTo(http), isCode(RequestError, 'malformed_answer'));
    assert.ok(requests.length < 20, `${requests.length} requests`);
  });

  for (const [what, header] of [
    ['no JSON', '{'],
    ['nothing of use', '[]'],
    ['another id', event({ id: 'e2' })],
    ['another file', event({ file: { id: 'f1', name: 'x', size: sizeBytes, mediaType: '', sha256: 'a'.repeat(64) } })],
    ['another size', event({ file: { id: 'f1', name: 'x', size: 1, mediaType: '', sha256 } })],
  ] as const) {
    it(`[FL3] an event that is ${what} is none`, async () => {
      const { http } = await start((_, response) => {
        response.writeHead(201, { ...created, 'room-chat-event': header }).end();
      });
      await assert.rejects(uploadTo(http), isCode(RequestError, 'malformed_answer'));
    });
  }

  it('reads no answer without end', async () => {
    let sent = 0;
    const { http } = await start((_, response) => {
      response.writeHead(400, { 'content-type': 'application/json' });
      const pour = (): void => {
        while (!response.destroyed && sent < 64_000_000) {
          sent += 65_536;
          if (!response.write(Buffer.alloc(65_536, 'x'))) break;
        }
      };
      response.on('drain', pour);
      pour();
    });
    await assert.rejects(uploadTo(http), isCode(ConnectionError, 'not_a_room_server'));
    assert.ok(sent < 64_000_000, `${sent} bytes were taken`);
  });

  it("shows the server's own words for a code of a later server, within bounds", async () => {
    const { http } = await start((_, response) => {
      response.writeHead(418).end(JSON.stringify({ type: 'error', code: 'teapot', message: 'Tea only.', retry: 'no' }));
    });
    await assert.rejects(uploadTo(http), (error) => error instanceof RequestError && error.message === 'Tea only.');
  });

  it('[FL3] a server that finds the bytes wrong gets them once more, from the beginning, and then no more', async () => {
    const { http, requests } = await start(async ({ method, stream }, response) => {
      await bodyBytes(stream);
      if (method === 'POST') response.writeHead(201, created).end();
      else response.writeHead(460).end();
    });
    await assert.rejects(uploadTo(http), isCode(RequestError, 'checksum_mismatch'));
    assert.deepEqual(
      requests.map(({ method }) => method),
      ['POST', 'PATCH', 'POST', 'PATCH'],
    );
  });

  it('[LV3] waits as long as it is asked to', async () => {
    const abort = new AbortController();
    const askedAt: number[] = [];
    const { http } = await start((_, response) => {
      askedAt.push(performance.now());
      if (askedAt.length === 4) abort.abort(new Error('enough'));
      response.writeHead(429, { 'retry-after': '0' }).end();
    });
    await assert.rejects(uploadTo(http, { signal: abort.signal }), /enough/u);
    // A timer may come a millisecond before its time.
    const pauses = askedAt.slice(1).map((at, index) => at - (askedAt[index] ?? 0));
    assert.ok(
      pauses.every((ms) => ms >= LEAST_ASKED_MS - 1),
      pauses.join(', '),
    );
  });

  it('[FL3] a file that is not what was shared is not sent', async () => {
    const { http, requests } = await start((_, response) => void response.writeHead(500).end());
    await assert.rejects(uploadTo(http, { modifiedMs: 1 }), isCode(SourceError, 'changed'));
    assert.equal(requests.length, 0);
  });

  it('[FL3] a file that is changed on the way, of the same size too, never becomes whole over there', async () => {
    // The clock of the file system is coarse: two writes in a row may bear the same time.
    await utimes(file, 1, 1);
    const { mtimeMs } = await stat(file);
    let arrived = 0;
    const { http } = await start(async ({ method, stream }, response) => {
      if (method === 'POST') {
        await writeFile(file, Buffer.alloc(sizeBytes, 'y'));
        response.writeHead(201, created).end();
      } else {
        arrived = await bodyBytes(stream);
        response.writeHead(204, { 'upload-offset': String(arrived) }).end();
      }
    });
    await assert.rejects(uploadTo(http, { modifiedMs: mtimeMs }), isCode(SourceError, 'changed'));
    assert.ok(arrived < sizeBytes);
  });

  it('[FL4] takes a file that comes in pieces of any size, with the connection cut between', async () => {
    const { http, requests } = await start(({ headers }, response) => {
      const from = Number(/^bytes=(\d+)-$/u.exec(headers.range ?? '')?.[1] ?? 0);
      const range = { 'content-range': `bytes ${from}-${sizeBytes - 1}/${sizeBytes}` };
      const length = { 'content-length': String(sizeBytes - from) };
      response.writeHead(from > 0 ? 206 : 200, { ...whole, ...length, ...(from > 0 && range) });
      response.write(bytes.subarray(from, from + 70_000), () => {
        if (from + 70_000 < sizeBytes) response.destroy();
        else response.end();
      });
    });
    assert.equal(await downloadFrom(http), sizeBytes);
    assert.deepEqual(await readFile(path.join(folder, 'part')), bytes);
    assert.ok(requests.length >= 5);
    assert.ok(requests.slice(1).every(({ headers }) => headers['if-range'] === `"${sha256}"`));
  });

  for (const [what, headers] of [
    ['another ETag', { ...whole, etag: '"other"' }],
    ['no ETag', { 'content-length': String(sizeBytes) }],
    ['another size', { ...whole, 'content-length': '5' }],
    ['packed bytes', { ...whole, 'content-encoding': 'gzip' }],
  ] as const) {
    it(`[FL4] a file with ${what} is not the announced one`, async () => {
      const { http } = await start((_, response) => {
        response.writeHead(200, headers).end(bytes.subarray(0, Number(headers['content-length'])));
      });
      await assert.rejects(downloadFrom(http), isCode(CorruptFileError, 'corrupt_file'));
    });
  }

  it('[FL4] one wrong byte is found out', async () => {
    const wrong = Buffer.from(bytes);
    wrong[sizeBytes >> 1] = 0;
    const { http } = await start((_, response) => void response.writeHead(200, whole).end(wrong));
    await assert.rejects(downloadFrom(http), isCode(CorruptFileError, 'corrupt_file'));
  });

  for (const [what, contentRange] of [
    ['elsewhere', `bytes 5-${sizeBytes - 1}/${sizeBytes}`],
    ['of no unit', 'all of it'],
    ['missing', undefined],
  ] as const) {
    it(`[FL4] takes no range that is ${what}`, async () => {
      const { http } = await start((_, response) => {
        response.writeHead(206, { ...whole, ...(contentRange !== undefined && { 'content-range': contentRange }) });
        response.end(bytes);
      });
      await assert.rejects(downloadFrom(http), isCode(RequestError, 'malformed_answer'));
    });
  }

  it('[FL4] does not fill the disk with what cannot fit on it', async () => {
    const { http, requests } = await start((_, response) => void response.writeHead(500).end());
    await assert.rejects(downloadFrom(http, { announced: 2 ** 52 }), isCode(DownloadError, 'disk_full'));
    assert.equal(requests.length, 0);
  });

  it('[FL4] a size that nobody announced is looked at before the bytes come', async () => {
    const { http } = await start((_, response) => void response.writeHead(200, whole).end(bytes));
    const limited = downloadFrom(http, { announced: undefined, limitBytes: 1_000 });
    await assert.rejects(limited, isCode(DownloadError, 'too_large_to_read'));
    assert.equal((await stat(path.join(folder, 'part'))).size, 0);
  });

  it('[FL4] what an earlier window left wrong is fetched anew', async () => {
    await writeFile(path.join(folder, 'part'), Buffer.alloc(sizeBytes, 'z'));
    const { http } = await start((_, response) => void response.writeHead(200, whole).end(bytes));
    assert.equal(await downloadFrom(http), sizeBytes);
    assert.deepEqual(await readFile(path.join(folder, 'part')), bytes);
  });

  it('[FL4] more than the whole is not gone on with', async () => {
    await writeFile(path.join(folder, 'part'), Buffer.alloc(sizeBytes + 10, 'z'));
    const { http } = await start(({ headers }, response) => {
      if (headers.range === undefined) response.writeHead(200, whole).end(bytes);
      else response.writeHead(416).end();
    });
    assert.equal(await downloadFrom(http), sizeBytes);
    assert.deepEqual(await readFile(path.join(folder, 'part')), bytes);
  });

  it('[FL5] a file that is not there, or not for this person, is said so at once', async () => {
    for (const [status, code] of [
      [404, 'not_found'],
      [403, 'forbidden'],
      [401, 'bad_token'],
    ] as const) {
      const { http } = await start((_, response) => void response.writeHead(status).end('<h1>No</h1>'));
      await assert.rejects(downloadFrom(http), isCode(RequestError, code));
    }
  });
});
