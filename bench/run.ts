/*
 * `npm run bench [-- scenario…] [-- --quick] [-- --write]`: runs the scenarios one after another and prints their tables.
 * `--quick` shows in minutes that each can run; only without it do figures mean something. `--write` puts them, with their
 * charts, into docs/performance.md.
 */

import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { ROOT } from '../scripts/paths.ts';
import { npmCommand, run } from '../scripts/processes.ts';
import { acknowledgements } from './acknowledgements.ts';
import { activation } from './activation.ts';
import { bundles } from './bundles.ts';
import { Corpora } from './corpora.ts';
import { fanout } from './fanout.ts';
import { growth } from './growth.ts';
import { idle } from './idle.ts';
import { panel } from './panel.ts';
import { writeSection } from './performancePage.ts';
import { Report } from './report.ts';
import { rooms } from './rooms.ts';
import type { Scenario } from './scenario.ts';
import { search } from './search.ts';
import { start } from './start.ts';
import { storm } from './storm.ts';
import { transfer } from './transfer.ts';

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  fanout,
  idle,
  acknowledgements,
  rooms,
  storm,
  search,
  start,
  transfer,
  growth,
  panel,
  activation,
  bundles,
};

const { values, positionals } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, write: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const names = positionals.length > 0 ? positionals : Object.keys(SCENARIOS);
const unknown = names.filter((name) => SCENARIOS[name] === undefined);
if (unknown.length > 0) {
  throw new Error(`No such scenario: ${unknown.join(', ')}. There are ${Object.keys(SCENARIOS).join(', ')}.`);
}
if (values.quick && values.write) throw new Error('What --quick measures is not worth writing down.');

const [npm, ...npmArgs] = npmCommand();
await run(npm, [...npmArgs, 'run', '--silent', 'build:server'], { cwd: ROOT });
const corpora = new Corpora();
try {
  for (const name of names) {
    const scenario = SCENARIOS[name];
    if (!scenario) continue;
    const report = new Report();
    report.say(`## ${scenario.title}`);
    const before = load();
    await scenario.run({ quick: values.quick, report, corpora });
    const [processor] = cpus();
    report.say(
      `_Node ${process.versions.node}, ${cpus().length} cores (${processor?.model.trim() ?? 'unknown'}), load average ` +
        `${before} before and ${load()} after, ${new Date().toISOString().slice(0, 10)}._`,
    );
    if (values.write) {
      await report.writeCharts();
      await writeSection(name, report.markdown);
    }
  }
} finally {
  await corpora.dispose();
}

function load(): string {
  return (loadavg()[0] ?? 0).toFixed(1);
}
