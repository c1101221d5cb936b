import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { newDataFolder } from '../support/serverProcess.ts';
import { report } from './support/figures.ts';
import { Ledger, NOTHING_FOUND } from './support/ledger.ts';
import { ResumingClient } from './support/resumingClient.ts';
import { RoomReader } from './support/roomLog.ts';
import { Seeded } from './support/seeded.ts';
import { sendOf } from './support/sends.ts';
import { endServers, startServer } from './support/serverUnderTest.ts';
import { patience, size } from './support/sizes.ts';

const KILLS = size('KILLS', { short: 40, long: 1_000 });
const ACKNOWLEDGEMENTS = size('ACKNOWLEDGEMENTS', { short: 8_000, long: 200_000 });
const WRITERS = 8;
const WINDOW = 4;
const ROOM = 'kills';

describe('A server that is killed', function () {
  this.timeout(patience({ short: 3, long: 60 }));

  afterEach(endServers);

  it(`[MSG2] [MSG3] [MSG4] [LV5] loses, doubles and misplaces nothing over ${KILLS} kills under ${WRITERS} writers`, async () => {
    const data = newDataFolder();
    const started = performance.now();
    try {
      const ledger = new Ledger();
      const random = new Seeded(1);
      let isOver = false;
      const writers = Array.from({ length: WRITERS }, (_, index) => {
        const name = `Writer ${index}`;
        let number = 0;
        const next = () => (isOver ? undefined : sendOf(`w${index}`, (number += 1)));
        return new ResumingClient({ name, room: ROOM, ledger, next, window: WINDOW });
      });

      let slowestStartMs = 0;
      for (let kill = 0; kill < KILLS; kill += 1) {
        const from = performance.now();
        const server = await startServer({ data });
        slowestStartMs = Math.max(slowestStartMs, performance.now() - from);
        const connected = writers.map((writer) => writer.connect(server.url));
        // What is left is spread over the kills that are left; some come while the clients are still resuming.
        const mean = Math.max(1, (ACKNOWLEDGEMENTS - ledger.acknowledged) / (KILLS - kill));
        if (random.chance(0.1)) await Promise.race(connected);
        else await ledger.reached(ledger.acknowledged + random.whole(1, Math.ceil(2 * mean)));
        const { signal } = await server.kill();
        assert.equal(signal, 'SIGKILL', `The server ended by itself: ${server.stderr}`);
        await Promise.all([...connected, ...writers.map((writer) => writer.lost())]);
      }

      const server = await startServer({ data });
      await Promise.all(writers.map((writer) => writer.connect(server.url)));
      await ledger.reached(ACKNOWLEDGEMENTS);
      isOver = true;
      await Promise.all(writers.map((writer) => writer.drained()));
      const reader = await RoomReader.open(server.url, ROOM);
      const log = await reader.log();
      const files = await reader.alteredFiles(log);
      await server.kill();

      const findings = ledger.check(log);
      report('kills', {
        kills: KILLS,
        acknowledged: ledger.acknowledged,
        events: log.length,
        files: files.files,
        ...findings,
        'altered files': files.altered,
        'slowest start (ms)': Math.round(slowestStartMs),
        seconds: Math.round((performance.now() - started) / 1_000),
      });
      assert.deepEqual(ledger.faults, []);
      assert.deepEqual(findings, NOTHING_FOUND);
      assert.equal(files.altered, 0);
      assert.ok(files.files > 0 && ledger.acknowledged >= ACKNOWLEDGEMENTS);
      assert.deepEqual(
        writers.map(({ missing }) => missing),
        writers.map(() => 0),
      );
    } finally {
      rmSync(data, { recursive: true, force: true });
    }
  });
});
