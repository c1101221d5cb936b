import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { ConnectionError, RequestError } from '../../../extension/connection/errors.ts';
import { Outbox, type Carriage, type OutboxStorage } from '../../../extension/connection/outbox.ts';
import type { OutboxItem, SendItem } from '../../../extension/connection/outboxItem.ts';
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

  it('goes on in the place of another: with what that still puts down, and what is given to it later, in order', async () => {
    const storage = memory();
    const disk = Promise.withResolvers<undefined>();
    const before = harness({ ...storage, put: (item) => disk.promise.then(() => storage.put(item)) });
    const after = harness(storage);
    after.outbox.open();
    const given = [before.outbox.add(text('a'))];
    const loaded = after.outbox.load(before.outbox);
    given.push(before.outbox.add(text('b')));
    disk.resolve(undefined);
    await Promise.all([...given, loaded]);
    await before.outbox.add(text('c'));
    assert.deepEqual(before.outbox.entries, []);
    for (const index of [0, 1]) {
      after.sent[index]!.resolve({});
      await after.untilSent(index + 2);
    }
    assert.deepEqual(
      after.sent.map(({ item }) => item.id),
      ['a', 'b', 'c'],
    );
    assert.deepEqual(before.sent, []);
  });

  it('goes on in the place of one that was itself gone on from, by one that did not stay', async () => {
    const storage = memory();
    const [first, second, third] = [harness(storage), harness(storage), harness(storage)] as const;
    await second.outbox.load(first.outbox);
    await second.outbox.leave();
    third.outbox.open();
    await third.outbox.load(first.outbox);
    await first.outbox.add(text('a'));
    await second.outbox.add(text('b'));
    third.sent[0]!.resolve({});
    await third.untilSent(2);
    assert.deepEqual(
      third.sent.map(({ item }) => item.id),
      ['a', 'b'],
    );
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
