import assert from 'node:assert/strict';
import { eventsOf, RefusedError, WireClient } from '../support/wireClient.ts';
import { wireSuite } from '../support/wireSuite.ts';

describe('messages', () => {
  const suite = wireSuite();
  const join = (name: string, room: string): Promise<WireClient> => suite.join(name, { room });

  it('[MSG1] a message goes to the others, its place to the sender', async () => {
    const ada = await join('Ada', 'msg1');
    const grace = await join('Grace', 'msg1');
    const arrived = grace.next((frame) => frame.type === 'message');
    const ok = await ada.ask({ type: 'message', id: 'm1', text: 'Hello, Grace', replyTo: 1 });
    const event = await arrived;
    assert.deepEqual(
      { seq: event['seq'], time: event['time'], room: event['room'] },
      { seq: ok['seq'], time: ok['time'], room: ok['room'] },
    );
    assert.deepEqual([event['text'], event['id'], event['replyTo']], ['Hello, Grace', 'm1', 1]);
    await ada.settled();
    assert.equal(ada.events.filter((frame) => frame.type === 'message').length, 0);
  });

  it('[MSG3] a retried id stores nothing new and gets the first answer', async () => {
    const ada = await join('Ada', 'msg3');
    const first = await ada.ask({ type: 'message', id: 'same', text: 'once' });
    const second = await ada.ask({ type: 'message', id: 'same', text: 'once' });
    assert.deepEqual(second, first);
    const history = await ada.ask({ type: 'history' });
    assert.equal(eventsOf(history).filter((event) => event.type === 'message').length, 1);
  });

  it('[MSG3] an id that comes back with another body is a conflict', async () => {
    const ada = await join('Ada', 'msg3b');
    await ada.ask({ type: 'message', id: 'same', text: 'once' });
    const refused = await ada.reply({ type: 'message', id: 'same', text: 'twice' });
    assert.equal(refused['code'], 'id_conflict');
    assert.equal(refused['retry'], 'no');
  });

  it('[MSG3] a guest who comes back by name may repeat a send', async () => {
    const before = await join('Ada', 'msg3c');
    const first = await before.ask({ type: 'message', id: 'kept', text: 'did it arrive?' });
    await before.cut();
    const again = await join('Ada', 'msg3c');
    assert.deepEqual(await again.ask({ type: 'message', id: 'kept', text: 'did it arrive?' }), first);
  });

  it('[MSG2] seq starts at 1 and counts every kind of event without a hole', async () => {
    const ada = await join('Ada', 'msg2');
    await ada.ask({ type: 'message', id: 'a', text: 'one' });
    await ada.ask({ type: 'edit', target: 2, text: 'two' });
    await ada.ask({ type: 'react', target: 2, emoji: '👍', on: true });
    await ada.ask({ type: 'topic', topic: 'counting' });
    await ada.ask({ type: 'upload', id: 'f', name: 'n.txt', data: 'aGk=' });
    await ada.ask({ type: 'delete', target: 2 });
    const events = eventsOf(await ada.ask({ type: 'history' }));
    assert.deepEqual(
      events.map(({ type, seq }) => [type, seq]),
      [
        ['member', 1],
        ['message', 2],
        ['edit', 3],
        ['react', 4],
        ['topic', 5],
        ['file', 6],
        ['delete', 7],
      ],
    );
  });

  it('[MSG5] acknowledgements and events arrive on a socket in the order of seq', async () => {
    const ada = await join('Ada', 'msg5');
    const grace = await join('Grace', 'msg5');
    const answers: Promise<unknown>[] = [];
    for (let number = 0; number < 60; number += 1) {
      answers.push(ada.ask({ type: 'message', id: `a${number}`, text: 'from Ada' }));
      answers.push(grace.ask({ type: 'message', id: `g${number}`, text: 'from Grace' }));
    }
    await Promise.all(answers);
    for (const client of [ada, grace]) {
      await client.settled();
      const seqs = client.frames
        .filter((frame) => frame.type === 'message' || (frame.type === 'ok' && /^[ag]\d+$/u.test(String(frame['id']))))
        .map((frame) => Number(frame['seq']));
      assert.equal(seqs.length, 120);
      assert.deepEqual(
        seqs,
        seqs.toSorted((a, b) => a - b),
      );
    }
  });

  it('[MSG6] an edit shows in the present state, and in itself while the message has that text', async () => {
    const ada = await join('Ada', 'msg6');
    const grace = await join('Grace', 'msg6');
    const { seq } = await ada.ask({ type: 'message', id: 'm', text: 'frist' });
    const arrived = grace.next((frame) => frame.type === 'edit');
    await ada.ask({ type: 'edit', target: seq, text: 'first' });
    assert.deepEqual([(await arrived)['target'], (await arrived)['text']], [seq, 'first']);
    await ada.ask({ type: 'edit', target: seq, text: 'First' });
    const events = eventsOf(await grace.ask({ type: 'history' }));
    const [message, early, late] = events.filter((event) => event.type === 'message' || event.type === 'edit');
    assert.equal(message!['text'], 'First');
    assert.equal(typeof message!['edited'], 'number');
    assert.equal(early!['text'], undefined);
    assert.equal(late!['text'], 'First');
  });

  it('[MSG6] a deleted message keeps its place and nothing else', async () => {
    const ada = await join('Ada', 'msg6d');
    const { seq } = await ada.ask({ type: 'message', id: 'm', text: 'oops' });
    await ada.ask({ type: 'react', target: seq, emoji: '🙈', on: true });
    await ada.ask({ type: 'delete', target: seq });
    const message = eventsOf(await ada.ask({ type: 'history' })).find((event) => event['seq'] === seq);
    assert.deepEqual([message!['text'], message!['deleted'], message!['reactions']], ['', true, undefined]);
    assert.equal((await ada.reply({ type: 'edit', target: seq, text: 'again' }))['code'], 'not_found');
  });

  it('[MSG6] reactions are a set of people for each emoji', async () => {
    const ada = await join('Ada', 'msg6r');
    const grace = await join('Grace', 'msg6r');
    const { seq } = await ada.ask({ type: 'message', id: 'm', text: 'cake?' });
    await ada.ask({ type: 'react', target: seq, emoji: '🎂', on: true });
    await grace.ask({ type: 'react', target: seq, emoji: '🎂', on: true });
    const again = await grace.ask({ type: 'react', target: seq, emoji: '🎂', on: true });
    assert.equal(again['unchanged'], true);
    await ada.ask({ type: 'react', target: seq, emoji: '🎂', on: false });
    const message = eventsOf(await ada.ask({ type: 'history' })).find((event) => event['seq'] === seq);
    const reactions = message!['reactions'] as { emoji: string; users: string[] }[];
    assert.deepEqual(
      reactions.map(({ emoji, users }) => [emoji, users.length]),
      [['🎂', 1]],
    );
  });

  it('[MSG6] only the sender may edit or delete, and a later guest of the name is somebody else', async () => {
    const ada = await join('Ada', 'msg6o');
    const grace = await join('Grace', 'msg6o');
    const { seq } = await ada.ask({ type: 'message', id: 'm', text: 'mine' });
    for (const request of [
      { type: 'edit', target: seq, text: 'yours' },
      { type: 'delete', target: seq },
    ]) {
      assert.equal((await grace.reply(request))['code'], 'not_yours');
    }
    await ada.cut();
    const impostor = await join('Ada', 'msg6o');
    assert.equal((await impostor.reply({ type: 'delete', target: seq }))['code'], 'not_yours');
  });

  it('[RQ1] a change without an id is told to its sender as an event', async () => {
    const ada = await join('Ada', 'rq1');
    const { seq } = await ada.ask({ type: 'message', id: 'm', text: 'x' });
    const event = ada.next((frame) => frame.type === 'react');
    ada.send({ type: 'react', target: seq, emoji: '👋', on: true });
    assert.equal((await event)['target'], seq);
  });

  it('[MSG8] a read mark moves forward only and is told to the other sessions of the user', async () => {
    const server2 = await suite.open();
    const registered = await server2.ask({ type: 'connect', name: 'Marked', room: 'msg8', remember: true });
    const token = String(registered['token']);
    const other = await suite.join('Marked', { room: 'msg8', token });
    const { seq } = await server2.ask({ type: 'message', id: 'm', text: 'read me' });
    const told = other.next((frame) => frame.type === 'read');
    await server2.ask({ type: 'read', seq });
    assert.deepEqual([(await told)['room'], (await told)['seq']], ['msg8', seq]);
    assert.equal((await other.ask({ type: 'read', seq: 1 }))['seq'], seq);
    const rejoined = await other.ask({ type: 'join', room: 'msg8' });
    assert.equal(rejoined['read'], seq);
  });

  it('[RQ5] text over its limit is too large', async () => {
    const ada = await join('Ada', 'rq5');
    await assert.rejects(ada.ask({ type: 'message', text: 'é'.repeat(8_193) }), (error) => {
      return error instanceof RefusedError && error.code === 'too_large';
    });
    await ada.ask({ type: 'message', text: 'é'.repeat(8_192) });
  });

  it('[MSG9] a snippet arrives as it was shared', async () => {
    const ada = await join('Ada', 'msg9');
    const grace = await join('Grace', 'msg9');
    const snippet = { path: 'src/a.ts', startLine: 1, endLine: 2, languageId: 'typescript', text: 'let a;\nlet b;' };
    const arrived = grace.next((frame) => frame.type === 'message');
    await ada.ask({ type: 'message', text: '', snippet });
    assert.deepEqual((await arrived)['snippet'], snippet);
  });
});
