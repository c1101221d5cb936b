/* `npm run package`: the VSIX, byte for byte the same wherever and whenever the same sources are packaged. */

import { chmod, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { listFiles, PackageManager } from '@vscode/vsce';
import { bundleOutputs } from './bundleOutputs.ts';
import { NODE, ROOT, VSIX } from './paths.ts';
import { run } from './processes.ts';

/** The date of every entry of the archive, in seconds since the epoch: the first that a ZIP can hold a day after. */
const EPOCH_S = 315_619_200;

await removeOldChunks();
const files = await listFiles({ cwd: ROOT, packageManager: PackageManager.None });
for (const file of files) {
  const place = path.join(ROOT, file);
  // The archive keeps permissions, and those of a checkout depend on the umask of whoever made it.
  const { mode } = await stat(place);
  await chmod(place, (mode & 0o100) === 0 ? 0o644 : 0o755);
}

await run(
  NODE,
  [path.join(ROOT, 'node_modules', '@vscode', 'vsce', 'vsce'), 'package', '--no-dependencies', `--out=${VSIX}`],
  {
    cwd: ROOT,
    // Entries are sorted by the locale's rules and dated in the local time zone.
    env: { ...process.env, SOURCE_DATE_EPOCH: String(EPOCH_S), TZ: 'UTC', LC_ALL: 'C' },
  },
);

/** Chunks are named by their content: those of earlier builds lie beside the last one's. */
async function removeOldChunks(): Promise<void> {
  for (const program of ['extension', 'server']) {
    const folder = path.join(ROOT, 'dist', program);
    const written = new Set(Object.keys(bundleOutputs(program)).map((file) => path.join(ROOT, file)));
    for (const name of await readdir(folder)) {
      const file = path.join(folder, name);
      if (!written.has(file)) await rm(file);
    }
  }
}
