import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { NODE, ROOT } from '../../../scripts/paths.ts';
import { runQuietly } from '../../../scripts/processes.ts';

export interface PackedOrganisation {
  vsix: string;
  /** A line for each time that one of its providers was asked to sign in. */
  asked: string;
}

/** Packs an extension that signs people in at `issuer`, by which a person's editor knows this provider. */
export async function packOrganisation(folder: string, issuer: string): Promise<PackedOrganisation> {
  const home = path.join(folder, 'extension');
  const vsix = path.join(folder, 'acme.vsix');
  const asked = path.join(folder, 'asked.txt');
  await mkdir(home, { recursive: true });
  await writeFile(asked, '');
  await build({
    entryPoints: [path.join(import.meta.dirname, 'extension.ts')],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    external: ['vscode'],
    define: { ISSUER: JSON.stringify(issuer), ASKED: JSON.stringify(asked) },
    logLevel: 'warning',
    outfile: path.join(home, 'extension.cjs'),
  });
  const manifest = {
    name: 'acme-accounts',
    displayName: 'Acme Accounts',
    publisher: 'acme',
    version: '1.0.0',
    engines: { vscode: '^1.105.0' },
    main: './extension.cjs',
    contributes: {
      authentication: [
        // The first that would match, were those of GitHub asked.
        { id: 'github-of-acme', label: 'GitHub of Acme', authorizationServerGlobs: [issuer] },
        { id: 'acme', label: 'Acme', authorizationServerGlobs: [issuer] },
      ],
    },
  };
  await writeFile(path.join(home, 'package.json'), JSON.stringify(manifest));
  const vsce = path.join(ROOT, 'node_modules', '@vscode', 'vsce', 'vsce');
  const flags = ['--no-dependencies', '--allow-missing-repository', '--skip-license', `--out=${vsix}`];
  await runQuietly(NODE, [vsce, 'package', ...flags], { cwd: home });
  return { vsix, asked };
}
