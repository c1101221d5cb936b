import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { RoomSession } from '../../../extension/connection/roomSession.ts';
import { digest } from '../../../extension/files/fileCache.ts';
import { ShareError } from '../../../extension/sharing/shareError.ts';
import type { ShareableContent } from '../../../extension/sharing/shareable.ts';
import { SourceError } from '../../../extension/transfers/sourceError.ts';
import { startRoomServer, type RoomServerProcess } from '../../../scripts/roomServer.ts';
import { eventually } from '../../support/eventually.ts';
import { png } from '../../support/png.ts';
import { HELLO, startScriptedServer } from '../../support/scriptedServer.ts';
import { sessionOf } from '../../support/sessionPerson.ts';
import { fileShared, transfersOf, type TransferPerson } from '../../support/transferPerson.ts';

const MIB = 1_048_576;
const mediaType = 'application/octet-stream';

describe('What is shared', function () {
  this.timeout(30_000);
  let folder: string;
  const opened: { close(): unknown }[] = [];

  beforeEach(async () => (folder = await mkdtemp(path.join(tmpdir(), 'sending-'))));
  afterEach(async () => {
    for (const one of opened.splice(0).reverse()) await one.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function join(url: string): Promise<TransferPerson> {
    const session: RoomSession = sessionOf({ url, folder, name: 'Ada' });
    opened.push(session);
    await session.open();
    return transfersOf(session, folder);
  }

  async function realServer(...flags: string[]): Promise<RoomServerProcess> {
    const server = await startRoomServer({ data: path.join(folder, 'data'), flags });
    opened.push(server);
    return server;
  }

  async function fileOf(name: string, bytes: Buffer): Promise<Extract<ShareableContent, { kind: 'path' }>> {
    const file = path.join(folder, name);
    await writeFile(file, bytes);
    const { size, mtimeMs } = await stat(file);
    return { kind: 'path', path: file, sizeBytes: size, modifiedMs: mtimeMs, temporary: false };
  }

  for (const [how, size] of [
    ['in a frame', 5_000],
    ['over HTTP', 2 * MIB],
  ] as const) {
    it(`[FL2] [FL3] a file of ${size} bytes goes ${how}, from disk and from memory`, async () => {
      const ada = await join((await realServer()).url);
      const kinds = new Set<string>();
      ada.session.changes.on(() => {
        for (const { kind } of ada.session.outbox.entries) kinds.add(kind);
      });
      const [one, other] = [randomBytes(size), randomBytes(size)];
      await ada.sender.send({ name: 'one', mediaType, content: await fileOf('one', one) }, ada.session);
      await ada.sender.send({ name: 'other', mediaType, content: { kind: 'bytes', bytes: other } }, ada.session);
      assert.equal((await fileShared(ada.session, 'one')).sha256, digest(one));
      assert.equal((await fileShared(ada.session, 'other')).sha256, digest(other));
      assert.deepEqual([...kinds], [how === 'in a frame' ? 'file' : 'transfer']);
      assert.deepEqual(await readFile(path.join(folder, 'one')), one);
    });

    it(`[FL3] a file of ${size} bytes that was made for this share is gone afterwards`, async () => {
      const ada = await join((await realServer()).url);
      const bytes = randomBytes(size);
      const content = { ...(await fileOf('made.zip', bytes)), temporary: true };
      await ada.sender.send({ name: 'made.zip', mediaType, content }, ada.session);
      assert.equal((await fileShared(ada.session, 'made.zip')).sha256, digest(bytes));
      await eventually(async () => assert.deepEqual(await readdir(ada.outboxFolder), []));
      await assert.rejects(stat(content.path), /ENOENT/u);
    });

    it(`[FL7] a small picture goes with a file of ${size} bytes`, async () => {
      const ada = await join((await realServer()).url);
      // As large as one may be, nearly: noise does not pack.
      const noise = randomBytes(64 * 64 * 3);
      const thumbnail = png(
        62,
        62,
        (x, y) => [...noise.subarray((y * 62 + x) * 3, (y * 62 + x) * 3 + 3)] as [number, number, number],
      );
      assert.ok(thumbnail.length > 11_000 && thumbnail.length <= 12_288);
      const content = { kind: 'bytes' as const, bytes: randomBytes(size) };
      await ada.sender.send({ name: 'photo.png', mediaType: 'image/png', content, thumbnail }, ada.session);
      const shared = await fileShared(ada.session, 'photo.png');
      assert.deepEqual(shared.thumbnail, { size: thumbnail.length, mediaType: 'image/png', sha256: digest(thumbnail) });
      assert.deepEqual(await ada.session.queries.thumbnail(shared.id), thumbnail);
    });

    it(`[FL3] a file of ${size} bytes that changed since it was chosen is not sent`, async () => {
      const ada = await join((await realServer()).url);
      const content = await fileOf('mine', randomBytes(size));
      await utimes(content.path, new Date(), new Date(Date.now() + 5_000));
      await assert.rejects(
        ada.sender.send({ name: 'mine', mediaType, content }, ada.session),
        (error) => error instanceof SourceError && error.code === 'changed',
      );
      assert.deepEqual(ada.session.outbox.entries, []);
    });
  }

  it('[FL3] what is larger than the server takes is told before anything is sent', async () => {
    const ada = await join((await realServer('--file-bytes', String(MIB))).url);
    assert.equal(ada.sender.limitBytes(ada.session), MIB);
    const content = { ...(await fileOf('large', randomBytes(MIB + 1))), temporary: true };
    await assert.rejects(
      ada.sender.send({ name: 'large', mediaType, content }, ada.session),
      (error) => error instanceof ShareError && error.code === 'too_large' && error.limitBytes === MIB,
    );
    await assert.rejects(stat(content.path), /ENOENT/u);
  });

  it('[TR3] a server that knows no transfers is sent what fits a frame, and nothing larger', async () => {
    const user = { id: 'g_ada', name: 'Ada', guest: true };
    const server = await startScriptedServer(({ type }) =>
      type === 'connect'
        ? {
            type: 'ok',
            user,
            transferToken: 't',
            rooms: [{ room: 'general', seq: 0, members: [], events: [], read: 0 }],
          }
        : undefined,
    );
    opened.push(server);
    const ada = await join(server.url);
    assert.equal(ada.sender.limitBytes(ada.session), HELLO.limits.inlineFileBytes);
    const content = { kind: 'bytes' as const, bytes: Buffer.alloc(HELLO.limits.inlineFileBytes + 1) };
    await assert.rejects(
      ada.sender.send({ name: 'large', mediaType, content }, ada.session),
      (error) => error instanceof ShareError && error.code === 'too_large',
    );
  });
});
