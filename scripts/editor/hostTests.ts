import path from 'node:path';
import { build } from 'esbuild';
import { ROOT } from '../paths.ts';

/** Bundles the tests that run inside an extension host; resolves with the module that an editor is given. */
export async function bundleHostTests(): Promise<string> {
  const outfile = path.join(ROOT, 'dist', 'test', 'host.cjs');
  await build({
    entryPoints: [path.join(ROOT, 'test', 'e2e', 'host', 'index.ts')],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    // Mocha is found from dist/ upwards, and `vscode` is what the host gives.
    external: ['vscode', 'mocha'],
    // The extension is ESM, and says so where it requires; this bundle is not.
    define: { 'import.meta.url': 'bundleUrl' },
    banner: { js: "const bundleUrl = require('node:url').pathToFileURL(__filename).href;" },
    sourcemap: 'inline',
    logLevel: 'warning',
    outfile,
  });
  return outfile;
}
