import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ConnectionError, RequestError } from '../../../extension/connection/errors.ts';
import type { RoomSession, TokenStore } from '../../../extension/connection/roomSession.ts';
import type { AnyEvent } from '../../../server/protocol/frames.ts';
import { startRoomServer, type RoomServerProcess } from '../../../scripts/roomServer.ts';
import { keptTokens, say, sessionOf, texts, until } from '../../support/sessionPerson.ts';

describe('RoomSession: what is done to messages', function () {
  this.timeout(60_000);
  let folder: string;
  let server: RoomServerProcess;
  const sessions: RoomSession[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'changes-'));
    server = await startRoomServer({ data: path.join(folder, 'data'), flags: ['--messages-per-second', '0'] });
  });

  afterEach(async () => {
    for (const session of sessions.splice(0)) session.close();
    await server.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function join(name: string, more: { tokens?: TokenStore; device?: string } = {}): Promise<RoomSession> {
    const session = sessionOf({ url: server.url, folder: path.join(folder, more.device ?? name), name, ...more });
    sessions.push(session);
    await session.open();
    return session;
  }

  function placeOf(session: RoomSession, text: string): number {
    const event = [...session.state.events()].find(
      (candidate) => candidate.type === 'message' && candidate.text === text,
    );
    assert.ok(event, `nobody said ${text}`);
    return event.seq;
  }

  function messageAt(session: { state: RoomSession['state'] }, seq: number): Extract<AnyEvent, { type: 'message' }> {
    const event = session.state.event(seq);
    assert.equal(event?.type, 'message');
    return event;
  }

  it('[MSG6] an edit, a reaction and a deletion look the same to who made them and to the others', async () => {
    const [ada, grace] = [await join('Ada'), await join('Grace')];
    await say(ada, 'helo');
    await until(grace, () => texts(grace).includes('helo'));
    const seq = placeOf(grace, 'helo');
    await ada.messages.edit(seq, 'hello');
    await until(grace, () => texts(grace).includes('hello'));
    await grace.messages.react(seq, '👍', true);
    await until(ada, () => messageAt(ada, seq).reactions?.length === 1);
    for (const session of [ada, grace]) {
      assert.equal(messageAt(session, seq).text, 'hello');
      assert.ok(messageAt(session, seq).edited !== undefined);
      assert.deepEqual(messageAt(session, seq).reactions, [{ emoji: '👍', users: [grace.self?.id] }]);
      assert.deepEqual(session.state.gaps, []);
    }
    await grace.messages.react(seq, '👍', false);
    await until(ada, () => messageAt(ada, seq).reactions?.length === 0);
    await ada.messages.delete(seq);
    await until(grace, () => messageAt(grace, seq).deleted === true);
    assert.deepEqual([messageAt(ada, seq).deleted, messageAt(ada, seq).text], [true, '']);
  });

  it('[MSG6] what changes nothing leaves no gap, and what is not one’s own is refused', async () => {
    const [ada, grace] = [await join('Ada'), await join('Grace')];
    await say(ada, 'mine');
    await until(grace, () => texts(grace).includes('mine'));
    const seq = placeOf(grace, 'mine');
    await ada.messages.edit(seq, 'mine');
    await assert.rejects(
      grace.messages.edit(seq, 'ours'),
      (error) => error instanceof RequestError && error.code === 'not_yours',
    );
    await say(ada, 'next');
    await until(ada, () => texts(ada).includes('next'));
    assert.deepEqual(ada.state.gaps, []);
  });

  it('a change without a connection fails at once, and nothing is queued', async () => {
    const ada = await join('Ada');
    await say(ada, 'mine');
    await until(ada, () => texts(ada).includes('mine'));
    await server.kill();
    await until(ada, () => ada.connection.state === 'waiting');
    const change = ada.messages.edit(placeOf(ada, 'mine'), 'changed');
    await assert.rejects(change, (error) => error instanceof ConnectionError && error.code === 'lost');
    assert.deepEqual([texts(ada), ada.outbox.entries], [['mine'], []]);
    server = await startRoomServer({ data: path.join(folder, 'data') });
  });

  it('an answer names what it answers, for the others and for who sent it', async () => {
    const [ada, grace] = [await join('Ada'), await join('Grace')];
    await say(ada, 'a question');
    await until(grace, () => texts(grace).includes('a question'));
    const replyTo = placeOf(grace, 'a question');
    await grace.outbox.add({ kind: 'message', id: 'answer-1', createdAt: Date.now(), text: 'an answer', replyTo });
    for (const session of [ada, grace]) {
      await until(session, () => texts(session).includes('an answer'));
      assert.equal(messageAt(session, placeOf(session, 'an answer')).replyTo, replyTo);
    }
  });

  it('[RM4] the others are told that one types, and that one stopped or said it', async () => {
    const [ada, grace] = [await join('Ada'), await join('Grace')];
    await until(ada, () => ada.state.members.length === 2);
    grace.sayTyping(true);
    await until(ada, () => ada.typing.length === 1);
    assert.deepEqual(ada.typing, ['Grace']);
    grace.sayTyping(false);
    await until(ada, () => ada.typing.length === 0);
    grace.sayTyping(true);
    await until(ada, () => ada.typing.length === 1);
    await say(grace, 'there');
    await until(ada, () => ada.typing.length === 0);
    assert.deepEqual(grace.typing, []);
  });

  it('[MSG8] what one read on one device is read on the other, also after that one was away', async () => {
    const tokens = keptTokens();
    const desk = await join('Ada', { tokens });
    const laptop = await join('Ada', { tokens, device: 'laptop' });
    const grace = await join('Grace');
    for (const text of ['one', 'two', 'three']) await say(grace, text);
    for (const session of [desk, laptop]) await until(session, () => texts(session).length === 3);
    desk.markRead(placeOf(desk, 'two'));
    await until(laptop, () => laptop.state.read === placeOf(laptop, 'two'));
    laptop.markRead(placeOf(laptop, 'one'));
    assert.equal(laptop.state.read, placeOf(laptop, 'two'));
    laptop.close();
    desk.markRead(placeOf(desk, 'three'));
    const again = await join('Ada', { tokens, device: 'laptop' });
    await until(again, () => again.state.read === placeOf(again, 'three'));
  });

  it('[MSG8] what was read without a connection is told once there is one', async () => {
    const tokens = keptTokens();
    const [ada, grace] = [await join('Ada', { tokens }), await join('Grace')];
    await say(grace, 'late news');
    await until(ada, () => texts(ada).length === 1);
    const { port } = server;
    await server.kill();
    await until(ada, () => ada.connection.state === 'waiting');
    ada.markRead(ada.state.seq);
    const read = ada.state.read;
    server = await startRoomServer({ data: path.join(folder, 'data'), port });
    await until(ada, () => ada.connection.state === 'online');
    const other = await join('Ada', { tokens, device: 'other' });
    await until(other, () => other.state.read === read);
  });

  it('[MSG7] what surrounds a place far back is fetched, grows at both ends, and meets what is at hand', async () => {
    const ada = await join('Ada');
    for (let line = 1; line <= 1_500; line += 1) await say(ada, `line ${line}`);
    await until(ada, () => ada.outbox.entries.length === 0);
    const grace = await join('Grace');
    const target = placeOf(ada, 'line 300');
    assert.ok(grace.state.first > target);
    const stretch = await grace.around(target);
    assert.equal(messageAt(stretch, target).text, 'line 300');
    assert.ok(stretch.state.first < target && stretch.state.seq > target && stretch.hasOlder);
    assert.equal(grace.adopt(stretch), false);
    await stretch.loadOlder();
    await stretch.loadOlder();
    assert.equal(stretch.hasOlder, false);
    await ada.messages.edit(target, 'line 300, mended');
    await until(grace, () => grace.state.seq === ada.state.seq);
    const edit = grace.state.event(grace.state.seq);
    assert.ok(edit);
    assert.deepEqual(stretch.revise(edit), [{ kind: 'events', seqs: [target] }]);
    while (!grace.adopt(stretch)) await stretch.loadNewer();
    assert.deepEqual([grace.state.first, grace.state.gaps], [1, []]);
    assert.equal(texts(grace).length, 1_500);
    assert.ok(texts(grace).includes('line 300, mended'));
  });
});
