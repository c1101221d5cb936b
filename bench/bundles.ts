import { readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { bundledFiles, loadedFiles } from '../scripts/bundleOutputs.ts';
import { ROOT, VSIX } from '../scripts/paths.ts';
import { packaged } from './packaged.ts';
import type { Scenario } from './scenario.ts';

export const bundles: Scenario = {
  title: 'Sizes of what is installed',
  async run({ report }) {
    await packaged();
    const held = [
      ['extension, in a window that is in no room', loadedFiles('extension')],
      ['extension, in a window that is in a room', loadedFiles('extension', ['roomChat'])],
      ['webview', ['dist/webview.js']],
      ['server, a start', loadedFiles('server', ['commandLine', 'worker'])],
    ] as const;
    const whole = [
      ['extension, all of it', bundledFiles('extension')],
      ['server, all of it', bundledFiles('server')],
    ] as const;
    const vsix = (await stat(VSIX)).size;
    report.say('Bundles are minified; `npm run size` holds them to limits in CI.');
    report.table(
      ['loaded', 'files', 'KiB', 'KiB, compressed by Brotli'],
      [
        ...[...held, ...whole].map(([what, files]) => {
          const bytes = Buffer.concat(files.map((file) => readFileSync(path.join(ROOT, file))));
          return [what, String(files.length), kib(bytes.length), kib(brotliCompressSync(bytes).length)];
        }),
        [path.basename(VSIX), '1', kib(vsix), ''],
      ],
    );
    report.goals([
      ...held.map(([what, files]) => ({
        what: `${what}, KiB`,
        value: files.reduce((sum, file) => sum + readFileSync(path.join(ROOT, file)).length, 0) / 1_024,
        limit: { most: 250 },
        digits: 0,
      })),
      { what: 'VSIX, KiB', value: vsix / 1_024, limit: { most: 500 }, digits: 0 },
    ]);
  },
};

function kib(bytes: number): string {
  return (bytes / 1_024).toFixed(0);
}
