import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chmod, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'mocha';
import { openPromise, type Entry } from 'yauzl';
import { DiskFolder } from '../../../../extension/sharing/folders/diskFolder.ts';
import { writeArchive } from '../../../../extension/sharing/folders/folderArchive.ts';
import { planFolder, type FolderPlan } from '../../../../extension/sharing/folders/folderPlan.ts';
import { readArchive } from '../../../support/archive.ts';
import { projectFolder } from '../../../support/projectFolder.ts';

describe('archives of folders', () => {
  const project = projectFolder();

  const plan = (): Promise<FolderPlan> => planFolder(new DiskFolder(project.root), { name: 'project' });
  const target = () => path.join(project.home, 'archive.zip');

  async function pack(given: Partial<Parameters<typeof writeArchive>[0]> = {}): Promise<{ unreadable: number }> {
    const signal = new AbortController().signal;
    const source = new DiskFolder(project.root);
    return writeArchive({
      source,
      plan: await plan(),
      name: 'project',
      target: target(),
      signal,
      onProgress: () => undefined,
      ...given,
    });
  }

  async function entries(): Promise<Entry[]> {
    const archive = await openPromise(target());
    const all: Entry[] = [];
    for await (const entry of archive.eachEntry()) all.push(entry);
    return all;
  }

  it('of a drive, or of what is named like one, are made too', async () => {
    await project.given({ 'a.txt': 'a', 'empty/': '' });
    await pack({ name: 'e:' });
    assert.deepEqual([...(await readArchive(target())).keys()], ['e_/a.txt', 'e_/empty/']);
  });

  it('hold every byte under its name, in a folder of the name of theirs', async () => {
    const binary = Uint8Array.from({ length: 300_000 }, (_, n) => (n * 7919) % 251);
    await project.given({ 'a.txt': 'a\r\n', 'b/ünï 漢字 🎈.bin': binary, 'c.png': binary, none: '', 'empty/': '' });
    assert.deepEqual(await pack(), { unreadable: 0 });
    assert.deepEqual(
      [...(await readArchive(target()))],
      [
        ['project/a.txt', Buffer.from('a\r\n')],
        ['project/b/ünï 漢字 🎈.bin', Buffer.from(binary)],
        ['project/c.png', Buffer.from(binary)],
        ['project/none', Buffer.alloc(0)],
        ['project/empty/', Buffer.alloc(0)],
      ],
    );
  });

  it('keep the time of a change, and no right to run', async () => {
    await project.given({ 'run.sh': '#!/bin/sh\n' });
    await chmod(path.join(project.root, 'run.sh'), 0o755);
    await utimes(path.join(project.root, 'run.sh'), 1_700_000_000, 1_700_000_000);
    await pack();
    const [entry] = await entries();
    assert.equal(entry!.getLastModDate().getTime(), 1_700_000_000_000);
    assert.equal((entry!.externalFileAttributes >>> 16) & 0o7777, 0o644);
  });

  it('say that their names are UTF-8', async () => {
    await project.given({ 'ünï 漢字.txt': 'x' });
    await pack();
    const [entry] = await entries();
    assert.equal(entry!.generalPurposeBitFlag & 0x800, 0x800);
  });

  it('hold what is given instead of a file', async () => {
    await project.given({ '.env': 'KEY=secret', 'a.txt': 'a' });
    await pack({
      instead: async ({ path: file }) => Promise.resolve(file === '.env' ? Buffer.from('KEY=▮') : undefined),
    });
    const files = await readArchive(target());
    assert.equal(files.get('project/.env')?.toString(), 'KEY=▮');
    assert.equal(files.get('project/a.txt')?.toString(), 'a');
  });

  it('lack what is gone or became a link meanwhile, and say how many', async () => {
    await project.given({ 'a.txt': 'a', 'b.txt': 'b', 'c.txt': 'c' });
    const planned = await plan();
    await rm(path.join(project.root, 'a.txt'));
    await rm(path.join(project.root, 'b.txt'));
    await writeFile(path.join(project.home, 'outside.txt'), 'secret');
    await symlink(path.join(project.home, 'outside.txt'), path.join(project.root, 'b.txt'));
    assert.deepEqual(await pack({ plan: planned }), { unreadable: 2 });
    assert.deepEqual([...(await readArchive(target())).keys()], ['project/c.txt']);
  });

  it('tell how far they are', async () => {
    await project.given({ a: '123', b: '45' });
    const seen: number[] = [];
    await pack({ onProgress: (bytes) => seen.push(bytes) });
    assert.deepEqual(seen, [3, 5]);
  });

  it('leave nothing where they are cancelled half-way', async () => {
    await project.given({ a: Buffer.alloc(5_000_000, 'x'), b: 'b', c: 'c' });
    const stop = new AbortController();
    await assert.rejects(pack({ signal: stop.signal, onProgress: () => stop.abort() }), { name: 'AbortError' });
    assert.ok(!existsSync(target()));
  });

  it('leave nothing where the disk fails, and say what failed', async () => {
    await project.given({ a: Buffer.alloc(5_000_000, 'x') });
    await assert.rejects(pack({ target: path.join(project.home, 'no', 'such', 'folder.zip') }), { code: 'ENOENT' });
  });

  it('never overwrite', async () => {
    await project.given({ a: 'a' });
    await writeFile(target(), 'mine');
    await assert.rejects(pack(), { code: 'EEXIST' });
    assert.equal(await readFile(target(), 'utf8'), 'mine');
  });
});
