import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { replaceFile } from '../../../extension/files/replaceFile.ts';

describe('replaceFile', () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(path.join(tmpdir(), 'replace-'))));
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('writes a file that cannot be run', async () => {
    const target = path.join(folder, 'notes.sh');
    await replaceFile(target, Buffer.from('new'));
    assert.equal(await readFile(target, 'utf8'), 'new');
    if (process.platform !== 'win32') assert.equal((await stat(target)).mode & 0o777, 0o600);
  });

  it('takes the place of a link, and leaves what it leads to alone', async () => {
    const elsewhere = path.join(folder, 'elsewhere');
    await writeFile(elsewhere, 'kept');
    const target = path.join(folder, 'notes.txt');
    await symlink(elsewhere, target);
    await replaceFile(target, Buffer.from('new'));
    assert.equal(await readFile(elsewhere, 'utf8'), 'kept');
    assert.equal(await readFile(target, 'utf8'), 'new');
  });

  it('leaves nothing behind where it fails', async () => {
    const target = path.join(folder, 'notes.txt');
    await mkdir(path.join(target, 'in the way'), { recursive: true });
    await assert.rejects(replaceFile(target, Buffer.from('new')));
    assert.deepEqual(await readdir(folder), ['notes.txt']);
  });
});
