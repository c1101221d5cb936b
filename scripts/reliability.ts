/*
 * `npm run reliability`: the long forms of the rigs in test/reliability, against the built server, and their figures as a
 * table for docs/reliability.md. `npm run reliability -- kills cuts` runs those alone; `ROOM_CHAT_RELIABILITY=short` runs
 * them as `npm test` does, and `ROOM_CHAT_RELIABILITY_KILLS=200` sets one size.
 */

import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { CACHE, NODE, ROOT } from './paths.ts';
import { npmCommand, run, runStatus } from './processes.ts';

const SUITE = path.join(ROOT, 'test', 'reliability');
const ENDING = '.test.ts';

const rigs = readdirSync(SUITE).filter((name) => name.endsWith(ENDING));
const names = process.argv.slice(2);
const unknown = names.filter((name) => !rigs.includes(name + ENDING));
if (unknown.length > 0) {
  throw new Error(
    `No such rig: ${unknown.join(', ')}. There are ${rigs.map((rig) => rig.replace(ENDING, '')).join(', ')}.`,
  );
}

// Another server than the built one is held to the same rigs where this names it.
if (process.env['ROOM_CHAT_SERVER'] === undefined) {
  const [npm, ...npmArgs] = npmCommand();
  await run(npm, [...npmArgs, 'run', '--silent', 'build:server'], { cwd: ROOT });
}
await mkdir(CACHE, { recursive: true });
const figures = path.join(CACHE, 'reliability.jsonl');
rmSync(figures, { force: true });

const env = { ROOM_CHAT_RELIABILITY: 'long', ...process.env, ROOM_CHAT_FIGURES: figures };
const chosen = names.length === 0 ? rigs : names.map((name) => name + ENDING);
const mocha = path.join(ROOT, 'node_modules', 'mocha', 'bin', 'mocha.js');
process.exitCode = await runStatus(NODE, [mocha, ...chosen.map((rig) => path.join(SUITE, rig))], { cwd: ROOT, env });

console.log('| rig | figures |\n| --- | --- |');
for (const line of readFileSync(figures, 'utf8').split('\n').filter(Boolean)) {
  const { rig, figures: values } = JSON.parse(line) as { rig: string; figures: Record<string, number | string> };
  console.log(
    `| ${rig} | ${Object.entries(values)
      .map(([name, value]) => `${name}: ${value}`)
      .join(', ')} |`,
  );
}
