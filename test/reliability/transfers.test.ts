import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { eventually } from '../support/eventually.ts';
import { MeteredProxy } from '../support/meteredProxy.ts';
import { newDataFolder, type ServerProcess } from '../support/serverProcess.ts';
import { report } from './support/figures.ts';
import { freePort } from './support/machine.ts';
import { randomFile } from './support/randomFile.ts';
import { Seeded } from './support/seeded.ts';
import { endServers, startServer } from './support/serverUnderTest.ts';
import { patience, size } from './support/sizes.ts';
import { TransferProcess } from './support/transferProcess.ts';

const MIB = 1_048_576;
const INTERRUPTIONS = size('TRANSFER_INTERRUPTIONS', { short: 20, long: 300 });
const LARGEST_MIB = size('TRANSFER_LARGEST_MIB', { short: 16, long: 2_048 });
/** What a request of the extension carries at most, and so all that may have to be sent again. */
const PIECE_BYTES = 64 * MIB;
/** What heads, chat and handshakes take beside the bytes of a file. */
const TALK_BYTES = 256 * 1_024;
/** A file takes at least so long on its way through the proxy, so that there is something to interrupt. */
const LEAST_SECONDS = 0.6;

type Fault = 'client killed' | 'server killed' | 'connection cut';
const FAULTS: readonly Fault[] = ['client killed', 'server killed', 'connection cut'];

describe('Files that are interrupted on their way', function () {
  this.timeout(patience({ short: 3, long: 120 }));
  let folder: string;
  let data: string;
  let proxy: MeteredProxy;
  let server: ServerProcess;
  let client: TransferProcess;
  let port: number;
  const random = new Seeded(4);
  const home = (): string => path.join(folder, 'Ada');

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'interrupted-'));
    data = newDataFolder();
    port = await freePort();
    proxy = await MeteredProxy.start();
    proxy.leadTo(port);
    server = await start();
    client = await TransferProcess.start(proxy.url, home());
  });

  afterEach(async () => {
    await client.kill();
    await proxy.close();
    await endServers();
    for (const made of [folder, data]) await rm(made, { recursive: true, force: true });
  });

  function start(): Promise<ServerProcess> {
    return startServer({ data, args: ['--port', String(port), '--public-url', proxy.url] });
  }

  /** Does one of the three; whoever was killed is back afterwards. */
  async function interrupt(fault: Fault): Promise<void> {
    if (fault === 'connection cut') {
      proxy.cut();
    } else if (fault === 'server killed') {
      await server.kill();
      server = await start();
    } else {
      await client.kill();
      client = await TransferProcess.start(proxy.url, home());
    }
  }

  /**
   * Interrupts at so many random places of the bytes that go one way from now on.
   *
   * @param onReload what a person does in a window that is new
   */
  async function interruptAt(
    way: 'fromClient' | 'fromServer',
    { bytes, count, onReload }: { bytes: number; count: number; onReload: () => void },
  ): Promise<Fault[]> {
    const places = Array.from({ length: count }, () => Math.floor(random.next() * bytes)).sort((a, b) => a - b);
    const begun = proxy[way];
    const faults: Fault[] = [];
    for (const place of places) {
      await proxy.reached(way, begun + place);
      const fault = FAULTS[random.whole(0, FAULTS.length - 1)] ?? 'connection cut';
      faults.push(fault);
      await interrupt(fault);
      if (fault === 'client killed') onReload();
    }
    return faults;
  }

  it(`[FL3] [FL4] come whole over ${INTERRUPTIONS} interruptions of up to ${LARGEST_MIB} MiB`, async () => {
    const started = performance.now();
    const faults: Fault[] = [];
    const again: { up: number; down: number } = { up: 0, down: 0 };
    let worst = 0;
    let corrupt = 0;
    let files = 0;
    let bytes = 0;
    while (faults.length < INTERRUPTIONS) {
      const sizeBytes = random.logWhole(MIB, LARGEST_MIB * MIB);
      // A large file meets more on its way.
      const count = Math.min(2 + Math.floor(Math.log2(sizeBytes / MIB) / 2), INTERRUPTIONS - faults.length);
      const name = `${files}.bin`;
      const file = path.join(folder, name);
      const sha256 = await randomFile(file, sizeBytes);
      proxy.slowTo(sizeBytes / LEAST_SECONDS);

      // Either way by turns.
      const isUp = files % 2 === 0;
      let before = proxy.fromClient;
      client.tell({ order: 'share', file });
      // Kept by the outbox: from here on nothing may be lost.
      await client.hear('sent', () => true);
      if (isUp) {
        const onReload = (): void => undefined;
        faults.push(...(await interruptAt('fromClient', { bytes: sizeBytes, count, onReload })));
      }
      const shared = await client.hear('shared', (word) => word.file.name === name);
      const up = proxy.fromClient - before - sizeBytes;
      if (shared.file.sha256 !== sha256) corrupt += 1;

      before = proxy.fromServer;
      const fetch = (): void => client.tell({ order: 'fetch', file: shared.file });
      fetch();
      if (!isUp) faults.push(...(await interruptAt('fromServer', { bytes: sizeBytes, count, onReload: fetch })));
      await client.hear('fetched', (word) => word.sha256 === sha256);
      const down = proxy.fromServer - before - sizeBytes;

      const allowed = TALK_BYTES + count * PIECE_BYTES;
      assert.ok(up <= allowed && down <= allowed, `${up} bytes up, ${down} down again after ${count} interruptions`);
      worst = Math.max(worst, (isUp ? up : down) / count);
      again.up += Math.max(0, up);
      again.down += Math.max(0, down);
      files += 1;
      bytes += sizeBytes;

      client.tell({ order: 'delete', seq: shared.seq });
      await client.hear('deleted', ({ seq }) => seq === shared.seq);
      await rm(file);
      await rm(path.join(home(), 'files', sha256));
      client.forget();
    }
    const left = async (): Promise<Record<string, string[]>> => ({
      server: await filesIn(path.join(data, 'blobs')),
      outbox: await filesIn(path.join(home(), 'outbox')),
      cache: await filesIn(path.join(home(), 'files')),
    });
    // Files go with their last event, a moment after it.
    await eventually(async () => assert.deepEqual(await left(), { server: [], outbox: [], cache: [] }));

    report('transfers', {
      interruptions: faults.length,
      ...Object.fromEntries(FAULTS.map((fault) => [fault, faults.filter((one) => one === fault).length])),
      files,
      MiB: Math.round(bytes / MIB),
      corrupt,
      'again up (MiB)': Math.round((again.up / MIB) * 10) / 10,
      'again down (MiB)': Math.round((again.down / MIB) * 10) / 10,
      'most again of one interruption (MiB)': Math.round((worst / MIB) * 10) / 10,
      orphans: 0,
      seconds: Math.round((performance.now() - started) / 1_000),
    });
    assert.equal(corrupt, 0);
    assert.equal(faults.length, INTERRUPTIONS);
  });
});

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}
