/*
 * The floor of an acknowledgement: a page appended to a file and `fdatasync`, so many times a second. No server. Prints
 * what it saw as `ackLoad.ts` does. `node syncLoad.ts '{"file":…}'`
 */
import { once } from 'node:events';
import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { AckResult } from './ackLoad.ts';

export interface SyncLoad {
  file: string;
  seconds: number;
  perSecond: number;
}

/** What SQLite's log takes for one page. */
const PAGE = Buffer.alloc(4_120, 1);

const load = JSON.parse(process.argv[2] ?? '{}') as SyncLoad;
const file = openSync(load.file, 'w');
const times: number[] = [];
console.log('ready');
await once(process.stdin, 'data');
const started = performance.now();
for (let index = 0; index < load.perSecond * load.seconds; index += 1) {
  const due = started + (index * 1_000) / load.perSecond;
  const wait = due - performance.now();
  if (wait > 0) await delay(wait);
  const before = performance.now();
  writeSync(file, PAGE, 0, PAGE.length, index * PAGE.length);
  fdatasyncSync(file);
  times.push(performance.now() - before);
}
closeSync(file);
const seconds = (performance.now() - started) / 1_000;
times.sort((one, other) => one - other);
const at = (share: number): number => times[Math.floor(times.length * share)] ?? Number.NaN;
const result: AckResult = { messages: times.length, seconds, p50: at(0.5), p99: at(0.99) };
console.log(JSON.stringify(result));
