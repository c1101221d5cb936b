/*
 * `node scripts/bundles.ts extension|server`: the program's first file in dist/, and what it loads only when it is needed
 * in a folder of its name beside it; with `--watch`, again after each change.
 */

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build, context, type BuildOptions, type Plugin } from 'esbuild';
import { ROOT } from './paths.ts';

const PROGRAMS: Record<string, { entry: string; external: string[] }> = {
  extension: { entry: 'extension/extension.ts', external: ['vscode'] },
  server: { entry: 'server/main.ts', external: [] },
};

/** `ws` brings both sides of a WebSocket in modules that it does not declare free of effects; of these only one is used. */
const oneSideOfSockets: Plugin = {
  name: 'one-side-of-sockets',
  setup(build) {
    const folder = path.join(ROOT, 'node_modules', 'ws');
    build.onResolve({ filter: /^\.\/lib\/.*\.js$/ }, ({ path: name, resolveDir }) =>
      resolveDir === folder ? { path: path.join(folder, name), sideEffects: false } : undefined,
    );
  },
};

/** Neither side offers or takes compression ([TR4]): of the extension of `ws` that does it, only the name is asked for. */
const noCompression: Plugin = {
  name: 'no-compression',
  setup(build) {
    build.onLoad({ filter: /[\\/]ws[\\/]lib[\\/]permessage-deflate\.js$/ }, () => ({
      contents: "module.exports = { extensionName: 'permessage-deflate' };",
    }));
  },
};

/** Of package.json only the version is looked at; an import of JSON brings all of it. */
const onlyTheVersion: Plugin = {
  name: 'only-the-version',
  setup(build) {
    build.onLoad({ filter: /package\.json$/ }, async ({ path: file }) => {
      const { version } = JSON.parse(await readFile(file, 'utf8')) as { version: string };
      return file === path.join(ROOT, 'package.json')
        ? { contents: JSON.stringify({ version }), loader: 'json' }
        : null;
    });
  },
};

const [name = '', ...flags] = process.argv.slice(2);
const program = PROGRAMS[name];
if (!program) throw new Error(`Usage: node scripts/bundles.ts ${Object.keys(PROGRAMS).join('|')} [--watch]`);

const options: BuildOptions = {
  absWorkingDir: ROOT,
  entryPoints: { [name]: program.entry },
  outdir: 'dist',
  chunkNames: `${name}/[name]-[hash]`,
  splitting: true,
  bundle: true,
  minify: true,
  sourcemap: true,
  // dist/THIRD-PARTY-NOTICES.txt has them.
  legalComments: 'none',
  platform: 'node',
  format: 'esm',
  target: 'node22',
  external: program.external,
  // Packages that are still CommonJS ask for Node's own modules so. The editor's proxy and certificates come that way, too.
  banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  metafile: true,
  plugins: [oneSideOfSockets, noCompression, onlyTheVersion],
};

if (flags.includes('--watch')) await (await context({ ...options, logLevel: 'info' })).watch();
else {
  const { metafile } = await build(options);
  await mkdir(path.join(ROOT, 'dist'), { recursive: true });
  await writeFile(path.join(ROOT, 'dist', `${name}.meta.json`), JSON.stringify(metafile));
}
