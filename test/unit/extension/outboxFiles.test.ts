import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ConnectionError } from '../../../extension/connection/errors.ts';
import { Outbox } from '../../../extension/connection/outbox.ts';
import type { OutboxItem, SendItem } from '../../../extension/connection/outboxItem.ts';
import { OutboxFiles } from '../../../extension/connection/outboxFiles.ts';

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

function text(id: string, createdAt = 1): SendItem {
  return { kind: 'message', id, createdAt, text: `text of ${id}` };
}

describe('OutboxFiles', () => {
  let root: string;
  beforeEach(async () => (root = await mkdtemp(path.join(tmpdir(), 'outbox-'))));
  afterEach(() => rm(root, { recursive: true, force: true }));

  it('gives items back in the order in which they were put', async () => {
    const files = new OutboxFiles(root, ['ws://127.0.0.1:1', 'general', 'Ada'], log);
    for (const id of ['z', 'a', 'm']) await files.put(text(id));
    const again = new OutboxFiles(root, ['ws://127.0.0.1:1', 'general', 'Ada'], log);
    assert.deepEqual(
      (await again.load()).map((item) => item.id),
      ['z', 'a', 'm'],
    );
  });

  it('keeps the order though the clock was set back, over a reload and before it is read', async () => {
    const outbox = (): Outbox =>
      new Outbox({
        storage: new OutboxFiles(root, ['one'], log),
        log,
        send: () => Promise.reject(new ConnectionError('lost', 'no connection')),
        onChange: () => undefined,
      });
    const before = outbox();
    await before.add(text('a', 50));
    await before.add(text('b', 40));
    const after = outbox();
    // As after a reload: the person types while what was left is still being read.
    await Promise.all([after.load(), after.add(text('c', 30))]);
    const ids = (of: Outbox): string[] => of.entries.map((entry) => entry.id);
    assert.deepEqual(ids(after), ['a', 'b', 'c']);
    const last = outbox();
    await last.load();
    assert.deepEqual(ids(last), ['a', 'b', 'c']);
  });

  it('leaves nothing of an item behind that could not be kept', async () => {
    const files = new OutboxFiles(root, ['one'], log);
    await files.put(text('a'));
    const [folder = ''] = await readdir(root);
    const [name = ''] = await readdir(path.join(root, folder));
    // A folder in the item's place: it can be written, but not put there.
    await rm(path.join(root, folder, name));
    await mkdir(path.join(root, folder, name, 'in the way'), { recursive: true });
    await assert.rejects(files.put(text('a')));
    assert.deepEqual(await readdir(path.join(root, folder)), [name]);
  });

  it('leaves no text behind that a crash cut off while it was written', async () => {
    const files = new OutboxFiles(root, ['one'], log);
    await files.put(text('a'));
    const [folder = ''] = await readdir(root);
    const [old, fresh] = ['old.tmp', 'fresh.tmp'].map((name) => path.join(root, folder, name)) as [string, string];
    for (const file of [old, fresh]) await writeFile(file, '{"text":"half of what somebody wro');
    const long = new Date(Date.now() - 86_400_000);
    await utimes(old, long, long);
    await files.load();
    // The other may still be written, by another window.
    assert.deepEqual(
      (await readdir(path.join(root, folder))).filter((name) => name.endsWith('.tmp')),
      ['fresh.tmp'],
    );
  });

  it('keeps servers, rooms and names apart', async () => {
    await new OutboxFiles(root, ['one', 'general', 'Ada'], log).put(text('a'));
    assert.deepEqual(await new OutboxFiles(root, ['other', 'general', 'Ada'], log).load(), []);
  });

  it('passes over a file that cannot be read, and leaves it there', async () => {
    const files = new OutboxFiles(root, ['one'], log);
    await files.put(text('a'));
    const [folder = ''] = await readdir(root);
    await writeFile(path.join(root, folder, 'broken.json'), '{"half":');
    assert.deepEqual(
      (await files.load()).map((item) => item.id),
      ['a'],
    );
    assert.equal((await readdir(path.join(root, folder))).length, 2);
  });

  it('never lets an id become a path', async () => {
    const files = new OutboxFiles(root, ['one'], log);
    await files.put(text('../../escaped'));
    assert.deepEqual(
      (await files.load()).map((item) => item.id),
      ['../../escaped'],
    );
    assert.equal((await readdir(root)).length, 1);
    await files.remove('../../escaped');
    assert.deepEqual(await files.load(), []);
  });
});

