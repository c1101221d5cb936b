import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { mock } from 'node:test';
import { ConnectionError, RequestError } from '../../../extension/connection/errors.ts';
import { Outbox, type Carriage, type OutboxStorage } from '../../../extension/connection/outbox.ts';
import type { OutboxItem, SendItem } from '../../../extension/connection/outboxItem.ts';
import { OutboxFiles } from '../../../extension/connection/outboxFiles.ts';
import { SourceError } from '../../../extension/transfers/sourceError.ts';

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

function text(id: string, createdAt = 1): SendItem {
  return { kind: 'message', id, createdAt, text: `text of ${id}` };
}

/** A storage in memory whose content outlives an outbox, as a disk does. */
function memory(): OutboxStorage & { items: Map<string, OutboxItem> } {
  const items = new Map<string, OutboxItem>();
  return {
    items,
    load: () => Promise.resolve([...items.values()]),
    put: (item) => Promise.resolve(void items.set(item.id, item)),
    update: (item) => Promise.resolve(void items.set(item.id, item)),
    remove: (id) => Promise.resolve(void items.delete(id)),
    spoolPath: (id) => Promise.resolve(`/nowhere/${id}`),
  };
}

/** An outbox whose sends the test answers one by one. */
function harness(storage: OutboxStorage = memory()) {
  const sent: {
    item: OutboxItem;
    carriage: Carriage;
    resolve(body: Record<string, unknown>): void;
    reject(error: Error): void;
  }[] = [];
  let onSend: () => void = () => undefined;
  const changes: { id: string; acknowledged?: Record<string, unknown> }[] = [];
  let onChange: () => void = () => undefined;
  const outbox = new Outbox({
    storage,
    log,
    send: (item, carriage) =>
      new Promise((resolve, reject) => {
        sent.push({ item, carriage, resolve, reject });
        onSend();
      }),
    onChange: (change) => {
      changes.push(change);
      onChange();
    },
  });
  const until = (subscribe: (check: () => void) => void, holds: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const check = (): void => {
        if (holds()) resolve();
      };
      subscribe(check);
      check();
    });
  return {
    outbox,
    sent,
    changes,
    untilSent: (count: number) =>
      until(
        (check) => (onSend = check),
        () => sent.length >= count,
      ),
    untilChange: (holds: () => boolean) => until((check) => (onChange = check), holds),
  };
}

