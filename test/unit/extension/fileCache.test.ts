import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CorruptFileError, digest, FileCache } from '../../../extension/files/fileCache.ts';

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

describe('FileCache', () => {
  let folder: string;
  let cache: FileCache;
  const bytes = Buffer.from('what Ada sent');

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'files-'));
    cache = new FileCache(folder, log, () => 1_048_576);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('gives back what it was given', async () => {
    await cache.write(digest(bytes), bytes);
    assert.deepEqual(await cache.read(digest(bytes)), bytes);
  });

  it('takes nothing in that is not what its SHA-256 says', async () => {
    await assert.rejects(cache.write(digest(Buffer.from('other')), bytes), CorruptFileError);
    assert.deepEqual(await readdir(folder), []);
  });

  it('notices bytes that were spoilt at rest, and drops them', async () => {
    await cache.write(digest(bytes), bytes);
    await writeFile(path.join(folder, digest(bytes)), 'what Eve wrote');
    assert.equal(await cache.read(digest(bytes)), undefined);
    assert.deepEqual(await readdir(folder), []);
  });

  it('takes no path for a SHA-256', async () => {
    await assert.rejects(cache.read('../../etc/passwd'), CorruptFileError);
  });

  it('makes a preview under a name of its own making', async () => {
    await cache.write(digest(bytes), bytes);
    assert.equal(await cache.preview(digest(bytes), 'png'), path.join(folder, `${digest(bytes)}.png`));
  });

  it('lets the least recently used files go first, and only when it holds too much', async () => {
    const small = new FileCache(folder, log, () => 250);
    const files = ['a', 'b', 'c'].map((letter) => Buffer.from(letter.repeat(100)));
    const [first, second, third] = files.map((file) => digest(file)) as [string, string, string];
    for (const [index, name] of [first, second].entries()) {
      await small.write(name, files[index]!);
      await utimes(path.join(folder, name), index, index);
    }
    assert.deepEqual((await readdir(folder)).sort(), [first, second].sort());
    await small.write(third, files[2]!);
    assert.deepEqual((await readdir(folder)).sort(), [second, third].sort());
  });

  it('leaves nothing behind of what could not be put in its place', async () => {
    await mkdir(path.join(folder, digest(bytes), 'in the way'), { recursive: true });
    await assert.rejects(cache.write(digest(bytes), bytes));
    assert.deepEqual(await readdir(folder), [digest(bytes)]);
  });
});
