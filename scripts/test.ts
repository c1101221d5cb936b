/*
 * `npm test`: installs what is missing, builds and packages once, runs every suite and closes with one line,
 * `N passed, N failed`. The status is 0 only if nothing failed and every suite really ran. `npm test -- unit people`
 * runs those suites alone.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { installChromium } from './chromium.ts';
import { installCodeServer } from './editor/codeServer.ts';
import { CACHE, NODE, ROOT } from './paths.ts';
import { npmCommand, runStatus } from './processes.ts';
import { judgeSuite, type SuiteCounts, type SuiteEnd, type SuiteVerdict } from './suiteCounts.ts';
import { SUITES, type Suite } from './suites.ts';

const LAST_WORDS_MS = 2_000;

interface Outcome extends SuiteVerdict {
  name: string;
  seconds: number;
}

const NOTHING_RAN = { passed: 0, failed: 1, pending: 0, faults: [], seconds: 0 };

const names = process.argv.slice(2);
const unknown = names.filter((name) => !SUITES.some((suite) => suite.name === name));
if (unknown.length > 0) throw new Error(`No such suite: ${unknown.join(', ')}`);
const suites = names.length === 0 ? SUITES : SUITES.filter(({ name }) => names.includes(name));

const results = path.join(CACHE, 'test-results');
await rm(results, { recursive: true, force: true });
await mkdir(results, { recursive: true });

const missing = await install();
const outcomes: Outcome[] = [];
const [npm, ...npmArgs] = npmCommand();
if ((await runStatus(npm, [...npmArgs, 'run', '--silent', 'package'], { cwd: ROOT })) === 0) {
  const lanes = [suites.filter(({ beside }) => beside), suites.filter(({ beside }) => !beside)];
  await Promise.all(
    lanes.map(async (lane) => {
      for (const suite of lane) outcomes.push(await runSuite(suite));
    }),
  );
} else {
  outcomes.push({ ...NOTHING_RAN, name: 'package', fault: 'nothing to test' });
}

const order = suites.map(({ name }) => name);
outcomes.sort((one, other) => order.indexOf(one.name) - order.indexOf(other.name));
const width = Math.max(...outcomes.map(({ name }) => name.length));
console.log('');
// Again, for whoever has the end of a long output only.
for (const { name, faults } of outcomes) for (const fault of faults) console.log(`${name}: ${fault}`);
for (const { name, passed, failed, seconds, fault } of outcomes) {
  const line = `${name.padEnd(width)}  ${passed} passed, ${failed} failed  ${seconds.toFixed(1)} s`;
  console.log(fault === undefined ? line : `${line}  (${fault})`);
}
const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0);
const failed = outcomes.reduce((sum, outcome) => sum + outcome.failed, 0);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** Fetches what the chosen suites need; what could not be had is told by name and fails the suites that need it. */
async function install(): Promise<Map<string, string>> {
  const faults = new Map<string, string>();
  const steps = { chromium: installChromium, 'code-server': installCodeServer };
  for (const [name, step] of Object.entries(steps)) {
    if (!suites.some(({ needs }) => needs.some((need) => need === name))) continue;
    await step().catch((error: unknown) => faults.set(name, error instanceof Error ? error.message : String(error)));
  }
  return faults;
}

async function runSuite(suite: Suite): Promise<Outcome> {
  const dashes = '─'.repeat(Math.max(0, 90 - suite.name.length - suite.title.length));
  const heading = `\n── ${suite.name}: ${suite.title} ${dashes}`;
  if (!suite.beside) console.log(heading);
  const started = performance.now();
  const need = suite.needs.find((name) => missing.has(name));
  if (need !== undefined) {
    console.log(suite.beside ? `${heading}\n${missing.get(need)}` : missing.get(need));
    return { ...NOTHING_RAN, name: suite.name, fault: `did not run: no ${need}` };
  }
  const counts = path.join(results, `${suite.name}.json`);
  const said: Buffer[] = [];
  const end = await runTests(suite, counts, suite.beside && ((chunk) => said.push(chunk)));
  if (suite.beside) console.log(`${heading}\n${Buffer.concat(said).toString()}`);
  const seconds = (performance.now() - started) / 1_000;
  return { name: suite.name, seconds, ...judgeSuite(await readCounts(counts), end) };
}

/** @param hear takes what the suite says; else it goes to this process's own output */
async function runTests(suite: Suite, counts: string, hear?: (chunk: Buffer) => void): Promise<SuiteEnd> {
  const mocha = path.join(ROOT, 'node_modules', 'mocha', 'bin', 'mocha.js');
  const reporter = ['--reporter', './scripts/countingReporter.ts', '--reporter-option', `counts=${counts}`];
  const args = suite.script === undefined ? [mocha, ...reporter, suite.specs] : [suite.script];
  const output = hear ? 'pipe' : 'inherit';
  const child = spawn(NODE, args, {
    cwd: ROOT,
    stdio: ['inherit', output, output],
    env: { ...process.env, ROOM_CHAT_COUNTS: counts },
  });
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => hear?.(chunk));
  const closed = once(child, 'close');
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const deadline = AbortSignal.timeout(suite.deadlineMinutes * 60_000);
  deadline.onabort = () => child.kill('SIGKILL');
  const [status] = await exited;
  deadline.onabort = null;
  // Its last words may still be in the pipe, which something that it left behind may hold open.
  if (hear) await Promise.race([closed, setTimeout(LAST_WORDS_MS)]);
  return deadline.aborted ? 'hung' : { status: status ?? 1 };
}

async function readCounts(file: string): Promise<SuiteCounts | undefined> {
  if (!existsSync(file)) return undefined;
  return JSON.parse(await readFile(file, 'utf8')) as SuiteCounts;
}
