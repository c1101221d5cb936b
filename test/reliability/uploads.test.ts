import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, rmSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { FileClient, type OpenRequest, posted } from '../support/fileClient.ts';
import { newDataFolder, runServer } from '../support/serverProcess.ts';
import { report } from './support/figures.ts';
import { freePort } from './support/machine.ts';
import { Seeded, seedOf } from './support/seeded.ts';
import { endServers, residentBytes, startServer } from './support/serverUnderTest.ts';
import { patience, size } from './support/sizes.ts';
import { SmallDisk } from './support/smallDisk.ts';
import { failingSyncs } from './support/systemCalls.ts';
import { TransferBytes } from './support/transferBytes.ts';

const INTERRUPTIONS = size('UPLOAD_INTERRUPTIONS', { short: 16, long: 300 });
const LARGEST = size('UPLOAD_LARGEST_MIB', { short: 12, long: 2_048 }) * 1_048_576;
const MEMORY_FILE = size('UPLOAD_MEMORY_MIB', { short: 128, long: 2_048 }) * 1_048_576;
const MIB = 1_048_576;
const PIECE = 262_144;
/** What one request of an upload carries: the most that an interruption may cost. */
const CHUNK = 8 * MIB;
/** What the server's memory may grow by while it takes a file and gives it back. */
const MEMORY_MARGIN = 64 * MIB;
const NO_QUOTAS = ['--user-file-bytes', '0', '--room-file-bytes', '0', '--disk-reserve', '0'];

