import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { newDataFolder } from '../support/serverProcess.ts';
import { report } from './support/figures.ts';
import { Ledger, NOTHING_FOUND } from './support/ledger.ts';
import { RoomReader } from './support/roomLog.ts';
import { endServers, startServer } from './support/serverUnderTest.ts';
import { patience, size } from './support/sizes.ts';
import { StubbornWriter } from './support/stubbornWriter.ts';
import { failingSyncs } from './support/systemCalls.ts';

/** Syncs of one thread that fail, after this many that did not. */
const GOOD_SYNCS = 60;
const BAD_SYNCS = size('BAD_SYNCS', { short: 60, long: 300 });
/** Sends that have to be enough for the disk to fail and recover. */
const SENDS = GOOD_SYNCS + 4 * BAD_SYNCS;
const WRITERS = 3;
const ROOM = 'failing';

describe('A sync that fails', function () {
  this.timeout(patience({ short: 2, long: 20 }));
  const data = newDataFolder();
  afterEach(async () => {
    await endServers();
    rmSync(data, { recursive: true, force: true });
  });

  it(`[LV4] [MSG4] acknowledges nothing falsely while ${BAD_SYNCS} syncs end with EIO, lets read on, and recovers`, async () => {
    const server = await startServer({ data, wrapper: failingSyncs(GOOD_SYNCS, GOOD_SYNCS + BAD_SYNCS - 1) });
    const ledger = new Ledger();
    const reader = await RoomReader.open(server.url, ROOM);
    let readsWhileFailing = 0;

    const write = async (writer: StubbornWriter): Promise<void> => {
      for (let send = 0; send < SENDS; send += 1) {
        const acknowledged = ledger.acknowledged;
        if ((await writer.sendNext()) !== 'storage_failed') continue;
        const log = await reader.log();
        assert.ok(log.filter(({ id }) => id !== undefined).length >= acknowledged);
        readsWhileFailing += 1;
        await writer.sendAgain();
      }
      for (let more = SENDS; writer.waiting > 0 && more > 0; more -= 1) await writer.sendAgain();
    };
    const names = Array.from({ length: WRITERS }, (_, index) => `Writer ${index}`);
    const writers = await Promise.all(names.map((name) => StubbornWriter.connect(server.url, name, ROOM, ledger)));
    await Promise.all(writers.map(write));
    for (const writer of writers) writer.end();
    await server.kill();

    const again = await startServer({ data });
    const heir = await RoomReader.open(again.url, ROOM, 'Heir');
    const log = await heir.log();
    const findings = ledger.check(log);
    const { altered, files } = await heir.alteredFiles(log);
    const refused = writers.reduce((sum, { refusals }) => sum + (refusals.get('storage_failed') ?? 0), 0);
    report('failing sync', {
      acknowledged: ledger.acknowledged,
      refused,
      'reads meanwhile': readsWhileFailing,
      files,
      ...findings,
    });
    assert.ok(refused > 0 && readsWhileFailing > 0);
    assert.deepEqual(
      writers.map(({ waiting }) => waiting),
      writers.map(() => 0),
    );
    assert.deepEqual(ledger.faults, []);
    assert.deepEqual(findings, NOTHING_FOUND);
    assert.equal(altered, 0);
  });
});
