import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cp, mkdtemp, readdir, readFile, rm, stat, symlink, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT, VERSION, VSIX } from '../../../scripts/paths.ts';
import { npmCommand, run } from '../../../scripts/processes.ts';
import { readArchive } from '../../support/archive.ts';

const SHIPPED = [
  '[Content_Types].xml',
  'extension.vsixmanifest',
  'extension/LICENSE.txt',
  'extension/changelog.md',
  'extension/dist/THIRD-PARTY-NOTICES.txt',
  'extension/dist/extension.cjs',
  'extension/dist/server.js',
  'extension/dist/webview.css',
  'extension/dist/webview.js',
  'extension/media/icon.png',
  'extension/package.json',
  'extension/readme.md',
];
const TRANSLATION = /^extension\/(package\.nls|l10n\/bundle\.l10n)(\.[a-z-]+)?\.json$/;

describe('the VSIX', () => {
  it('holds exactly what is shipped: no source, no test, no source map', async () => {
    const names = [...(await readArchive(VSIX)).keys()];
    const translations = names.filter((name) => TRANSLATION.test(name));
    assert.ok(translations.includes('extension/package.nls.json'));
    assert.deepEqual(names.filter((name) => !TRANSLATION.test(name)).sort(), SHIPPED);
  });

  it('is under 500 KiB', async () => {
    const { size } = await stat(VSIX);
    assert.ok(size < 500 * 1024, `${size} bytes`);
  });

  it('names every bundled package in its notices', async () => {
    const notices = (await readArchive(VSIX)).get('extension/dist/THIRD-PARTY-NOTICES.txt')!.toString();
    for (const name of ['ws', 'lit', 'valibot', '@vscode/codicons']) {
      assert.match(notices, new RegExp(`^${name} \\d`, 'm'));
    }
  });

  it('starts with the editor only after its start is finished, never on everything', async () => {
    const manifest = JSON.parse((await readArchive(VSIX)).get('extension/package.json')!.toString()) as {
      activationEvents: string[];
    };
    assert.ok(!manifest.activationEvents.includes('*'));
    assert.ok(
      manifest.activationEvents.every((event) => /^(onStartupFinished|onUri|onFileSystem:room-chat)$/.test(event)),
    );
  });

  it('is the same byte for byte when the same sources are packaged elsewhere, later, by somebody else', async function () {
    this.timeout(60_000);
    const copy = await mkdtemp(path.join(tmpdir(), 'room-chat-package-'));
    try {
      await copySources(copy);
      const [npm, ...npmArgs] = npmCommand();
      // Half a day away and another language: archives keep local times and sort by the locale where nobody minds.
      const env = { ...process.env, TZ: 'Pacific/Auckland', LC_ALL: 'et_EE.UTF-8', SOURCE_DATE_EPOCH: '' };
      await run(npm, [...npmArgs, 'run', '--silent', 'package'], {
        cwd: copy,
        env,
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      assert.equal(await sha256(path.join(copy, `room-chat-${VERSION}.vsix`)), await sha256(VSIX));
    } finally {
      await rm(copy, { recursive: true });
    }
  });
});

/** Copies what a clone has, with other dates; the installed packages are shared. */
async function copySources(to: string): Promise<void> {
  const left = new Set(['node_modules', '.git', '.cache', 'dist', 'coverage', '.vscode-test', path.basename(VSIX)]);
  for (const name of await readdir(ROOT)) {
    if (left.has(name)) continue;
    await cp(path.join(ROOT, name), path.join(to, name), { recursive: true });
    await utimes(path.join(to, name), new Date(0), new Date(0));
  }
  await symlink(path.join(ROOT, 'node_modules'), path.join(to, 'node_modules'), 'junction');
}

async function sha256(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
}
