/* Writes the notices of all third-party code that is bundled into dist/, as the bundler recorded it. */

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT } from './paths.ts';

interface Metafile {
  inputs: Record<string, unknown>;
}

interface PackageJson {
  name: string;
  version: string;
  license?: string;
  author?: string | { name: string };
}

/** The bundler does not see these: parts of the first stand in webview/icons.ts, of the second in dist/webview-emoji.js. */
const COPIED = ['@vscode/codicons', 'emojibase-data'].map((name) =>
  fileURLToPath(import.meta.resolve(`${name}/package.json`)),
);

const dist = path.join(ROOT, 'dist');
const metafiles = readdirSync(dist).filter((name) => name.endsWith('.meta.json'));
const inputs = metafiles.flatMap((name) => {
  const { inputs } = JSON.parse(readFileSync(path.join(dist, name), 'utf8')) as Metafile;
  return Object.keys(inputs);
});
const folders = [...new Set([...inputs, ...COPIED].map(packageFolder).filter((folder) => folder !== undefined))].sort();

const notices = folders.map((folder) => {
  const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as PackageJson;
  const head = `${manifest.name} ${manifest.version} (${manifest.license ?? 'licence below'})`;
  return `${head}\n${'='.repeat(head.length)}\n\n${licenseText(folder, manifest)}\n`;
});

const text = ['Room Chat contains parts of the following works.\n', ...notices].join('\n\n');
writeFileSync(path.join(dist, 'THIRD-PARTY-NOTICES.txt'), text);

function licenseText(folder: string, { name, license, author }: PackageJson): string {
  const file = readdirSync(folder).find((entry) => /^licen[cs]e(\.(md|txt))?$/i.test(entry));
  if (file !== undefined) return readFileSync(path.join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim();
  // A package that names the licence without its text: this project is under the same, whose words are everywhere alike.
  if (license !== 'MIT' || author === undefined) throw new Error(`${name} is bundled and ships no licence text.`);
  const holder = typeof author === 'string' ? author : author.name;
  return readFileSync(path.join(ROOT, 'LICENSE'), 'utf8')
    .trim()
    .replace(/^Copyright.*$/m, `Copyright (c) ${holder}`);
}

/** The folder of the package that an input belongs to; none where it is the project's own. */
function packageFolder(input: string): string | undefined {
  const match = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input);
  if (!match) return undefined;
  const folder = path.resolve(ROOT, match[0]);
  return existsSync(path.join(folder, 'package.json')) ? folder : undefined;
}
