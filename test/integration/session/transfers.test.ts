import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { appendFile, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { RoomSession, TokenStore } from '../../../extension/connection/roomSession.ts';
import { CorruptFileError, digest } from '../../../extension/files/fileCache.ts';
import { DownloadError } from '../../../extension/transfers/downloadError.ts';
import { SourceError } from '../../../extension/transfers/sourceError.ts';
import { startRoomServer, type RoomServerProcess } from '../../../scripts/roomServer.ts';
import { eventually } from '../../support/eventually.ts';
import { keptTokens, say, sessionOf, texts, until } from '../../support/sessionPerson.ts';
import { MeteredProxy } from '../../support/meteredProxy.ts';
import { fileShared, transfersOf, type TransferPerson } from '../../support/transferPerson.ts';

const MIB = 1_048_576;

describe('Transfers with the real server', function () {
  this.timeout(120_000);
  let folder: string;
  let server: RoomServerProcess;
  /** In front of the server: counts, slows down and cuts. */
  let through: MeteredProxy;
  const opened: { close(): unknown }[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'transfers-'));
    through = await MeteredProxy.start();
    server = await start();
    through.leadTo(server.port);
  });

  afterEach(async () => {
    for (const one of opened.splice(0).reverse()) await one.close();
    await through.close();
    await server.close();
    await rm(folder, { recursive: true, force: true });
  });

  function start(port?: number): Promise<RoomServerProcess> {
    const flags = ['--messages-per-second', '0', '--public-url', through.url];
    return startRoomServer({ data: path.join(folder, 'data'), flags, ...(port !== undefined && { port }) });
  }

  function sessionFor(name: string, more: { url?: string; tokens?: TokenStore } = {}): RoomSession {
    const session = sessionOf({ url: server.url, folder: path.join(folder, name), name, ...more });
    opened.push(session);
    return session;
  }

  async function join(name: string, more: { url?: string; tokens?: TokenStore } = {}): Promise<TransferPerson> {
    const session = sessionFor(name, more);
    await session.open();
    return transfersOf(session, path.join(folder, name));
  }

  /** A file of random bytes, made piece by piece. */
  async function fileOf(bytes: number): Promise<string> {
    const file = path.join(folder, `${bytes}.bin`);
    await writeFile(file, '');
    for (let left = bytes; left > 0; left -= MIB) await appendFile(file, randomBytes(Math.min(left, MIB)));
    return file;
  }

  /** Resolves once so many bytes of the only transfer have left. */
  function sent({ session }: TransferPerson, bytes: number): Promise<void> {
    const enough = (): boolean => {
      const progress = session.outbox.entries[0]?.progress;
      return progress !== undefined && progress.preparing !== true && progress.bytes >= bytes;
    };
    return until(session, enough);
  }

  /** As if seven days had passed. */
  function forgetTokens(): void {
    const database = new DatabaseSync(path.join(folder, 'data', 'roomchat.db'), { timeout: 5_000 });
    database.exec('DELETE FROM tokens');
    database.close();
  }

  const blobs = (): Promise<string[]> => readdir(path.join(folder, 'data', 'blobs'), { recursive: true });
  const partials = async (): Promise<string[]> => {
    const all = await blobs();
    return all.filter((name) => /partial[/\\]/u.test(name));
  };

  it('[FL3] [FL4] brings 100 MiB over byte for byte, and says how far it is', async () => {
    const [ada, grace] = [await join('Ada'), await join('Grace')];
    const file = await fileOf(100 * MIB);
    const seen: number[] = [];
    ada.session.changes.on(() => seen.push(ada.session.outbox.entries[0]?.progress?.bytes ?? 0));
    await ada.share(file);
    const shared = await fileShared(grace.session, path.basename(file));
    assert.equal(shared.size, 100 * MIB);
    const copy = await grace.received.useFile(shared, grace.session, (at) => readFile(at));
    assert.equal(digest(copy), digest(await readFile(file)));
    await until(ada.session, () => ada.session.outbox.entries.length === 0);
    await eventually(async () => assert.deepEqual(await readdir(ada.outboxFolder), []));
    assert.ok(
      seen.some((bytes) => bytes > 0 && bytes < 100 * MIB),
      'no progress was told',
    );
    assert.deepEqual([...ada.session.state.events()].filter((event) => event.type === 'file').length, 1);
  });

  it('[FL3] what the room has already is there at once', async () => {
    const ada = await join('Ada');
    const file = await fileOf(20 * MIB);
    await ada.share(file);
    await fileShared(ada.session, path.basename(file));
    const grace = await join('Grace', { url: through.url });
    const copy = path.join(folder, 'the same.bin');
    await writeFile(copy, await readFile(file));
    await grace.share(copy);
    await fileShared(grace.session, 'the same.bin');
    assert.ok(through.fromClient < MIB, `${through.fromClient} bytes were sent`);
  });

  it('[FL3] chat is not held back by a transfer', async () => {
    const ada = await join('Ada', { url: through.url });
    const file = await fileOf(20 * MIB);
    through.slowTo(4 * MIB);
    await ada.share(file);
    await sent(ada, MIB);
    for (let line = 1; line <= 5; line += 1) await say(ada.session, `line ${line}`);
    await until(ada.session, () => texts(ada.session).length === 5);
    assert.ok(ada.session.outbox.entries.some(({ kind }) => kind === 'transfer'));
  });

  it('[FL3] goes on where it was cut, and sends little again', async () => {
    const ada = await join('Ada', { url: through.url });
    const file = await fileOf(40 * MIB);
    through.slowTo(40 * MIB);
    await ada.share(file);
    for (const place of [8, 16, 24]) {
      await sent(ada, place * MIB);
      const paused = until(ada.session, () => ada.session.outbox.entries[0]?.progress?.paused === true);
      through.cut();
      await paused;
    }
    const shared = await fileShared(ada.session, path.basename(file));
    assert.equal(shared.sha256, digest(await readFile(file)));
    // What was on the way in buffers at each cut, not a piece of the file.
    const again = through.fromClient - 40 * MIB;
    assert.ok(again < 3 * 8 * MIB, `${again} bytes were sent again`);
  });

  it('[FL3] a bit that is turned on the way is found out, and the file sent once more', async () => {
    const ada = await join('Ada', { url: through.url });
    const file = await fileOf(4 * MIB);
    through.spoil(2 * MIB);
    await ada.share(file);
    const shared = await fileShared(ada.session, path.basename(file));
    assert.equal(shared.sha256, digest(await readFile(file)));
    assert.ok(through.fromClient > 8 * MIB, `${through.fromClient} bytes were sent`);
    await eventually(async () => assert.deepEqual(await partials(), []));
  });

  it('[FL3] a server that is killed and comes back has lost nothing that it acknowledged', async () => {
    const ada = await join('Ada');
    const file = await fileOf(100 * MIB);
    await ada.share(file);
    await sent(ada, 20 * MIB);
    const { port } = server;
    await server.kill();
    await until(ada.session, () => ada.session.outbox.entries[0]?.progress?.paused === true);
    server = await start(port);
    const shared = await fileShared(ada.session, path.basename(file));
    assert.equal(shared.sha256, digest(await readFile(file)));
    await eventually(async () => assert.deepEqual(await partials(), []));
  });

  it('[FL3] a reload goes on at the offset', async () => {
    const tokens = keptTokens();
    const before = await join('Ada', { url: through.url, tokens });
    const file = await fileOf(40 * MIB);
    through.slowTo(40 * MIB);
    await before.share(file);
    await sent(before, 20 * MIB);
    before.session.close();
    const soFar = through.fromClient;
    const after = sessionFor('Ada', { url: through.url, tokens });
    await after.takeUp();
    assert.equal(after.outbox.entries.length, 1);
    const shared = await fileShared(after, path.basename(file));
    assert.equal(shared.sha256, digest(await readFile(file)));
    assert.ok(through.fromClient - soFar < 30 * MIB, `${through.fromClient - soFar} bytes after the reload`);
    await until(after, () => after.outbox.entries.length === 0);
  });

  it('[FL3] bytes from memory outlive a reload too, and go when they are sent', async () => {
    const tokens = keptTokens();
    const ada = await join('Ada', { tokens });
    const bytes = randomBytes(3 * MIB);
    ada.session.outbox.close();
    const content = { kind: 'bytes' as const, bytes };
    await ada.sender.send({ name: 'pasted.bin', mediaType: 'application/octet-stream', content }, ada.session);
    assert.deepEqual((await readdir(ada.outboxFolder)).map((name) => path.extname(name)).sort(), [
      '.json',
      '.owner',
      '.spool',
    ]);
    ada.session.close();
    const after = sessionFor('Ada', { tokens });
    await after.takeUp();
    const shared = await fileShared(after, 'pasted.bin');
    assert.equal(shared.sha256, digest(bytes));
    await until(after, () => after.outbox.entries.length === 0);
    await eventually(async () => assert.deepEqual(await readdir(ada.outboxFolder), []));
  });

  it('[FL3] a file that is changed on the way fails, and is not shared as a mix', async () => {
    const ada = await join('Ada', { url: through.url });
    const file = await fileOf(40 * MIB);
    through.slowTo(20 * MIB);
    await ada.share(file);
    await sent(ada, 5 * MIB);
    await truncate(file, 39 * MIB);
    await until(ada.session, () => ada.session.outbox.entries[0]?.failure !== undefined);
    const failure = ada.session.outbox.entries[0]?.failure;
    assert.ok(failure?.error instanceof SourceError && failure.error.code === 'changed');
    assert.equal(failure.retryable, false);
    assert.deepEqual(
      [...ada.session.state.events()].filter((event) => event.type === 'file'),
      [],
    );
  });

  it('[FL3] given up half-way, nothing is left at the server or on disk', async () => {
    const ada = await join('Ada', { url: through.url });
    const bytes = randomBytes(20 * MIB);
    through.slowTo(10 * MIB);
    const content = { kind: 'bytes' as const, bytes };
    await ada.sender.send({ name: 'pasted.bin', mediaType: 'application/octet-stream', content }, ada.session);
    await sent(ada, 5 * MIB);
    assert.equal((await partials()).length, 1);
    await ada.session.outbox.discard(ada.session.outbox.entries[0]?.id ?? '');
    assert.deepEqual(ada.session.outbox.entries, []);
    await eventually(async () => assert.deepEqual(await partials(), []));
    await eventually(async () => assert.deepEqual(await readdir(ada.outboxFolder), []));
  });

  it('[FL3] given up without a connection, the server is told once there is one', async () => {
    const again = await join('Ada', { url: through.url });
    const file = await fileOf(40 * MIB);
    through.slowTo(20 * MIB);
    await again.share(file);
    await sent(again, 5 * MIB);
    through.refuse(true);
    through.cut();
    await until(again.session, () => again.session.connection.state !== 'online');
    await again.session.outbox.discard(again.session.outbox.entries[0]?.id ?? '');
    assert.deepEqual(again.session.outbox.entries, []);
    assert.equal((await partials()).length, 1);
    through.refuse(false);
    again.session.reconnect();
    await eventually(async () => assert.deepEqual(await partials(), []));
    await eventually(async () => assert.deepEqual(await readdir(again.outboxFolder), []));
  });

  it('[FL4] a download that is cut goes on where it stopped, also after a reload', async () => {
    const ada = await join('Ada');
    const file = await fileOf(40 * MIB);
    await ada.share(file);
    const shared = await fileShared(ada.session, path.basename(file));
    const grace = await join('Grace', { url: through.url });
    through.slowTo(40 * MIB);
    const loaded = (person: TransferPerson, bytes: number): Promise<void> =>
      new Promise((resolve) => {
        const stop = person.received.changes.on((sha256) => {
          const state = person.received.state(sha256);
          if (state.state !== 'loading' || (state.progress?.bytes ?? 0) < bytes) return;
          stop();
          resolve();
        });
      });
    const first = grace.received.useFile(shared, grace.session, (at) => readFile(at));
    await loaded(grace, 10 * MIB);
    through.cut();
    await loaded(grace, 15 * MIB);
    grace.session.close();
    through.cut();
    await assert.rejects(first);
    const again = await join('Grace', { url: through.url });
    const copy = await again.received.useFile(shared, again.session, (at) => readFile(at));
    assert.equal(digest(copy), digest(await readFile(file)));
    assert.ok(through.fromServer < 60 * MIB, `${through.fromServer} bytes came`);
  });

  it('[GR5] a token that is not good any more is renewed, and both ways go on', async () => {
    const ada = await join('Ada');
    const file = await fileOf(2 * MIB);
    forgetTokens();
    await ada.share(file);
    const shared = await fileShared(ada.session, path.basename(file));
    const grace = await join('Grace');
    forgetTokens();
    const copy = await grace.received.useFile(shared, grace.session, (at) => readFile(at));
    assert.equal(digest(copy), digest(await readFile(file)));
  });

  it('[FL4] several who ask share one download; who stops it leaves nothing behind', async () => {
    const ada = await join('Ada');
    const file = await fileOf(20 * MIB);
    await ada.share(file);
    const shared = await fileShared(ada.session, path.basename(file));
    const grace = await join('Grace', { url: through.url });
    const both = [1, 2].map(() => grace.received.useFile(shared, grace.session, (at) => readFile(at)));
    const copies = await Promise.all(both);
    assert.ok(copies.every((copy) => copy.length === 20 * MIB));
    assert.ok(through.fromServer < 25 * MIB);

    const other = await fileOf(20 * MIB + 1);
    await ada.share(other);
    const second = await fileShared(grace.session, path.basename(other));
    through.slowTo(5 * MIB);
    const stopped = grace.received.useFile(second, grace.session, (at) => readFile(at));
    const begun = new Promise<void>((resolve) => {
      grace.received.changes.on(() => {
        const state = grace.received.state(second.sha256);
        if (state.state === 'loading' && (state.progress?.bytes ?? 0) > 0) resolve();
      });
    });
    await begun;
    grace.received.cancel(second.sha256);
    await assert.rejects(stopped, (error) => error instanceof DownloadError && error.code === 'cancelled');
    assert.deepEqual(await readdir(grace.cacheFolder), [shared.sha256]);
    assert.equal(grace.received.state(second.sha256).state, 'remote');
  });

  it('[FL4] bytes that were spoilt at the server are not kept', async () => {
    const [ada, grace] = [await join('Ada'), await join('Grace')];
    const file = await fileOf(2 * MIB);
    await ada.share(file);
    const shared = await fileShared(grace.session, path.basename(file));
    const [name = ''] = (await blobs()).filter((blob) => blob.includes(shared.sha256.slice(2)));
    const blob = path.join(folder, 'data', 'blobs', name);
    const bytes = await readFile(blob);
    bytes[MIB] = (bytes[MIB] ?? 0) ^ 1;
    await writeFile(blob, bytes);
    await assert.rejects(grace.received.fetch(shared, grace.session), CorruptFileError);
    assert.deepEqual(await readdir(grace.cacheFolder), []);
    assert.equal(grace.received.state(shared.sha256).state, 'failed');
  });
});
