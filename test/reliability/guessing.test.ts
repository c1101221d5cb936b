import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { WireClient } from '../support/wireClient.ts';
import { report } from './support/figures.ts';
import type { GuessReport } from './support/guesser.ts';
import { quantile } from './support/latencies.ts';
import { endServers, startServer } from './support/serverUnderTest.ts';
import { LONG, patience, size } from './support/sizes.ts';

const GUESSER = fileURLToPath(new URL('support/guesser.ts', import.meta.url));
/** Before each round of guessing the others are alone, so that whatever else the machine does weighs on both. */
const ROUNDS = size('GUESSING_ROUNDS', { short: 1, long: 5 });
const ATTEMPTS = size('GUESSES', { short: 200, long: 10_000 });
/** Guesses that are under way at once. */
const AT_ONCE = size('GUESSERS', { short: 20, long: 500 });
const JOINS_ALONE = 200;
/** How much longer a join may take, in the middle, than before. */
const FACTOR = 1.5;

describe('Somebody who guesses', function () {
  this.timeout(patience({ short: 2, long: 20 }));
  afterEach(endServers);

  it('[LV6] gets in by no token and no invite, and others join as before', async () => {
    // All come from one machine: the limit on how many sockets one address opens is a test's of its own.
    const server = await startServer({ args: ['--upgrades-per-second', '0'] });
    const alone: number[] = [];
    const beside: number[] = [];
    const outcomes: Record<string, number> = {};
    let ms = 0;
    await join(server.url);
    for (let round = 0; round < ROUNDS; round += 1) {
      for (let count = 0; count < JOINS_ALONE; count += 1) alone.push(await join(server.url));
      const guesses = { running: true };
      const guessed = guess(server.url).finally(() => (guesses.running = false));
      while (guesses.running) beside.push(await join(server.url));
      const done = await guessed;
      ms += done.ms;
      for (const [outcome, count] of Object.entries(done.outcomes)) {
        outcomes[outcome] = (outcomes[outcome] ?? 0) + count;
      }
    }
    // With nobody else there, what it costs is what guesses cost.
    const before = cpuOf(server.pid);
    await guess(server.url);
    const cpuMs = cpuOf(server.pid) - before;
    const [aloneMs, besideMs] = [quantile(alone, 0.5), quantile(beside, 0.5)];
    report('guessing', {
      attempts: ROUNDS * ATTEMPTS,
      'a second': Math.round((ROUNDS * ATTEMPTS * 1_000) / ms),
      "the server's CPU an attempt (ms)": (cpuMs / ATTEMPTS).toFixed(2),
      outcomes: JSON.stringify(outcomes),
      'joins beside it': beside.length,
      'median alone (ms)': aloneMs.toFixed(2),
      'median beside it (ms)': besideMs.toFixed(2),
      ratio: (besideMs / aloneMs).toFixed(2),
      'p99 alone (ms)': quantile(alone, 0.99).toFixed(2),
      'p99 beside it (ms)': quantile(beside, 0.99).toFixed(2),
    });
    assert.equal(outcomes['let in'], undefined);
    for (const outcome of ['bad_token', 'bad_invite', '401']) assert.ok((outcomes[outcome] ?? 0) > 0, outcome);
    assert.ok(beside.length > 10, 'Others joined meanwhile.');
    if (LONG) assert.ok(besideMs <= FACTOR * aloneMs, `A join took ${aloneMs} ms, and ${besideMs} ms beside it.`);
  });
});

/** How long somebody takes from opening a socket to being in the room. */
async function join(url: string): Promise<number> {
  const start = performance.now();
  const client = await WireClient.join(url, 'Somebody', { room: 'general' });
  const took = performance.now() - start;
  await client.close();
  return took;
}

async function guess(url: string): Promise<GuessReport> {
  const { stdout } = await promisify(execFile)(process.execPath, [GUESSER, url, String(ATTEMPTS), String(AT_ONCE)]);
  return JSON.parse(stdout) as GuessReport;
}

/** What a process has computed so far, in milliseconds; `/proc` counts in hundredths of a second. */
function cpuOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
