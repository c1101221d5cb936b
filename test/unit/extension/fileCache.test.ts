import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CorruptFileError, digest, FileCache, READ_BYTES } from '../../../extension/files/fileCache.ts';
import { PartFiles } from '../../../extension/files/partFiles.ts';
import { eventually } from '../../support/eventually.ts';

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

  it('finds a file of any size by its path, and drops one that was spoilt', async () => {
    await cache.write(digest(bytes), bytes);
    assert.equal(await cache.find(digest(bytes)), path.join(folder, digest(bytes)));
    await writeFile(path.join(folder, digest(bytes)), 'what Eve wrote');
    assert.equal(await cache.find(digest(bytes)), undefined);
    assert.deepEqual(await readdir(folder), []);
  });

  it('reads into memory no more than it says', async () => {
    const large = path.join(folder, 'f'.repeat(64));
    await writeFile(large, '');
    await truncate(large, READ_BYTES + 1);
    assert.equal(await cache.read('f'.repeat(64)), undefined);
    assert.equal((await readdir(folder)).length, 1);
  });

  it('keeps what is in use, and lets what is too large by itself go after that, in the place of no other', async () => {
    const small = new FileCache(folder, log, () => 250);
    const [first, large] = [Buffer.alloc(100, 'a'), Buffer.alloc(300, 'b')];
    await small.write(digest(first), first);
    const release = small.pin(digest(large));
    await small.write(digest(large), large);
    assert.deepEqual((await readdir(folder)).sort(), [digest(first), digest(large)].sort());
    release();
    await eventually(async () => assert.deepEqual(await readdir(folder), [digest(first)]));
  });

  it('says so in the log where its folder is gone when what is in use no longer is', async () => {
    const warned: string[] = [];
    const small = new FileCache(folder, { ...log, warn: (event) => warned.push(event) }, () => 10);
    const release = small.pin(digest(bytes));
    await small.write(digest(bytes), bytes);
    await rm(folder, { recursive: true });
    release();
    await eventually(() => assert.deepEqual(warned, ['cache.trim']));
  });

  it('takes nothing from another window that is fetching it, however large', async () => {
    const small = new FileCache(folder, log, () => 100);
    const [theirs, left] = [process.ppid, 2 ** 30 - 1].map((pid) => `${digest(bytes)}.${pid}.part`);
    for (const name of [theirs, left]) await writeFile(path.join(folder, name!), Buffer.alloc(200));
    await small.write(digest(bytes), bytes);
    assert.deepEqual((await readdir(folder)).sort(), [digest(bytes), theirs].sort());
  });
});

describe('PartFiles', () => {
  let folder: string;
  const sha256 = 'a'.repeat(64);
  const part = (pid: number): string => path.join(folder, `${sha256}.${pid}.part`);
  beforeEach(async () => (folder = await mkdtemp(path.join(tmpdir(), 'parts-'))));
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('goes on with what a window that is gone left', async () => {
    await writeFile(part(999_999_999), 'left');
    const file = await new PartFiles(folder).claim(sha256);
    assert.equal(await readFile(file, 'utf8'), 'left');
    assert.deepEqual(await readdir(folder), [path.basename(file)]);
  });

  it('leaves alone what another window is writing', async () => {
    await writeFile(part(process.ppid), 'theirs');
    const parts = new PartFiles(folder);
    const file = await parts.claim(sha256);
    assert.notEqual(file, part(process.ppid));
    assert.equal(await readFile(part(process.ppid), 'utf8'), 'theirs');
    assert.ok(parts.isUsed(path.basename(file)));
    parts.release(file);
    assert.ok(!parts.isUsed(path.basename(file)));
  });
});
