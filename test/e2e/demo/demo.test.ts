import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { NODE, ROOT } from '../../../scripts/paths.ts';
import { listening } from '../../../scripts/processes.ts';
import { eventually } from '../../support/eventually.ts';
import { WireClient } from '../../support/wireClient.ts';

describe('npm run demo', function () {
  this.timeout(150_000);

  it('opens an editor for each person and a room server, and Ctrl+C leaves none of it behind', async () => {
    const said: string[] = [];
    const demo = spawn(
      NODE,
      [path.join(ROOT, 'scripts', 'bootstrap.mjs'), 'scripts/demo.ts', '--users', '2', '--browser'],
      { stdio: ['ignore', 'pipe', 'pipe'], cwd: ROOT },
    );
    const exited = once(demo, 'exit');
    await listening(demo, /(Ctrl\+C) stops everything/, (line) => said.push(line));

    const output = said.join('\n');
    const editors = [...output.matchAll(/^ {2}(\w+) +(http:\S+)$/gm)].map(([, name, url]) => ({ name, url: url! }));
    const room = /Room server: (ws:\S+)/.exec(output)?.[1] ?? '';
    assert.deepEqual(
      editors.map(({ name }) => name),
      ['Ada', 'Grace'],
    );
    for (const { url } of editors) assert.equal((await fetch(url)).status, 200);
    await (await WireClient.join(room, 'Edsger')).close();

    demo.kill('SIGINT');
    assert.deepEqual(await exited, [0, null]);
    for (const url of [...editors.map((editor) => editor.url), room.replace('ws:', 'http:')]) {
      await eventually(() => assert.rejects(fetch(url), `Somebody still answers at ${url}.`), 2_000);
    }
    const folder = path.dirname(path.dirname(new URL(editors[0]!.url).searchParams.get('folder')!));
    assert.equal(existsSync(folder), false);
  });
});
