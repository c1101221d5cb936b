/* Writes the notices of all third-party code that is bundled into dist/, as the bundler recorded it. */

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './paths.ts';

interface Metafile {
  inputs: Record<string, unknown>;
}

interface PackageJson {
  name: string;
  version: string;
  license?: string;
  homepage?: string;
}

/** Parts of these stand in the sources themselves (webview/icons.ts), where the bundler does not see whose they are. */
const COPIED = ['node_modules/@vscode/codicons/'];

const dist = path.join(ROOT, 'dist');
const metafiles = readdirSync(dist).filter((name) => name.endsWith('.meta.json'));
const inputs = metafiles.flatMap((name) => {
  const { inputs } = JSON.parse(readFileSync(path.join(dist, name), 'utf8')) as Metafile;
  return Object.keys(inputs);
});
const folders = [...new Set([...inputs, ...COPIED].map(packageFolder).filter((folder) => folder !== undefined))].sort();

const notices = folders.map((folder) => {
  const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as PackageJson;
  const license = readdirSync(folder).find((name) => /^licen[cs]e(\.(md|txt))?$/i.test(name));
  if (license === undefined) throw new Error(`${manifest.name} is bundled and ships no licence text.`);
  const head = `${manifest.name} ${manifest.version} (${manifest.license ?? 'licence below'})`;
  return `${head}\n${'='.repeat(head.length)}\n\n${readFileSync(path.join(folder, license), 'utf8').replaceAll('\r\n', '\n').trim()}\n`;
});

const text = ['Room Chat contains parts of the following works.\n', ...notices].join('\n\n');
writeFileSync(path.join(dist, 'THIRD-PARTY-NOTICES.txt'), text);

/** The folder of the package that an input belongs to; none where it is the project's own. */
function packageFolder(input: string): string | undefined {
  const match = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input);
  if (!match) return undefined;
  const folder = path.resolve(ROOT, match[0]);
  return existsSync(path.join(folder, 'package.json')) ? folder : undefined;
}
