/* `npm run build:webview`: the panel's script and style sheet; with `--watch`, again after each change. */

import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build, context, transform, type BuildOptions, type Plugin } from 'esbuild';
import { ROOT } from './paths.ts';

/** The bundler makes scripts small, not the style sheets inside them: a fifth of those is white space. */
const smallStyles: Plugin = {
  name: 'small-styles',
  setup(build) {
    // A pattern of Go, which knows no flag `u`.
    build.onLoad({ filter: /webview.*\.styles\.ts$/ }, async ({ path: file }) => {
      let contents = '';
      // Every second piece is a style sheet.
      for (const [index, piece] of (await readFile(file, 'utf8')).split(/(?<=css`)([^`$\\]*)(?=`)/u).entries()) {
        contents += index % 2 === 0 ? piece : await minified(piece);
      }
      return { contents, loader: 'ts' };
    });
  },
};

/**
 * White space between the tags of what stands in the page a hundred times would be nodes of its own. Only here, where
 * it is never seen: everything in a row is a grid, a flex box or a block, or keeps the blanks that count in one line.
 */
const smallRows: Plugin = {
  name: 'small-rows',
  setup(build) {
    build.onLoad(
      { filter: /webview.*(message-(item|list|text)|-(list|card|block)|renderBlocks|messageRow|icons)\.ts$/ },
      async ({ path: file }) => {
        const contents = await readFile(file, 'utf8');
        return { contents: contents.replace(/(?<=[>}])\n\s+(?=<)|(?<=[^=]>)\n\s+(?=\$\{)/gu, ''), loader: 'ts' };
      },
    );
  },
};

const options: BuildOptions = {
  absWorkingDir: ROOT,
  entryPoints: ['webview/main.ts'],
  outfile: 'dist/webview.js',
  bundle: true,
  minify: true,
  sourcemap: true,
  format: 'iife',
  target: 'chrome134',
  metafile: true,
  plugins: [smallStyles, smallRows],
};

if (process.argv.includes('--watch')) await (await context({ ...options, logLevel: 'info' })).watch();
else {
  const { metafile } = await build(options);
  await writeFile(path.join(ROOT, 'dist', 'webview.meta.json'), JSON.stringify(metafile));
}

async function minified(css: string): Promise<string> {
  const { code } = await transform(css, { loader: 'css', minify: true, target: 'chrome134' });
  return code.trim();
}
