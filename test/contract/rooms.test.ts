import assert from 'node:assert/strict';
import { ServerProcess } from '../support/serverProcess.ts';
import { eventsOf, type Received, WireClient } from '../support/wireClient.ts';
import { wireSuite } from '../support/wireSuite.ts';

interface Member {
  name: string;
  state: string;
  guest: boolean;
}

describe('rooms', () => {
  const suite = wireSuite({ args: ['--messages-per-second', '0'] });
  const { join } = suite;

  async function post(client: WireClient, count: number, text = 'x'): Promise<void> {
    await Promise.all(Array.from({ length: count }, () => client.ask({ type: 'message', text })));
  }

  it('[RM1] join and leave add and drop rooms of a session', async () => {
    const ada = await join('Ada', {});
    assert.equal((await ada.reply({ type: 'message', room: 'rm1', text: 'x' }))['code'], 'not_joined');
    const snapshot = await ada.ask({ type: 'join', room: 'rm1' });
    assert.deepEqual([snapshot['room'], snapshot['seq'], snapshot['read']], ['rm1', 1, 0]);
    await ada.ask({ type: 'message', room: 'rm1', text: 'x' });
    await ada.ask({ type: 'leave', room: 'rm1' });
    assert.equal((await ada.reply({ type: 'message', room: 'rm1', text: 'x' }))['code'], 'not_joined');
    assert.equal((await ada.reply({ type: 'history' }))['code'], 'not_joined');
  });

  it('[RM1] rooms lists what there is', async () => {
    const ada = await join('Lister', { room: 'rm1 list' });
    const grace = await join('Writer', { room: 'rm1 list' });
    await post(grace, 3);
    const answer = await ada.ask({ type: 'rooms' });
    const room = (answer['rooms'] as Received[]).find(({ name }) => name === 'rm1 list')!;
    assert.deepEqual([room['members'], room['seq'], room['unread']], [2, 5, 3]);
    assert.ok(Number(room['lastTime']) > 0);
  });

  it('[RM1] a session is in so many rooms and no more', async () => {
    const small = await ServerProcess.start({ args: ['--rooms-per-session', '2'] });
    const ada = await WireClient.join(small.url, 'Ada', { room: 'one' });
    await ada.ask({ type: 'join', room: 'two' });
    assert.equal((await ada.reply({ type: 'join', room: 'three' }))['code'], 'forbidden');
    await ada.ask({ type: 'join', room: 'TWO' });
    await small.dispose();
  });

  it('[RM2] a snapshot has registered members always and guests while they are here', async () => {
    const registered = await join('Regular', { room: 'rm2', remember: true });
    const guest = await join('Visitor', { room: 'rm2' });
    await Promise.all([registered.cut(), guest.cut()]);
    const ada = await join('Ada', { room: 'rm2' });
    await ada.settled();
    const snapshot = await ada.ask({ type: 'join', room: 'rm2' });
    const members = (snapshot['members'] as Member[]).map(({ name, state, guest: isGuest }) => [name, state, isGuest]);
    assert.deepEqual(members.toSorted(), [
      ['Ada', 'online', true],
      ['Regular', 'offline', false],
    ]);
  });

  it('[RM2] no event falls between snapshot and subscription, and none comes twice', async () => {
    const writer = await join('Writer', { room: 'rm2 race' });
    const writing = post(writer, 400);
    const readers = await Promise.all(
      Array.from({ length: 8 }, (_, number) => join(`Reader ${number}`, { room: 'rm2 race' })),
    );
    await writing;
    await writer.settled();
    for (const reader of readers) {
      await reader.settled();
      const snapshot = reader.frames.find((frame) => frame.type === 'ok')!;
      const seqs = [...eventsOf(snapshot), ...reader.events].map(({ seq }) => Number(seq));
      assert.deepEqual(
        seqs,
        seqs.map((_, index) => index + seqs[0]!),
      );
    }
  });

  it('[RM3] after brings exactly what is missing', async () => {
    const ada = await join('Ada', { room: 'rm3' });
    await post(ada, 10);
    const back = await ada.ask({ type: 'join', room: 'rm3', after: 7 });
    assert.deepEqual(
      eventsOf(back).map(({ seq }) => seq),
      [8, 9, 10, 11],
    );
    assert.equal(back['gap'], undefined);
    assert.deepEqual(eventsOf(await ada.ask({ type: 'join', room: 'rm3', after: 11 })), []);
  });

  it('[RM3] more than a page leaves a gap that paging fills', async () => {
    const ada = await join('Ada', { room: 'rm3 gap' });
    await post(ada, 700);
    const back = await ada.ask({ type: 'join', room: 'rm3 gap', after: 5 });
    const events = eventsOf(back);
    assert.equal(events.length, 500);
    assert.equal(events.at(-1)!['seq'], 701);
    assert.deepEqual(back['gap'], { from: 6, to: 201 });
    const filled = eventsOf(await ada.ask({ type: 'history', room: 'rm3 gap', after: 5, limit: 196 }));
    assert.deepEqual([filled.length, filled[0]!['seq'], filled.at(-1)!['seq']], [196, 6, 201]);
  });

  it('[RM3] a page is bounded in bytes, too', async () => {
    const ada = await join('Ada', { room: 'rm3 bytes' });
    await post(ada, 40, 'y'.repeat(16_000));
    const back = await ada.ask({ type: 'join', room: 'rm3 bytes', after: 1 });
    const size = JSON.stringify(eventsOf(back)).length;
    assert.ok(size <= 262_144 && size > 200_000, `${size} bytes`);
    assert.deepEqual(back['gap'], { from: 2, to: Number(eventsOf(back)[0]!['seq']) - 1 });
  });

  it('[RM3] a place of another epoch, or ahead of the log, is ignored', async () => {
    const ada = await join('Ada', { room: 'rm3 epoch' });
    await post(ada, 3);
    for (const place of [{ after: 3, epoch: 'e_another' }, { after: 99 }]) {
      const events = eventsOf(await ada.ask({ type: 'join', room: 'rm3 epoch', ...place }));
      assert.deepEqual([events[0]!['seq'], events.length], [1, 4]);
    }
  });

  it('[RM4] presence goes online, away, offline; away only where every session is', async () => {
    const ada = await join('Ada', { room: 'rm4' });
    const watch = (state: string) => ada.next((frame) => frame.type === 'presence' && frame['state'] === state);
    const online = watch('online');
    const grace = await join('Grace', { room: 'rm4' });
    const { transferToken } = grace.frames.find((frame) => frame.type === 'ok')!;
    assert.equal(((await online)['user'] as Member).name, 'Grace');
    const second = await join('Grace', { room: 'rm4', token: transferToken });
    await grace.ask({ type: 'presence', state: 'away' });
    const away = watch('away');
    await second.ask({ type: 'presence', state: 'away' });
    await away;
    await grace.cut();
    const offline = watch('offline');
    await second.cut();
    await offline;
    const states = ada.frames.filter((frame) => frame.type === 'presence').map((frame) => frame['state']);
    assert.deepEqual(states, ['online', 'away', 'offline']);
  });

  it('[RM4] typing reaches the others and takes no seq', async () => {
    const ada = await join('Ada', { room: 'rm4 typing' });
    const grace = await join('Grace', { room: 'rm4 typing' });
    const told = grace.next((frame) => frame.type === 'typing');
    ada.send({ type: 'typing', on: true });
    assert.deepEqual([((await told)['user'] as Member).name, (await told)['on']], ['Ada', true]);
    assert.equal((await ada.ask({ type: 'join', room: 'rm4 typing' }))['seq'], 2);
  });

  it('[MSG2] membership is an event: the first time, and on leave, but not on a lost connection', async () => {
    const watcher = await join('Watcher', { room: 'members' });
    for (let round = 0; round < 2; round += 1) {
      const ada = await join('Ada', { room: 'members' });
      await ada.cut();
    }
    const ada = await join('Ada', { room: 'members' });
    await ada.ask({ type: 'leave' });
    await watcher.settled();
    const changes = watcher.events.map((event) => [event['change'], (event['from'] as Member).name]);
    assert.deepEqual(changes, [
      ['joined', 'Ada'],
      ['left', 'Ada'],
    ]);
  });

  it('[MSG7] history pages both ways and says whether there is more', async () => {
    const ada = await join('Ada', { room: 'msg7' });
    await post(ada, 20);
    const newest = await ada.ask({ type: 'history', limit: 5 });
    assert.deepEqual([eventsOf(newest).map(({ seq }) => seq), newest['more']], [[17, 18, 19, 20, 21], true]);
    const first = await ada.ask({ type: 'history', before: 4 });
    assert.deepEqual([eventsOf(first).map(({ seq }) => seq), first['more']], [[1, 2, 3], false]);
    const after = await ada.ask({ type: 'history', after: 19 });
    assert.deepEqual([eventsOf(after).map(({ seq }) => seq), after['more']], [[20, 21], false]);
    assert.equal((await ada.reply({ type: 'history', before: 4, after: 2 }))['code'], 'bad_request');
    assert.equal((await ada.reply({ type: 'history', limit: 201 }))['code'], 'bad_request');
  });

  it('[AC4] sender, seq and time are the server’s, whatever a frame says', async () => {
    const ada = await join('Ada', { room: 'ac4' });
    const grace = await join('Grace', { room: 'ac4' });
    const arrived = grace.next((frame) => frame.type === 'message');
    await ada.ask({ type: 'message', text: 'x', from: { id: 'g_0', name: 'Grace' }, seq: 900, time: 1 });
    const event = await arrived;
    assert.equal((event['from'] as Member).name, 'Ada');
    assert.equal(event['seq'], 3);
    assert.ok(Number(event['time']) > 1);
  });

  it('[AC4] nothing of a room reaches a session that has not joined it', async () => {
    const outsider = await join('Outsider', { room: 'elsewhere' });
    const before = outsider.frames.length;
    const ada = await join('Ada', { room: 'ac4 private' });
    await post(ada, 5);
    ada.send({ type: 'typing', on: true });
    await ada.settled();
    await outsider.settled();
    const came = outsider.frames.slice(before).filter((frame) => frame['room'] === 'ac4 private');
    assert.deepEqual(came, []);
    for (const request of [
      { type: 'history', room: 'ac4 private' },
      { type: 'read', room: 'ac4 private', seq: 1 },
      { type: 'typing', room: 'ac4 private', on: true },
      { type: 'download', room: 'ac4 private', file: 'x' },
      { type: 'search', room: 'ac4 private', query: 'xxx' },
      { type: 'topic', room: 'ac4 private', topic: 'x' },
      { type: 'edit', room: 'ac4 private', target: 2, text: 'x' },
      { type: 'leave', room: 'ac4 private' },
    ]) {
      assert.equal((await outsider.reply(request))['code'], 'not_joined', request.type);
    }
  });
});
