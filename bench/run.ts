/*
 * `npm run bench [-- scenario…] [-- --quick]`: runs the scenarios one after another and prints their tables. `--quick`
 * shows in minutes that each can run; only without it do figures mean something.
 */

import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { ROOT } from '../scripts/paths.ts';
import { npmCommand, run } from '../scripts/processes.ts';
import type { Scenario } from './scenario.ts';
import { search } from './search.ts';
import { transfer } from './transfer.ts';

const SCENARIOS: Readonly<Record<string, Scenario>> = { search, transfer };

const { values, positionals } = parseArgs({
  options: { quick: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const names = positionals.length > 0 ? positionals : Object.keys(SCENARIOS);
const unknown = names.filter((name) => SCENARIOS[name] === undefined);
if (unknown.length > 0) {
  throw new Error(`No such scenario: ${unknown.join(', ')}. There are ${Object.keys(SCENARIOS).join(', ')}.`);
}

const [npm, ...npmArgs] = npmCommand();
await run(npm, [...npmArgs, 'run', '--silent', 'build:server'], { cwd: ROOT });
for (const name of names) {
  const scenario = SCENARIOS[name];
  if (!scenario) continue;
  const load = loadavg().map((value) => value.toFixed(2));
  console.log(`\n## ${scenario.title}\n\nNode ${process.versions.node}, load average before: ${load.join(' ')}\n`);
  await scenario.run({ quick: values.quick });
}