describe('Transfers in OutboxFiles', () => {
  let root: string;
  beforeEach(async () => (root = await mkdtemp(path.join(tmpdir(), 'outbox-'))));
  afterEach(() => rm(root, { recursive: true, force: true }));

  const transfer = (id: string): SendItem => ({
    kind: 'transfer',
    id,
    createdAt: 1,
    name: `${id}.bin`,
    mediaType: 'application/octet-stream',
    size: 3,
    source: { kind: 'spool' },
  });

  it('keep their place in the order when more is known of them', async () => {
    const files = new OutboxFiles(root, ['one'], log);
    for (const id of ['z', 'a']) await files.put(transfer(id));
    await files.update({ ...transfer('z'), sha256: 'abc' } as OutboxItem);
    const again = new OutboxFiles(root, ['one'], log);
    assert.deepEqual(
      (await again.load()).map((item) => [item.id, 'sha256' in item ? item.sha256 : undefined]),
      [
        ['z', 'abc'],
        ['a', undefined],
      ],
    );
  });

  it('take their bytes with them, and are not outlived by bytes of a crash', async () => {
    const files = new OutboxFiles(root, ['one'], log);
    for (const id of ['kept', 'gone', 'stray']) await writeFile(await files.spoolPath(id), 'abc');
    await files.put(transfer('kept'));
    await files.put(transfer('gone'));
    await files.remove('gone');
    const long = new Date(Date.now() - 86_400_000);
    await utimes(await files.spoolPath('stray'), long, long);
    await files.load();
    const [folder = ''] = await readdir(root);
    const spools = (await readdir(path.join(root, folder))).filter((name) => name.endsWith('.spool'));
    assert.deepEqual(spools, [path.basename(await files.spoolPath('kept'))]);
  });

  it('are left to other windows when their room is left, and carried again when it is joined again', async () => {
    const files = new OutboxFiles(root, ['one'], log);
    await files.put(transfer('t1'));
    const [folder = ''] = await readdir(root);
    const marks = async (): Promise<string[]> =>
      (await readdir(path.join(root, folder))).filter((name) => name.endsWith('.owner'));
    await files.leave();
    // Kept while the room was being left, such as a file that was still read.
    await files.put(transfer('t2'));
    const theirs = (mark: string): string => mark.replace(`.${process.pid}.`, `.${process.ppid}.`);
    for (const mark of await marks())
      await rename(path.join(root, folder, mark), path.join(root, folder, theirs(mark)));
    // As another window sees what this one left, though this one still runs.
    const other = new OutboxFiles(root, ['one'], log);
    assert.deepEqual(
      (await other.load()).map(({ id }) => id),
      ['t1', 't2'],
    );
    assert.equal(other.elsewhere, false);
    for (const mark of await marks()) {
      const { mtimeMs } = await stat(path.join(root, folder, mark));
      assert.ok(Date.now() - mtimeMs < 60_000);
    }
  });

  it('stay with the one of this window that took them over, though the one before leaves once more', async () => {
    const before = new OutboxFiles(root, ['one'], log);
    await before.put(transfer('t1'));
    await before.leave();
    await new OutboxFiles(root, ['one'], log).load();
    await before.leave();
    const [folder = ''] = await readdir(root);
    const [mark = ''] = (await readdir(path.join(root, folder))).filter((name) => name.endsWith('.owner'));
    const { mtimeMs } = await stat(path.join(root, folder, mark));
    assert.ok(Date.now() - mtimeMs < 60_000);
  });

  it('are carried by one window, and by the next when that one is gone', async () => {
    await new OutboxFiles(root, ['one'], log).put(transfer('t1'));
    const [folder = ''] = await readdir(root);
    const [mark = ''] = (await readdir(path.join(root, folder))).filter((name) => name.endsWith('.owner'));
    const ofProcess = (pid: number): string => path.join(root, folder, mark.replace(/\.\d+\./u, `.${pid}.`));
    // The process that runs this one is another one, and alive; a number that no system gives is not.
    await rename(path.join(root, folder, mark), ofProcess(process.ppid));
    const second = new OutboxFiles(root, ['one'], log);
    assert.deepEqual(await second.load(), []);
    assert.equal(second.elsewhere, true);
    await rename(ofProcess(process.ppid), ofProcess(999_999_999));
    assert.deepEqual(
      (await second.load()).map(({ id }) => id),
      ['t1'],
    );
    assert.equal(second.elsewhere, false);
  });

  it('are taken from a window that has said nothing for long, though its number runs again', async () => {
    await new OutboxFiles(root, ['one'], log).put(transfer('t1'));
    const [folder = ''] = await readdir(root);
    const [mark = ''] = (await readdir(path.join(root, folder))).filter((name) => name.endsWith('.owner'));
    const other = path.join(root, folder, mark.replace(/\.\d+\./u, `.${process.ppid}.`));
    await rename(path.join(root, folder, mark), other);
    const long = new Date(Date.now() - 3_600_000);
    await utimes(other, long, long);
    assert.equal((await new OutboxFiles(root, ['one'], log).load()).length, 1);
  });
});
