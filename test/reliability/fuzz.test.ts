import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ServerProcess } from '../support/serverProcess.ts';
import { WireClient } from '../support/wireClient.ts';
import { report } from './support/figures.ts';
import { ROOMS, script, SEALED } from './support/fuzzFrames.ts';
import { FuzzSession } from './support/fuzzSession.ts';
import { RoomReader } from './support/roomLog.ts';
import { endServers, residentBytes, startServer } from './support/serverUnderTest.ts';
import { LONG, patience, size } from './support/sizes.ts';

const FRAMES = size('FRAMES', { short: 20_000, long: 200_000 });
/** Kept, so that what failed once is tried for ever; one session after the other for each, all beside each other. */
const SEEDS = [20_261_123, 7, 1_984, -559_038_737];
/** Memory is looked at in quarters of the run: by the second the server has what it needs, and then it only wavers. */
const QUARTERS = 4;
const WAVER = LONG ? 1.1 : 1.25;
/**
 * Where there is room, Node leaves hundreds of megabytes of garbage lie before it looks. With a small heap it looks often,
 * so that what stays is held by something. Another server takes no notice.
 */
const SMALL_HEAP = { NODE_OPTIONS: '--max-old-space-size=48 --max-semi-space-size=2' };
/** A stack of requests that all wait for the disk. */
const SESSION_TIMEOUT_MS = 30_000;
/** After which the server cuts off whoever does not answer its closing frame. */
const CLOSE_TIMEOUT_MS = 3_000;

describe('Whatever a client sends', function () {
  this.timeout(patience({ short: 3, long: 40 }));
  afterEach(endServers);

  it(`[RQ1] [RQ2] [TR3] [AC4] ${FRAMES} structured and raw frames bring down nothing and reach no wrong room`, async () => {
    const server = await startServer({ args: ['--sessions-per-user', '0'], env: SMALL_HEAP });
    const witness = await WireClient.join(server.url, 'Witness', { room: SEALED });
    let frames = 0;
    let sessions = 0;
    const peaks = Array.from({ length: QUARTERS }, () => 0);
    const play = fc.asyncProperty(script, async (steps) => {
      sessions += 1;
      const session = await FuzzSession.play(server.url, steps, `Fuzzer ${sessions}`);
      frames += session.frames;
      const quarter = Math.min(QUARTERS - 1, Math.floor((frames * QUARTERS) / FRAMES));
      if (sessions % 10 === 0) peaks[quarter] = Math.max(peaks[quarter] ?? 0, residentBytes(server.pid));
      if (sessions % 50 === 0) await witness.ask({ type: 'message', id: `still-${sessions}`, text: 'still here' });
      assert.deepEqual(session.faults, []);
    });
    const run = async (seed: number): Promise<void> => {
      // The seed of a later round follows from the first, so that each can be had again.
      for (let round = 0; frames < FRAMES; round += 1) {
        await fc.assert(play, { seed: seed + round, numRuns: 100, timeout: SESSION_TIMEOUT_MS, endOnFailure: LONG });
      }
    };
    await Promise.all(SEEDS.map(run));

    await assertSealed(server, witness);
    await assertWell(server);
    report('fuzz', {
      frames,
      sessions,
      'in a wrong room': 0,
      crashes: 0,
      'peak memory by quarter (MB)': peaks.map((bytes) => Math.round(bytes / 1e6)).join(' '),
    });
    const [, second = 0, , last = 0] = peaks;
    assert.ok(last <= WAVER * second, `Memory grew from ${second} to ${last} bytes.`);
  });

  it('[RQ2] [RQ4] a session that is closed for malformed frames is gone at once, whatever else it has sent', async () => {
    const server = await startServer();
    const client = await WireClient.join(server.url, 'Babbler');
    const started = performance.now();
    for (let frame = 0; frame < 200; frame += 1) client.send(frame % 2 === 0 ? '{' : '{"type":"history"}');
    assert.equal((await client.closed).code, 4008);
    assert.ok(performance.now() - started < CLOSE_TIMEOUT_MS, 'The server had to cut it off.');
  });
});

/** The sealed room has heard, and holds, only what its one member said. */
async function assertSealed(server: ServerProcess, witness: WireClient): Promise<void> {
  const strange = witness.frames.filter(({ type, ...frame }) => frame['room'] !== undefined && type !== 'ok');
  assert.deepEqual(strange, []);
  const reader = await RoomReader.open(server.url, SEALED);
  const others = (await reader.log()).filter(({ type, from }) => type !== 'member' && from.name !== 'Witness');
  assert.deepEqual(others, []);
  reader.close();
}

/** The process is the same, logged no mistake of its own, and serves everything that it did before. */
async function assertWell(server: ServerProcess): Promise<void> {
  assert.equal(server.child.exitCode, null);
  assert.deepEqual(
    server.log.filter(({ level }) => typeof level === 'number' && level >= 50),
    [],
  );
  assert.equal((await fetch(`${server.httpUrl}/healthz`)).status, 200);
  for (const room of ROOMS) {
    const reader = await RoomReader.open(server.url, room, `Reader of ${room.trim()}`);
    const log = await reader.log();
    assert.deepEqual(
      log.map(({ seq }) => seq),
      log.map((_, index) => index + 1),
    );
    reader.close();
  }
}
