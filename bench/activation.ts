import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { launchChromium } from '../scripts/chromium.ts';
import { installCodeServer } from '../scripts/editor/codeServer.ts';
import { HostEditor } from '../scripts/editor/hostEditor.ts';
import { ROOT, VSIX } from '../scripts/paths.ts';
import { readArchive } from '../test/support/archive.ts';
import type { TimedActivation } from './activation/timedActivation.ts';
import { packaged } from './packaged.ts';
import { type Scenario, withFolder } from './scenario.ts';
import { pairedRatio, pairedRatios, spread } from './statistics.ts';

interface Measured {
  name: string;
  folder: string;
  found: TimedActivation[];
}

/** How long the extension takes to activate in a window that is in no room, beside one that does nothing. */
export const activation: Scenario = {
  title: 'Activation of the extension',
  async run({ quick, report }) {
    const rounds = quick ? 1 : 7;
    await packaged();
    const codeServer = await installCodeServer();
    await withFolder(async (home) => {
      const empty: Measured = { name: 'an empty extension', folder: await writeEmpty(home), found: [] };
      const ours: Measured = { name: 'Room Chat', folder: await unpack(home), found: [] };
      const tests = await bundleTimer(home);
      const folder = path.join(home, 'project');
      await mkdir(folder);
      const times = path.join(home, 'times');
      const editor = await HostEditor.start(codeServer, home, { ROOM_CHAT_TIMES: times });
      const browser = await launchChromium();
      try {
        // The first window pays for what the editor does once; it is not counted.
        for (let round = quick ? 0 : -1; round < rounds; round += 1) {
          for (const one of round % 2 === 0 ? [empty, ours] : [ours, empty]) {
            await writeFile(times, '');
            const status = await editor.run(browser, { folder, extension: one.folder, tests });
            if (status !== 0) throw new Error(`${one.name} was not activated.`);
            if (round >= 0) one.found.push(JSON.parse(await readFile(times, 'utf8')) as TimedActivation);
          }
        }
      } finally {
        await browser.close();
        await editor.close();
      }
      report.say(
        'From the call of the editor until `activate()` has resolved: reading and evaluating the code is in it. Each ' +
          "time in a new window with an extension host of its own, in VS Code's server as code-server has it; the " +
          'other extension is an `activate()` that does nothing.',
      );
      const figures = (of: (one: TimedActivation) => number) => [empty, ours].map(({ found }) => found.map(of));
      const [emptyMs = [], oursMs = []] = figures(({ milliseconds }) => milliseconds);
      const [emptyCpu = [], oursCpu = []] = figures(({ cpuMilliseconds }) => cpuMilliseconds);
      report.table(
        ['', 'ms', 'of the empty one', 'CPU ms of the host meanwhile'],
        [
          [empty.name, spread(emptyMs, 1), '1', spread(emptyCpu, 1)],
          [ours.name, spread(oursMs, 1), spread(pairedRatios(oursMs, emptyMs), 2), spread(oursCpu, 1)],
        ],
      );
      report.goals([
        { what: 'activation, of an empty extension', value: pairedRatio(oursMs, emptyMs), limit: { most: 3 } },
      ]);
    });
  },
};

async function writeEmpty(home: string): Promise<string> {
  const folder = path.join(home, 'empty');
  const manifest = { name: 'empty', publisher: 'room-chat', version: '0.0.1', type: 'module', main: './extension.js' };
  await mkdir(folder);
  await writeFile(path.join(folder, 'extension.js'), 'export function activate() {}\n');
  await writeFile(
    path.join(folder, 'package.json'),
    JSON.stringify({ ...manifest, engines: { vscode: '^1.105.0' }, activationEvents: [] }),
  );
  return folder;
}

/** The shipped extension, which here waits for the bench instead of the end of the editor's start. */
async function unpack(home: string): Promise<string> {
  const folder = path.join(home, 'ours');
  for (const [name, bytes] of await readArchive(VSIX)) {
    if (!name.startsWith('extension/')) continue;
    const file = path.join(folder, name.slice('extension/'.length));
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, bytes);
  }
  const manifest = path.join(folder, 'package.json');
  const shipped = JSON.parse(await readFile(manifest, 'utf8')) as object;
  await writeFile(manifest, JSON.stringify({ ...shipped, activationEvents: [] }));
  return folder;
}

async function bundleTimer(home: string): Promise<string> {
  const outfile = path.join(home, 'timedActivation.cjs');
  const entry = path.join(ROOT, 'bench', 'activation', 'timedActivation.ts');
  await build({ entryPoints: [entry], bundle: true, platform: 'node', format: 'cjs', external: ['vscode'], outfile });
  return outfile;
}