describe('Uploads and downloads, by the wire alone', function () {
  this.timeout(patience({ short: 4, long: 120 }));
  afterEach(endServers);

  it(`[FL3] ${INTERRUPTIONS} interruptions: nothing corrupt, no more than a chunk sent again, no orphan left`, async () => {
    const random = new Seeded(seedOf('uploads'));
    const data = newDataFolder();
    const flags = { data, args: [...NO_QUOTAS, '--port', String(await freePort())] };
    let server = await startServer(flags);
    let ada = await FileClient.join(server.url, 'Ada');
    const counts = { client: 0, kill: 0, stop: 0 };
    let [late, interrupted, files, corrupt, sentBytes, sentAgain, most] = [0, 0, 0, 0, 0, 0, 0];
    try {
      while (interrupted < INTERRUPTIONS) {
        files += 1;
        const bytes = new TransferBytes(random.logWhole(MIB, LARGEST), files);
        const sha256 = bytes.sha256();
        const location = await ada.location(bytes.size, { filename: `${files}.bin`, sha256 });
        // Some files are interrupted often, some not at all.
        let left = Math.min(INTERRUPTIONS - interrupted, random.whole(0, 4));
        let offset = 0;
        for (;;) {
          const end = Math.min(bytes.size, offset + CHUNK);
          const open = ada.open(location, offset, end - offset);
          if (left === 0) {
            await sendAll(open, bytes, offset, end);
            const answer = await open.answer;
            if (answer.status === 409) {
              // What was cut off came in after all, later than the question how far it had: the answer says how far.
              offset = Number(answer.headers.get('upload-offset'));
              late += 1;
              continue;
            }
            assert.equal(answer.status, 204, answer.bytes.toString());
            offset = end;
            if (end < bytes.size) continue;
            const { file } = posted(answer);
            const back = await hashOf(ada, file.id);
            if (back.sha256 !== sha256 || back.size !== bytes.size) corrupt += 1;
            break;
          }
          left -= 1;
          interrupted += 1;
          const sent = await sendPart(open, bytes, offset, offset + random.whole(1, end - offset));
          const how = random.chance(0.4) ? (random.chance(0.7) ? 'kill' : 'stop') : 'client';
          counts[how] += 1;
          if (how === 'client') await open.cut();
          else {
            await server[how]();
            server = await startServer(flags);
            const { token, chat } = ada;
            await chat.closed;
            ada = await FileClient.join(server.url, 'Ada', 'general', { token });
          }
          await open.answer.catch(() => undefined);
          const reached = await ada.offset(location);
          assert.ok(reached >= offset && reached <= end, `${offset} ${reached} ${end}`);
          const again = Math.max(0, offset + sent - reached);
          most = Math.max(most, again);
          sentAgain += again;
          sentBytes += sent;
          offset = reached;
        }
        // Stored files are not what this is about: the disk is given back.
        if (files % 4 === 0) await ada.chat.ask({ type: 'delete', target: await newest(ada) });
      }
      await ada.close();
      await server.kill();
      server = await startServer(flags);
      const left = orphans(data);
      await server.stop();
      const check = await runServer(['--check', '--data', data]);
      report('upload interruptions', {
        files,
        interrupted,
        ...counts,
        late,
        'sent when cut (MiB)': Math.round(sentBytes / MIB),
        'sent again (MiB)': Math.round(sentAgain / MIB),
        'most again (KiB)': Math.round(most / 1_024),
        corrupt,
        orphans: left.length,
      });
      assert.equal(corrupt, 0);
      assert.ok(most <= CHUNK);
      assert.deepEqual(left, []);
      assert.equal(check.code, 0, check.stdout);
    } finally {
      await endServers();
      rmSync(data, { recursive: true, force: true });
    }
  });

  it(`memory is flat: ${MEMORY_FILE / MIB} MiB up and down`, async () => {
    const server = await startServer({ args: [...NO_QUOTAS, '--file-bytes', '0'] });
    const ada = await FileClient.join(server.url, 'Ada');
    // What the first transfers of any size load is no matter of their size.
    const first = posted(await ada.patch(await ada.location(MIB), 0, Buffer.alloc(MIB)));
    await ada.ask('GET', `/files/${first.file.id}`);
    const idle = residentBytes(server.pid);
    let most = idle;
    const watch = setInterval(() => (most = Math.max(most, residentBytes(server.pid))), 20);
    const bytes = new TransferBytes(MEMORY_FILE, 1);
    const location = await ada.location(bytes.size);
    const open = ada.open(location, 0, bytes.size);
    await sendAll(open, bytes, 0, bytes.size);
    const { file } = posted(await open.answer);
    const up = most - idle;
    most = idle;
    const back = await hashOf(ada, file.id);
    clearInterval(watch);
    const down = most - idle;
    report('upload memory', {
      'file (MiB)': MEMORY_FILE / MIB,
      'idle (MiB)': Math.round(idle / MIB),
      'more up (MiB)': Math.round(up / MIB),
      'more down (MiB)': Math.round(down / MIB),
    });
    assert.equal(back.sha256, file.sha256);
    assert.ok(up <= MEMORY_MARGIN, `${up}`);
    assert.ok(down <= MEMORY_MARGIN, `${down}`);
    await ada.close();
  });

  it('[FL3] [LV4] a disk that fills up under an upload: 507, chat goes on, and the upload when there is room', async () => {
    const disk = await SmallDisk.mount(64);
    try {
      const reserve = 8 * MIB;
      const server = await startServer({
        wrapper: disk.wrapper,
        data: `${disk.folder}/data`,
        args: ['--disk-reserve', String(reserve)],
      });
      const ada = await FileClient.join(server.url, 'Ada');
      const refused = await ada.create(60 * MIB);
      assert.deepEqual([refused.status, refused.code], [507, 'storage_full']);
      const bytes = new TransferBytes(30 * MIB, 2);
      const location = await ada.location(bytes.size, { sha256: bytes.sha256() });
      // What is promised to one is not promised to another.
      assert.equal((await ada.create(30 * MIB)).code, 'storage_full');
      assert.equal((await ada.create(4 * MIB)).status, 201);
      let offset = 0;
      const whole = (first: number, end: number): Buffer => Buffer.concat([...bytes.from(first, end)]);
      offset = Number((await ada.patch(location, 0, whole(0, 10 * MIB))).headers.get('upload-offset'));
      assert.equal(offset, 10 * MIB);
      // Somebody else takes what was promised.
      disk.fill(2 * MIB);
      const full = await ada.patch(location, offset, whole(offset, offset + 10 * MIB));
      assert.deepEqual([full.status, full.code], [507, 'storage_full']);
      disk.free();
      disk.fill(2 * MIB);
      for (let count = 0; count < 20; count += 1) await ada.chat.ask({ type: 'message', text: 'chat goes on' });
      disk.free();
      offset = await ada.offset(location);
      assert.ok(offset >= 10 * MIB && offset < 20 * MIB);
      const last = posted(await ada.patch(location, offset, whole(offset, bytes.size)));
      assert.equal(last.file.sha256, bytes.sha256());
      assert.equal((await hashOf(ada, last.file.id)).sha256, bytes.sha256());
      await ada.close();
    } finally {
      await endServers();
      await disk.unmount();
    }
  });

  it('[FL3] [LV4] syncs that fail: nothing that was told is taken back, and the upload ends when they work again', async () => {
    // Of each thread; the server has four that sync files, beside its database's, which has some for its own start.
    const server = await startServer({ wrapper: failingSyncs(20, 28) });
    const ada = await FileClient.join(server.url, 'Ada');
    const bytes = new TransferBytes(100 * PIECE, 3);
    const location = await ada.location(bytes.size, { sha256: bytes.sha256() });
    let [told, failed, tries] = [0, 0, 0];
    while (told < bytes.size) {
      assert.ok((tries += 1) < 400, `${told} ${failed}`);
      const part = Buffer.concat([...bytes.from(told, Math.min(bytes.size, told + PIECE))]);
      const answer = await ada.patch(location, told, part);
      if (answer.status === 204) told += part.length;
      else {
        failed += 1;
        // What was not told may be there all the same: then the next request hears where to go on.
        if (answer.status !== 409) assert.deepEqual([answer.status, answer.code], [500, 'storage_failed']);
        const tells = answer.status === 409 ? answer : await ada.ask('HEAD', location);
        if (answer.status !== 409 && tells.status !== 200) continue;
        const reached = Number(tells.headers.get('upload-offset'));
        assert.ok(reached >= told && reached <= told + part.length, `${told} ${reached}`);
        told = reached;
      }
    }
    // All is there; where it could not be posted, asking tries again.
    let end = await ada.ask('HEAD', location);
    for (let more = 100; end.status !== 200 && more > 0; more -= 1) end = await ada.ask('HEAD', location);
    const { file } = posted(end);
    const back = await hashOf(ada, file.id);
    report('upload syncs', { 'failed requests': failed, requests: tries });
    assert.ok(failed > 0);
    assert.deepEqual(back, { sha256: bytes.sha256(), size: bytes.size });
    await ada.close();
  });

  /** Sends all of a request's bytes and ends it. */
  async function sendAll(open: OpenRequest, bytes: TransferBytes, first: number, end: number): Promise<void> {
    for (const piece of bytes.from(first, end)) await open.write(piece);
    open.end();
  }

  /** Sends some of a request's bytes. @returns how many left this process */
  async function sendPart(open: OpenRequest, bytes: TransferBytes, first: number, end: number): Promise<number> {
    for (const piece of bytes.from(first, end)) await open.write(piece);
    return end - first;
  }

  async function hashOf(person: FileClient, file: string): Promise<{ sha256: string; size: number }> {
    const outgoing = request(`${person.url}/files/${file}`, {
      headers: { Authorization: `Bearer ${person.token}` },
    }).end();
    const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
    const hash = createHash('sha256');
    let received = 0;
    for await (const piece of incoming) {
      hash.update(piece as Buffer);
      received += (piece as Buffer).length;
    }
    return { sha256: hash.digest('hex'), size: received };
  }

  async function newest(person: FileClient): Promise<number> {
    const { files } = (await person.chat.ask({ type: 'files', limit: 1 })) as unknown as { files: { seq: number }[] };
    return files[0]?.seq ?? 0;
  }

  /** What lies in the store and belongs to nothing. */
  function orphans(data: string): string[] {
    const blobs = path.join(data, 'blobs');
    const database = new DatabaseSync(path.join(data, 'roomchat.db'), { readOnly: true });
    const rows = database.prepare('SELECT DISTINCT sha256 FROM files').all();
    database.close();
    const known = new Set(rows.map((row) => String(row['sha256'])));
    const shards = readdirSync(blobs).filter((name) => name.length === 2);
    const stored = shards.flatMap((shard) => readdirSync(path.join(blobs, shard)));
    assert.equal(stored.filter((name) => known.has(name)).length, known.size);
    return [
      ...stored.filter((name) => !known.has(name)),
      ...readdirSync(path.join(blobs, 'partial')),
      ...readdirSync(path.join(blobs, 'incoming')),
    ];
  }
});
