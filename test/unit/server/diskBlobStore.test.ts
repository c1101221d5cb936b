import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '../../../server/log.ts';
import { systemRandom } from '../../../server/random.ts';
import { DiskBlobStore } from '../../../server/store/diskBlobStore.ts';
import { FakeClock } from '../../support/fakeClock.ts';

const BYTES = Buffer.from('stored bytes');
const SHA256 = createHash('sha256').update(BYTES).digest('hex');
const DAY_MS = 86_400_000;
const LONG_AGO_S = 1_600_000_000;

describe('blobs on disk', () => {
  let data: string;
  let folder: string;
  let clock: FakeClock;
  let blobs: DiskBlobStore;

  beforeEach(() => {
    data = mkdtempSync(join(tmpdir(), 'room-chat-'));
    folder = join(data, 'blobs');
    clock = new FakeClock();
    blobs = new DiskBlobStore({ folder, reserveBytes: 0, clock, random: systemRandom, log: silentLogger });
  });
  afterEach(() => rmSync(data, { recursive: true, force: true }));

  const place = (): string => join(folder, SHA256.slice(0, 2), SHA256);

  function file(name: string, bytes: Uint8Array): string {
    const path = join(data, name);
    writeFileSync(path, bytes);
    return path;
  }

  /** As a disk does that forgets a bit: nothing else of the file changes. */
  function rot(): void {
    const spoilt = readFileSync(place());
    spoilt[3]! ^= 1;
    writeFileSync(place(), spoilt);
    utimesSync(place(), LONG_AGO_S, LONG_AGO_S);
  }

  it('[FL6] a file that was taken over before is taken over again, and leaves no second name behind', async () => {
    const whole = file('upload', BYTES);
    await blobs.adopt(whole, SHA256, BYTES.length);
    await blobs.adopt(whole, SHA256, BYTES.length);
    assert.deepEqual(readdirSync(join(folder, 'incoming')), []);
    assert.equal(statSync(whole).nlink, 2);
  });

  it('[FL6] a file of another size takes nothing’s place', async () => {
    await blobs.put(BYTES, SHA256);
    const cut = file('upload', BYTES.subarray(1));
    await assert.rejects(blobs.adopt(cut, SHA256, BYTES.length), { code: 'storage_failed' });
    assert.ok((await blobs.read(SHA256)).equals(BYTES));
    assert.deepEqual(readdirSync(join(folder, 'incoming')), []);
  });

  it('[FL6] bytes are kept while somebody stores them, and go when nobody does', async () => {
    const [one, other] = await Promise.all([blobs.put(BYTES, SHA256), blobs.put(BYTES, SHA256)]);
    one.release();
    one.release();
    blobs.discard(SHA256);
    assert.ok((await blobs.read(SHA256)).equals(BYTES));
    other.release();
    blobs.discard(SHA256);
    await assert.rejects(blobs.read(SHA256), { code: 'ENOENT' });
    assert.equal(await blobs.isWhole(SHA256, BYTES.length), false);
  });

  it('[FL3] bytes are read through once a day, so that what rots is found', async () => {
    const whole = file('upload', BYTES);
    utimesSync(whole, LONG_AGO_S, LONG_AGO_S);
    await blobs.adopt(whole, SHA256, BYTES.length);
    rot();
    // Taken over today: not read again.
    assert.equal(await blobs.isWhole(SHA256, BYTES.length), true);
    clock.advance(DAY_MS);
    assert.equal(await blobs.isWhole(SHA256, BYTES.length), false);
    await blobs.put(BYTES, SHA256);
    assert.equal(await blobs.isWhole(SHA256, BYTES.length), true);
    assert.equal(await blobs.isWhole(SHA256, BYTES.length + 1), false);
  });
});
