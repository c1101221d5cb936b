import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { eventually } from '../support/eventually.ts';
import { WireClient } from '../support/wireClient.ts';
import { report } from './support/figures.ts';
import { endServers, startServer } from './support/serverUnderTest.ts';
import { patience, size } from './support/sizes.ts';
import { SmallDisk } from './support/smallDisk.ts';

/** Enough for some pages of the file: the disk is full amid a line. */
const VISITS = size('FULL_AUDIT_LOG_VISITS', { short: 200, long: 2_000 });

describe('The audit log on a disk that is full', function () {
  this.timeout(patience({ short: 1, long: 1 }));
  afterEach(endServers);

  let disk: SmallDisk;
  before(async () => (disk = await SmallDisk.mount(8)));
  after(() => disk.unmount());

  /** A guest who comes and goes: a line that needs nothing of the database. */
  const visit = async (url: string, number: number): Promise<void> => {
    const client = await WireClient.open(url);
    await client.ask({ type: 'connect', name: `Guest ${number}` });
    await client.close();
  };

  it('[AU1] is told once; every line is there, whole and in order, when there is room again', async () => {
    const server = await startServer({ wrapper: disk.wrapper, data: `${disk.folder}/data` });
    /** When each of them came, as the log has it. */
    const visits = (): string[] => {
      const text = readFileSync(disk.file('data', 'audit.log'), 'utf8');
      assert.ok(text.endsWith('\n'), 'The last line is whole.');
      const lines = text.trimEnd().split('\n');
      const parsed = lines.map((line) => JSON.parse(line) as { action: string; time: string });
      return parsed.filter(({ action }) => action === 'connect').map(({ time }) => time);
    };
    await visit(server.url, 0);
    await eventually(() => assert.equal(visits().length, 1));
    disk.fill();
    for (let number = 1; number < VISITS; number += 1) await visit(server.url, number);
    await eventually(() => assert.ok(server.log.some(({ event }) => event === 'audit')));
    const before = visits().length;
    assert.ok(before < VISITS, 'The disk was full for some.');
    disk.free();
    await eventually(() => assert.equal(visits().length, VISITS));
    await visit(server.url, VISITS);
    assert.deepEqual(await server.stop(), { code: 0, signal: null });
    const times = visits();
    assert.equal(times.length, VISITS + 1);
    assert.deepEqual(times, times.toSorted());
    assert.equal(server.log.filter(({ event }) => event === 'audit').length, 1);
    report('full audit log', { visits: times.length, 'of them on a full disk': VISITS - before });
  });
});