describe('Outbox', () => {
  it('keeps an item on disk before it is shown as pending', async () => {
    const storage = memory();
    const { outbox, changes } = harness(storage);
    const added = outbox.add(text('a'));
    assert.equal(changes.length, 0);
    await added;
    assert.deepEqual([...storage.items.keys()], ['a']);
    assert.equal(changes[0]?.id, 'a');
  });

  it('sends in the order of adding, one at a time', async () => {
    const { outbox, sent, untilSent } = harness();
    outbox.open();
    await Promise.all(['a', 'b', 'c'].map((id) => outbox.add(text(id))));
    assert.deepEqual(
      sent.map(({ item }) => item.id),
      ['a'],
    );
    sent[0]!.resolve({});
    await untilSent(2);
    sent[1]!.resolve({});
    await untilSent(3);
    assert.deepEqual(
      sent.map(({ item }) => item.id),
      ['a', 'b', 'c'],
    );
  });

  it('[MSG3] sends what was under way again, under the same id, after the connection came back', async () => {
    const { outbox, sent, untilSent } = harness();
    outbox.open();
    await outbox.add(text('a'));
    outbox.close();
    sent[0]!.reject(new ConnectionError('lost', 'cut'));
    assert.equal(outbox.entries.length, 1);
    // A turn for the rejection to be taken, as a real reconnect leaves by far.
    await new Promise((resolve) => setImmediate(resolve));
    outbox.open();
    await untilSent(2);
    assert.equal(sent[1]!.item.id, 'a');
  });

  it('forgets an item only when it is acknowledged', async () => {
    const storage = memory();
    const { outbox, sent, changes, untilChange } = harness(storage);
    outbox.open();
    await outbox.add(text('a'));
    assert.equal(storage.items.size, 1);
    sent[0]!.resolve({ seq: 7 });
    await untilChange(() => changes.some((change) => change.acknowledged !== undefined));
    assert.equal(storage.items.size, 0);
    assert.deepEqual(outbox.entries, []);
  });

  it('keeps a refused item as failed, lets the next one pass, and sends it again on request', async () => {
    const { outbox, sent, untilSent, untilChange } = harness();
    outbox.open();
    await outbox.add(text('a'));
    await outbox.add(text('b'));
    sent[0]!.reject(new RequestError('too_large', 'Too large.', 'no'));
    await untilChange(() => outbox.entries[0]?.failure !== undefined);
    assert.equal(outbox.entries[0]?.failure?.retryable, false);
    await untilSent(2);
    assert.equal(sent[1]!.item.id, 'b');
    sent[1]!.resolve({});
    outbox.retry('a');
    await untilSent(3);
    assert.equal(sent[2]!.item.id, 'a');
  });

  it('takes up what an earlier window left, before what is new', async () => {
    const storage = memory();
    const before = harness(storage);
    await before.outbox.add(text('a'));
    await before.outbox.add(text('b'));
    const after = harness(storage);
    await after.outbox.add(text('c'));
    await after.outbox.load();
    assert.deepEqual(
      after.outbox.entries.map((entry) => entry.id),
      ['a', 'b', 'c'],
    );
  });

  it('leaves no timer behind when the connection went with an item under way', async () => {
    const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const { outbox, sent } = harness();
    outbox.open();
    await outbox.add(text('a'));
    outbox.close();
    const before = timers();
    sent[0]!.reject(new ConnectionError('lost', 'cut'));
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(timers(), before);
  });

  it('[RQ1] a server that asks for no pause at all is not sent the same in a rush', async () => {
    const { outbox, sent } = harness();
    mock.timers.enable({ apis: ['setTimeout'] });
    try {
      outbox.open();
      await outbox.add(text('a'));
      sent[0]!.reject(new RequestError('rate_limited', 'Slower.', 0));
      await new Promise((resolve) => setImmediate(resolve));
      mock.timers.tick(20);
      assert.equal(sent.length, 1);
      mock.timers.tick(100);
      assert.equal(sent.length, 2);
    } finally {
      mock.timers.reset();
    }
  });

  it('gives up an item for good', async () => {
    const storage = memory();
    const { outbox } = harness(storage);
    await outbox.add(text('a'));
    await outbox.discard('a');
    assert.deepEqual(outbox.entries, []);
    assert.equal(storage.items.size, 0);
  });

  it('does not send what could not be kept', async () => {
    const storage: OutboxStorage = { ...memory(), put: () => Promise.reject(new Error('no space')) };
    const { outbox, sent } = harness(storage);
    outbox.open();
    await assert.rejects(outbox.add(text('a')), /no space/u);
    assert.deepEqual(sent, []);
  });
});

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

