import { readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { ROOT, VSIX } from '../scripts/paths.ts';
import { npmCommand, runQuietly } from '../scripts/processes.ts';
import type { Scenario } from './scenario.ts';

export const bundles: Scenario = {
  title: 'Sizes of what is installed',
  async run({ report }) {
    const [npm, ...npmArgs] = npmCommand();
    await runQuietly(npm, [...npmArgs, 'run', '--silent', 'package'], { cwd: ROOT });
    const rows: string[][] = [];
    for (const name of ['extension.cjs', 'webview.js', 'server.js']) {
      const bytes = readFileSync(path.join(ROOT, 'dist', name));
      rows.push([name, kib(bytes.length), kib(brotliCompressSync(bytes).length)]);
    }
    rows.push([path.basename(VSIX), kib((await stat(VSIX)).size), '']);
    report.say('Bundles are minified; `npm run size` holds them to limits in CI.');
    report.table(['file', 'KiB', 'KiB, compressed by Brotli'], rows);
    report.goals(
      rows.map(([what = '', size]) => ({
        what: `${what}, KiB`,
        value: Number(size),
        limit: { most: what.endsWith('.vsix') ? 500 : 250 },
        digits: 0,
      })),
    );
  },
};

function kib(bytes: number): string {
  return (bytes / 1_024).toFixed(0);
}
