import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { lstat, mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { digest } from '../../../extension/files/fileCache.ts';
import { FileExistsError, replaceFile } from '../../../extension/files/replaceFile.ts';
import { saveName } from '../../../extension/files/savePlace.ts';
import { hostilePaths } from '../../support/hostilePaths.ts';

const PLATFORMS = ['linux', 'darwin', 'win32'] as const;

describe('[FL6] a hostile name', () => {
  let home: string;
  let chosen: string;
  beforeEach(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'names-'));
    chosen = path.join(home, 'chosen');
    await mkdir(chosen);
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  it('is offered as one harmless part of a path, on every system', () => {
    const names = hostilePaths();
    assert.ok(new Set(names).size >= 200, `${new Set(names).size} names`);
    for (const name of names) for (const platform of PLATFORMS) assertHarmless(saveName(name, platform), platform);
  });

  it('is that whatever it is made of', () => {
    const parts = fc.constantFrom('..', '.', '/', '\\', ':', ' ', '\0', '\u202e', 'CON', 'a', '文', '.exe', '~', '%2f');
    const name = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.array(parts).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(name, fc.constantFrom(...PLATFORMS), (given, platform) => {
        assertHarmless(saveName(given, platform), platform);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is never saved outside the folder that was chosen, nor over what nobody was asked about', async () => {
    const bytes = Buffer.from('received');
    const held = new Map<string, string>();
    for (const name of hostilePaths()) {
      const target = path.join(chosen, saveName(name, process.platform));
      assert.equal(path.dirname(target), chosen);
      try {
        await replaceFile(target, bytes, { mayReplace: false });
        held.set(target, name);
      } catch (error) {
        // Another of these names came to the same: what is there stays.
        assert.ok(error instanceof FileExistsError, `${JSON.stringify(name)}: ${String(error)}`);
        assert.ok(held.has(target));
      }
    }
    assert.ok(held.size >= 100);
    assert.deepEqual(await readdir(home), ['chosen']);
    assert.deepEqual((await readdir(chosen)).sort(), Array.from(held.keys(), (target) => path.basename(target)).sort());
    for (const target of held.keys()) assert.equal((await lstat(target)).mode & 0o111, 0);
  });
});

describe('replaceFile in a race', function () {
  // Three hundred files are synced, on whatever disk there is.
  this.timeout(60_000);
  let home: string;
  beforeEach(async () => (home = await mkdtemp(path.join(tmpdir(), 'race-'))));
  afterEach(() => rm(home, { recursive: true, force: true }));

  it('follows no link that is put in its way, however often', async () => {
    const [chosen, outside] = [path.join(home, 'chosen'), path.join(home, 'outside')];
    await mkdir(chosen);
    await mkdir(outside);
    const canary = path.join(outside, 'canary');
    await writeFile(canary, 'kept');
    const [target, link] = [path.join(chosen, 'notes.txt'), path.join(chosen, 'link')];
    const from = path.join(home, 'cached');
    const bytes = Buffer.alloc(200_000, 'received');
    await writeFile(from, bytes);

    const race = { on: true };
    let swaps = 0;
    const racer = (async () => {
      while (race.on) {
        await symlink(canary, link);
        await rename(link, target);
        swaps += 1;
        await unlink(target).catch(() => undefined);
      }
    })();
    let refused = 0;
    try {
      for (let round = 0; round < 300; round += 1) {
        const mayReplace = round % 2 === 0;
        await replaceFile(target, { path: from, sha256: digest(bytes) }, { mayReplace }).catch((error: unknown) => {
          if (!(error instanceof FileExistsError)) throw error;
          refused += 1;
        });
      }
    } finally {
      race.on = false;
      await racer;
    }
    assert.ok(swaps > 100, `${swaps} links`);
    assert.equal(await readFile(canary, 'utf8'), 'kept');
    assert.deepEqual(await readdir(outside), ['canary']);
    assert.deepEqual(
      readdirSync(chosen).filter((name) => name.startsWith('.room-chat-')),
      [],
    );
    assert.ok(refused < 150);
  });

  it('does not replace what came to be there meanwhile, be it a link that leads nowhere', async () => {
    const target = path.join(home, 'notes.txt');
    await writeFile(target, 'mine');
    await assert.rejects(replaceFile(target, Buffer.from('new'), { mayReplace: false }), FileExistsError);
    assert.equal(await readFile(target, 'utf8'), 'mine');
    await rm(target);
    await symlink(path.join(home, 'nowhere'), target);
    await assert.rejects(replaceFile(target, Buffer.from('new'), { mayReplace: false }), FileExistsError);
    assert.deepEqual(await readdir(home), ['notes.txt']);
  });
});

function assertHarmless(name: string, platform: NodeJS.Platform): void {
  const shown = JSON.stringify(name);
  assert.ok(name !== '' && name !== '.' && name !== '..', shown);
  assert.doesNotMatch(name, /[/\\\p{Cc}\p{Cs}\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/u, shown);
  assert.doesNotMatch(name, /[. ]$/u, shown);
  assert.doesNotMatch(name, /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?:\.|$)/iu, shown);
  assert.ok(Buffer.byteLength(name) <= 255, shown);
  if (platform === 'win32') assert.doesNotMatch(name, /[<>:"|?*]/u, shown);
  assert.equal(path.win32.join('C:\\chosen', name).startsWith('C:\\chosen\\') || platform !== 'win32', true, shown);
  assert.equal(path.posix.dirname(path.posix.join('/chosen', name)), '/chosen', shown);
}
