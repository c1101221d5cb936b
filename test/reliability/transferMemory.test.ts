import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { report } from './support/figures.ts';
import { randomFile } from './support/randomFile.ts';
import { endServers, residentBytes, startServer } from './support/serverUnderTest.ts';
import { patience, size } from './support/sizes.ts';
import { TransferProcess } from './support/transferProcess.ts';

const MIB = 1_048_576;
const FILE_MIB = size('TRANSFER_MIB', { short: 128, long: 2_048 });
/** What a transfer of any size may take besides what the process takes anyway. */
const ALLOWED_BYTES = 64 * MIB;

describe('The extension while a large file moves', function () {
  this.timeout(patience({ short: 2, long: 15 }));
  let folder: string;
  let client: TransferProcess | undefined;

  beforeEach(async () => (folder = await mkdtemp(path.join(tmpdir(), 'transfer-memory-'))));
  afterEach(async () => {
    await client?.kill();
    await endServers();
    await rm(folder, { recursive: true, force: true });
  });

  it(`[FL3] [FL4] takes no more memory for ${FILE_MIB} MiB than for any other size`, async () => {
    const server = await startServer();
    client = await TransferProcess.start(server.url, path.join(folder, 'Ada'));
    const { pid } = client;
    // Once through with a small one: what is loaded and compiled for the first transfer is there for all.
    const small = path.join(folder, 'small.bin');
    await randomFile(small, 2 * MIB);
    await through(client, small);
    const idle = residentBytes(pid);
    let peak = idle;
    const watch = setInterval(() => (peak = Math.max(peak, residentBytes(pid))), 20);
    try {
      const file = path.join(folder, 'large.bin');
      const sha256 = await randomFile(file, FILE_MIB * MIB);
      const started = performance.now();
      assert.equal((await through(client, file)).sha256, sha256);
      const seconds = (performance.now() - started) / 1_000;
      report('transferMemory', {
        MiB: FILE_MIB,
        'idle (MiB)': Math.round(idle / MIB),
        'peak above idle (MiB)': Math.round((peak - idle) / MIB),
        'seconds up and down': Math.round(seconds * 10) / 10,
      });
    } finally {
      clearInterval(watch);
    }
    assert.ok(peak - idle <= ALLOWED_BYTES, `${Math.round((peak - idle) / MIB)} MiB above idle`);
  });
});

/** Sends a file, and fetches it again. */
async function through(client: TransferProcess, file: string): Promise<{ sha256: string }> {
  client.tell({ order: 'share', file });
  const shared = await client.hear('shared', ({ file: { name } }) => name === path.basename(file));
  client.tell({ order: 'fetch', file: shared.file });
  return client.hear('fetched', ({ sha256 }) => sha256 === shared.file.sha256);
}
