import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { chmod, cp, mkdtemp, readdir, readFile, rm, stat, symlink, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bundleOutputs, loadedFiles } from '../../../scripts/bundleOutputs.ts';
import { ROOT, VSIX } from '../../../scripts/paths.ts';
import { npmCommand, runQuietly } from '../../../scripts/processes.ts';
import { readArchive } from '../../support/archive.ts';

const SHIPPED = [
  '[Content_Types].xml',
  'extension.vsixmanifest',
  'extension/LICENSE.txt',
  'extension/changelog.md',
  'extension/dist/THIRD-PARTY-NOTICES.txt',
  'extension/dist/extension.js',
  'extension/dist/server.js',
  'extension/dist/webview-code.js',
  'extension/dist/webview-emoji.js',
  'extension/dist/webview.css',
  'extension/dist/webview.js',
  'extension/media/icon.png',
  'extension/package.json',
  'extension/readme.md',
];
/** What is loaded when it is needed, named by its content. */
const PART = /^extension\/dist\/(extension|server)\/[\w-]+-[A-Z0-9]{8}\.js$/;
const TRANSLATION = /^extension\/(package\.nls|l10n\/bundle\.l10n)(\.[a-z-]+)?\.json$/;

describe('the VSIX', () => {
  it('holds exactly what is shipped: no source, no test, no source map', async () => {
    const names = [...(await readArchive(VSIX)).keys()];
    const translations = names.filter((name) => TRANSLATION.test(name));
    assert.ok(translations.includes('extension/package.nls.json'));
    assert.deepEqual(names.filter((name) => !TRANSLATION.test(name) && !PART.test(name)).sort(), SHIPPED);
  });

  it('is under 500 KiB', async () => {
    const { size } = await stat(VSIX);
    assert.ok(size < 500 * 1024, `${size} bytes`);
  });

  it('holds every part that its programs import, and none that they do not', async () => {
    const archive = await readArchive(VSIX);
    const reached = new Set<string>();
    const reach = (file: string): void => {
      if (reached.has(file)) return;
      reached.add(file);
      const code = archive.get(file)?.toString() ?? assert.fail(`${file} is missing`);
      for (const [, part = ''] of code.matchAll(/(?:from|import\(?)"(\.[^"]+\.js)"/g)) {
        reach(path.posix.join(path.posix.dirname(file), part));
      }
    };
    for (const program of ['extension', 'server']) reach(`extension/dist/${program}.js`);
    const parts = [...archive.keys()].filter((name) => PART.test(name));
    assert.ok(parts.length > 2);
    assert.deepEqual(parts.sort(), [...reached].filter((name) => PART.test(name)).sort());
  });

  it('starts in a window that is in no room without what only rooms need', () => {
    const packages = (file: string) =>
      Object.keys(bundleOutputs('extension')[file]!.inputs).filter((input) => input.includes('node_modules'));
    assert.deepEqual(loadedFiles('extension').flatMap(packages), []);
  });

  it('names every bundled package in its notices', async () => {
    const notices = (await readArchive(VSIX)).get('extension/dist/THIRD-PARTY-NOTICES.txt')!.toString();
    for (const name of ['ws', 'lit', 'valibot', 'highlight.js', 'emojibase-data', '@vscode/codicons']) {
      assert.match(notices, new RegExp(`^${name} \\d`, 'm'));
    }
  });

  it('starts with the editor only after its start is finished, never on everything', async () => {
    const manifest = JSON.parse((await readArchive(VSIX)).get('extension/package.json')!.toString()) as {
      activationEvents: string[];
    };
    assert.ok(!manifest.activationEvents.includes('*'));
    assert.ok(
      manifest.activationEvents.every((event) =>
        /^(onStartupFinished|onUri|onFileSystem:room-chat|onWebviewPanel:roomChat\.editor)$/.test(event),
      ),
    );
  });

  it('is the same byte for byte when the same sources are packaged elsewhere, later, by somebody else', async function () {
    this.timeout(60_000);
    const home = await mkdtemp(path.join(tmpdir(), 'room-chat-package-'));
    const [here, elsewhere] = [path.join(home, 'here'), path.join(home, 'else where')];
    try {
      await copySources(ROOT, here);
      await copySources(here, elsewhere);
      await chmod(path.join(elsewhere, 'README.md'), 0o600);
      const vsix = await packageIn(here, { TZ: 'UTC', LC_ALL: 'C' });
      // Half a day away and another language: archives keep local times and sort by the locale where nobody minds.
      assert.equal(await packageIn(elsewhere, { TZ: 'Pacific/Auckland', LC_ALL: 'et_EE.UTF-8' }), vsix);
    } finally {
      await rm(home, { recursive: true });
    }
  });
});

/** Copies what a clone has, with other dates; the installed packages are shared. */
async function copySources(from: string, to: string): Promise<void> {
  const left = new Set(['node_modules', '.git', '.cache', 'dist', 'coverage', '.vscode-test', path.basename(VSIX)]);
  for (const name of await readdir(from)) {
    if (left.has(name)) continue;
    await cp(path.join(from, name), path.join(to, name), { recursive: true });
    await utimes(path.join(to, name), new Date(0), new Date(0));
  }
  await symlink(path.join(ROOT, 'node_modules'), path.join(to, 'node_modules'), 'junction');
}

/** Packages the sources in a folder; resolves with the SHA-256 of the VSIX. */
async function packageIn(folder: string, env: NodeJS.ProcessEnv): Promise<string> {
  const [npm, ...npmArgs] = npmCommand();
  await runQuietly(npm, [...npmArgs, 'run', 'package'], { cwd: folder, env: { ...process.env, ...env } });
  const vsix = await readFile(path.join(folder, path.basename(VSIX)));
  return createHash('sha256').update(vsix).digest('hex');
}