describe('Transfers in an outbox', () => {
  const transfer = (id: string): SendItem => ({
    kind: 'transfer',
    id,
    createdAt: 1,
    name: `${id}.bin`,
    mediaType: 'application/octet-stream',
    size: 1_000,
    source: { kind: 'spool' },
  });
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const ids = (sent: { item: OutboxItem }[]): string[] => sent.map(({ item }) => item.id);

  it('[FL3] hold no message back, and go two at a time', async () => {
    const { outbox, sent, untilSent } = harness();
    outbox.open();
    for (const id of ['t1', 't2', 't3']) await outbox.add(transfer(id));
    await outbox.add(text('m1'));
    await outbox.add(text('m2'));
    assert.deepEqual(ids(sent), ['t1', 't2', 'm1']);
    sent[2]!.resolve({});
    await untilSent(4);
    sent[0]!.resolve({});
    await untilSent(5);
    assert.deepEqual(ids(sent), ['t1', 't2', 'm1', 'm2', 't3']);
  });

  it('[FL3] are told to stop when the connection goes, show as paused, and start again with the next one', async () => {
    const { outbox, sent, untilSent } = harness();
    outbox.open();
    await outbox.add(transfer('t1'));
    sent[0]!.carriage.progress({ bytes: 500, totalBytes: 1_000, bytesPerSecond: 10 });
    const stopped = new Promise<void>((resolve) => {
      sent[0]!.carriage.signal.addEventListener('abort', () => {
        sent[0]!.reject(sent[0]!.carriage.signal.reason as Error);
        resolve();
      });
    });
    outbox.close();
    await stopped;
    assert.deepEqual(outbox.entries[0]?.progress, { bytes: 500, totalBytes: 1_000, paused: true });
    assert.equal(outbox.entries[0].failure, undefined);
    await turn();
    outbox.open();
    await untilSent(2);
    assert.equal(sent[1]!.item.id, 't1');
  });

  it('[FL3] keep what was found out about them on disk', async () => {
    const storage = memory();
    const { outbox, sent } = harness(storage);
    outbox.open();
    await outbox.add(transfer('t1'));
    await sent[0]!.carriage.note({ sha256: 'abc' });
    sent[0]!.carriage.progress({ bytes: 1, totalBytes: 1_000 });
    await sent[0]!.carriage.note({ uploadPath: '/uploads/u1' });
    assert.deepEqual(storage.items.get('t1'), { ...transfer('t1'), sha256: 'abc', uploadPath: '/uploads/u1' });
  });

  it('[FL3] fail without a pause for the others, and for good only where the same would fail again', async () => {
    const { outbox, sent, untilChange, untilSent } = harness();
    outbox.open();
    for (const id of ['t1', 't2', 't3']) await outbox.add(transfer(id));
    sent[0]!.reject(new SourceError('changed'));
    sent[1]!.reject(new SourceError('unreadable'));
    await untilSent(3);
    sent[2]!.reject(new RequestError('storage_full', 'Full.', 'same_id'));
    await untilChange(() => outbox.entries.every(({ failure }) => failure !== undefined));
    assert.deepEqual(
      outbox.entries.map(({ failure }) => failure?.retryable),
      [false, true, true],
    );
  });

  it('[FL3] given up, they are out of sight at once, and the server is told of what it has', async () => {
    const storage = memory();
    const { outbox, sent, untilSent, untilChange, changes } = harness(storage);
    outbox.open();
    await outbox.add(transfer('t1'));
    sent[0]!.carriage.signal.addEventListener('abort', () => {
      // The answer to the creation was on its way: the place is known only now.
      void sent[0]!.carriage.note({ uploadPath: '/uploads/u1' }).then(() => sent[0]!.reject(new Error('stopped')));
    });
    const discarded = outbox.discard('t1');
    assert.deepEqual(outbox.entries, []);
    await discarded;
    await untilSent(2);
    assert.deepEqual(sent[1]!.item, { kind: 'termination', id: 't1', createdAt: 1, uploadPath: '/uploads/u1' });
    assert.equal(storage.items.get('t1')?.kind, 'termination');
    assert.deepEqual(outbox.entries, []);
    sent[1]!.resolve({});
    await untilChange(() => storage.items.size === 0);
    assert.equal(changes.at(-1)?.id, 't1');
  });

  it('[FL3] given up before the server has anything, nothing is asked of it', async () => {
    const storage = memory();
    const { outbox, sent } = harness(storage);
    await outbox.add(transfer('t1'));
    await outbox.discard('t1');
    outbox.open();
    await turn();
    assert.deepEqual(sent, []);
    assert.equal(storage.items.size, 0);
  });

  it('[FL3] are over when their event is there, whatever answer was to come', async () => {
    const storage = memory();
    const { outbox, sent } = harness(storage);
    outbox.open();
    await outbox.add(transfer('t1'));
    sent[0]!.carriage.signal.addEventListener('abort', () => sent[0]!.reject(new Error('stopped')));
    await outbox.arrived('t1');
    assert.deepEqual(outbox.entries, []);
    assert.equal(storage.items.size, 0);
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
