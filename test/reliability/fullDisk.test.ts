import assert from 'node:assert/strict';
import { report } from './support/figures.ts';
import { Ledger, NOTHING_FOUND } from './support/ledger.ts';
import { RoomReader } from './support/roomLog.ts';
import { endServers, startServer } from './support/serverUnderTest.ts';
import { patience, size } from './support/sizes.ts';
import { SmallDisk } from './support/smallDisk.ts';
import { StubbornWriter } from './support/stubbornWriter.ts';

const SENDS = size('FULL_DISK_SENDS', { short: 200, long: 2_000 });
const ROUNDS = size('FULL_DISK_ROUNDS', { short: 3, long: 20 });
/** Most sends until a disk that is full has to show. */
const PATIENT_SENDS = 2_000;
const RESERVE = 1_048_576;
const ROOM = 'disk';

describe('A disk that is full', function () {
  this.timeout(patience({ short: 2, long: 20 }));
  afterEach(endServers);

  let disk: SmallDisk;
  before(async () => (disk = await SmallDisk.mount(24)));
  after(() => disk.unmount());

  it(`[LV4] acknowledges nothing falsely, lets read on, and takes sends again without a restart, ${ROUNDS} times`, async () => {
    const flags = { wrapper: disk.wrapper, data: `${disk.folder}/data`, args: ['--disk-reserve', String(RESERVE)] };
    const server = await startServer(flags);
    const ledger = new Ledger();
    const writer = await StubbornWriter.connect(server.url, 'Writer', ROOM, ledger);
    const reader = await RoomReader.open(server.url, ROOM);
    let reads = 0;

    for (let round = 0; round < ROUNDS; round += 1) {
      for (let send = 0; send < 50; send += 1) assert.equal(await writer.sendNext(), undefined);

      // Less than the reserve is free: files are refused, and chat goes on.
      disk.fill(RESERVE / 2);
      const codes = new Set<string | undefined>();
      for (let send = 0; send < 32; send += 1) codes.add(await writer.sendNext());
      assert.deepEqual(codes, new Set([undefined, 'storage_full']));

      let more = PATIENT_SENDS;
      do disk.fill();
      while ((await writer.sendNext()) !== 'storage_full' && (more -= 1) > 0);
      assert.ok(more > 0, 'No send was refused on a full disk.');
      const acknowledged = ledger.acknowledged;
      for (let send = 0; send < SENDS / ROUNDS; send += 1) {
        await writer.sendNext();
        if (send % 10 > 0) continue;
        const log = await reader.log();
        assert.ok(log.filter(({ id }) => id !== undefined).length >= acknowledged);
        reads += 1;
      }
      const late = await RoomReader.open(server.url, ROOM, `Late ${round}`);
      assert.equal((await late.alteredFiles(await late.log())).altered, 0);
      late.close();

      disk.free();
      for (more = writer.waiting * 2; writer.waiting > 0 && more > 0; more -= 1) await writer.sendAgain();
      assert.equal(writer.waiting, 0, 'What was refused is taken when there is room again.');
    }
    const before = await reader.log();
    writer.end();
    await server.kill();

    const again = await startServer(flags);
    const heir = await RoomReader.open(again.url, ROOM, 'Heir');
    const log = await heir.log();
    const findings = ledger.check(log);
    const { altered, files } = await heir.alteredFiles(log);
    const refused = [...writer.refusals.values()].reduce((sum, count) => sum + count, 0);
    report('full disk', { rounds: ROUNDS, acknowledged: ledger.acknowledged, refused, reads, files, ...findings });
    assert.deepEqual(ledger.faults, []);
    assert.deepEqual(findings, NOTHING_FOUND);
    assert.equal(altered, 0);
    assert.deepEqual(log.slice(0, before.length), before);
    assert.deepEqual([...writer.refusals.keys()], ['storage_full']);
  });
});
