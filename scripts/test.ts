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
import { installChromium } from './chromium.ts';
import type { SuiteCounts } from './countingReporter.ts';
import { installCodeServer } from './editor/codeServer.ts';
import { CACHE, NODE, ROOT } from './paths.ts';
import { npmCommand, run } from './processes.ts';
import { SUITES, type Suite } from './suites.ts';

interface Outcome extends SuiteCounts {
  name: string;
  seconds: number;
  /** Why the counts cannot be trusted, where they cannot. */
  fault?: string;
}

const names = process.argv.slice(2);
const unknown = names.filter((name) => !SUITES.some((suite) => suite.name === name));
if (unknown.length > 0) throw new Error(`No such suite: ${unknown.join(', ')}`);
const suites = names.length === 0 ? SUITES : SUITES.filter(({ name }) => names.includes(name));

const results = path.join(CACHE, 'test-results');
await rm(results, { recursive: true, force: true });
await mkdir(results, { recursive: true });

const missing = await install();
const [npm, ...npmArgs] = npmCommand();
await run(npm, [...npmArgs, 'run', '--silent', 'package'], { cwd: ROOT });

const outcomes: Outcome[] = [];
for (const suite of suites) outcomes.push(await runSuite(suite));

const width = Math.max(...outcomes.map(({ name }) => name.length));
console.log('');
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
  console.log(
    `\n── ${suite.name}: ${suite.title} ${'─'.repeat(Math.max(0, 90 - suite.name.length - suite.title.length))}`,
  );
  const started = performance.now();
  const need = suite.needs.find((name) => missing.has(name));
  if (need !== undefined) {
    console.log(missing.get(need));
    return { name: suite.name, passed: 0, failed: 1, pending: 0, seconds: 0, fault: `did not run: no ${need}` };
  }
  const counts = path.join(results, `${suite.name}.json`);
  const status = await runTests(suite, counts);
  const seconds = (performance.now() - started) / 1_000;
  return { name: suite.name, seconds, ...(await judge(counts, status)) };
}

/** Resolves with the exit status, or `undefined` where the suite had to be ended. */
async function runTests(suite: Suite, counts: string): Promise<number | undefined> {
  const mocha = path.join(ROOT, 'node_modules', 'mocha', 'bin', 'mocha.js');
  const reporter = ['--reporter', './scripts/countingReporter.ts', '--reporter-option', `counts=${counts}`];
  const args = suite.script === undefined ? [mocha, ...reporter, suite.specs] : [suite.script];
  const child = spawn(NODE, args, { cwd: ROOT, stdio: 'inherit', env: { ...process.env, ROOM_CHAT_COUNTS: counts } });
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const deadline = AbortSignal.timeout(suite.deadlineMinutes * 60_000);
  deadline.onabort = () => child.kill('SIGKILL');
  const [status] = await exited;
  deadline.onabort = null;
  return deadline.aborted ? undefined : (status ?? 1);
}

/** What a suite's counts are worth: each way of not having run whole adds a failure that the sum cannot miss. */
async function judge(file: string, status: number | undefined): Promise<SuiteCounts & { fault?: string }> {
  const none = { passed: 0, failed: 1, pending: 0 };
  if (status === undefined) return { ...none, fault: 'ended: it hung' };
  if (!existsSync(file)) return { ...none, fault: 'broke off before it reported' };
  const counts = JSON.parse(await readFile(file, 'utf8')) as SuiteCounts;
  if (counts.passed + counts.failed === 0) return { ...none, fault: 'ran no test' };
  if (counts.pending > 0) return { ...counts, failed: counts.failed + counts.pending, fault: 'left tests out' };
  if (status !== 0 && counts.failed === 0) return { ...counts, failed: 1, fault: `ended with status ${status}` };
  return counts;
}
