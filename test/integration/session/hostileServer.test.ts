import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { RoomSession } from '../../../extension/connection/roomSession.ts';
import { TimelineView } from '../../../extension/panel/timelineView.ts';
import { say, sessionOf, texts, until } from '../../support/sessionPerson.ts';
import { HELLO, startScriptedServer, type Script } from '../../support/scriptedServer.ts';

const user = { id: 'g_ada', name: 'Ada', guest: true };
const grace = { id: 'g_grace', name: 'Grace' };

function message(seq: number, more: object = {}): Record<string, unknown> {
  const base = { type: 'message', room: 'general', seq, time: seq, from: grace, id: `m${seq}`, text: `line ${seq}` };
  return { ...base, ...more };
}

function connected(events: unknown[], seq: number, more: object = {}): Record<string, unknown> {
  return { type: 'ok', user, rooms: [{ room: 'general', seq, members: [], events, read: 0, ...more }] };
}

describe('RoomSession with a server that misbehaves', function () {
  this.timeout(20_000);
  let folder: string;
  const opened: { close(): void }[] = [];

  beforeEach(async () => (folder = await mkdtemp(path.join(tmpdir(), 'hostile-'))));
  afterEach(async () => {
    for (const one of opened.splice(0)) one.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function join(script: Script, hello: object = HELLO): Promise<RoomSession> {
    const server = await startScriptedServer(script, hello);
    opened.push(server);
    const session = sessionOf({ url: server.url, name: 'Ada', folder });
    opened.unshift(session);
    await session.open();
    return session;
  }

  it('[RM3] shows places that no history can fill as a gap line, and asks for them once', async () => {
    let asked = 0;
    const session = await join((request) => {
      if (request['type'] === 'connect') return connected([message(1), message(2), message(6)], 6);
      asked += 1;
      return { type: 'ok', room: 'general', events: [message(4)], more: true };
    });
    await until(session, () => session.lostGaps.length === 2);
    const timeline = new TimelineView(session, {
      selfId: user.id,
      event: (seq) => session.state.event(seq),
      bytes: () => ({ state: 'remote' }),
      nameOf: () => undefined,
      errorText: (error) => error.message,
    });
    const shown = timeline.shown().map((entry) => (entry.kind === 'system' ? entry.what : 'message'));
    assert.deepEqual(shown, ['message', 'message', 'gap', 'message', 'gap', 'message']);
    assert.ok(timeline.shown().every((entry) => entry.kind !== 'system' || entry.what !== 'gap' || !entry.loading));
    assert.equal(asked, 2);
  });

  it('[RM3] asks again after a reconnect to other data for places of the same number', async () => {
    let connections = 0;
    let asked = 0;
    const server = await startScriptedServer(
      (request, socket) => {
        if (request['type'] !== 'connect') {
          asked += 1;
          if (connections === 1) setImmediate(() => socket.terminate());
          return { type: 'ok', room: 'general', events: connections === 1 ? [] : [message(2)], more: true };
        }
        connections += 1;
        return connected([message(1), message(3)], 3);
      },
      () => ({ ...HELLO, epoch: `e${connections + 1}` }),
    );
    opened.push(server);
    const session = sessionOf({ url: server.url, name: 'Ada', folder });
    opened.unshift(session);
    await session.open();
    await until(session, () => texts(session).length === 3);
    assert.equal(asked, 2);
  });

  it('stops asking for older events where the server has none though it says so', async () => {
    const session = await join((request) => {
      if (request['type'] === 'connect') return connected([message(9)], 9);
      return { type: 'ok', room: 'general', events: [], more: true };
    });
    assert.equal(session.hasOlder, true);
    await session.loadOlder();
    assert.equal(session.hasOlder, false);
  });

  it('[MSG4] an answer that names no place leaves the message with its sender, as failed', async () => {
    const session = await join((request) =>
      request['type'] === 'connect' ? connected([], 0) : { type: 'ok', seq: -1 },
    );
    await say(session, 'kept');
    await until(session, () => session.outbox.entries[0]?.failure !== undefined);
    assert.equal(session.outbox.entries[0]?.failure?.retryable, true);
  });

  it('[TR5] a time that no calendar has leaves a placeholder, not a panel that cannot be drawn', async () => {
    const session = await join((request) =>
      request['type'] === 'connect'
        ? connected([message(1, { time: Number.MAX_SAFE_INTEGER }), message(2, { edited: 9e15 })], 2)
        : undefined,
    );
    for (const event of session.state.events()) {
      assert.equal(event.type, 'unknown');
      assert.doesNotThrow(() => new Intl.DateTimeFormat('en').format(event.time));
    }
    assert.equal(session.state.seq, 2);
  });

  it('[RM4] presence of another room is not of this one', async () => {
    const session = await join((request, socket) => {
      if (request['type'] !== 'connect') return undefined;
      setImmediate(() => {
        const user = { id: 'u_eve', name: 'Eve', guest: false };
        socket.send(JSON.stringify({ type: 'presence', room: 'elsewhere', user, state: 'online' }));
        socket.send(JSON.stringify(message(2)));
      });
      return connected([message(1)], 1);
    });
    await until(session, () => session.state.seq === 2);
    assert.deepEqual(session.state.members, []);
  });

  it('[MSG2] fetches what a live event skipped', async () => {
    const session = await join((request, socket) => {
      if (request['type'] === 'connect') {
        setImmediate(() => socket.send(JSON.stringify(message(4))));
        return connected([message(1)], 1);
      }
      return { type: 'ok', room: 'general', events: [message(1), message(2), message(3)], more: false };
    });
    await until(session, () => texts(session).length === 4);
    assert.deepEqual(texts(session), ['line 1', 'line 2', 'line 3', 'line 4']);
  });

  it('[TR3] an event of an unknown type keeps its place and leaves no gap', async () => {
    const session = await join((request, socket) => {
      if (request['type'] !== 'connect') return undefined;
      setImmediate(() => {
        socket.send(JSON.stringify({ type: 'poll', room: 'general', seq: 2, time: 2, question: '?' }));
        socket.send(JSON.stringify(message(3)));
      });
      return connected([message(1)], 1);
    });
    await until(session, () => session.state.seq === 3);
    assert.deepEqual(session.state.gaps, []);
    assert.equal(session.state.event(2)?.type, 'unknown');
  });

  it('goes on after frames that are no JSON, no objects, of wrong types or of another room', async () => {
    const session = await join((request, socket) => {
      if (request['type'] !== 'connect') return undefined;
      setImmediate(() => {
        for (const frame of [
          '{',
          '[]',
          'null',
          '"x"',
          '{"type":5}',
          '{"type":"message"}',
          '{"type":"ok"}',
          '{"type":"error"}',
        ]) {
          socket.send(frame);
        }
        socket.send(Buffer.from([1, 2, 3]));
        socket.send(JSON.stringify(message(2, { seq: -1 })));
        socket.send(JSON.stringify(message(2, { text: 7 })));
        socket.send(JSON.stringify(message(2, { room: 'elsewhere' })));
        socket.send(JSON.stringify({ type: 'presence', room: 'general', user: 5, state: 'online' }));
        socket.send(JSON.stringify(message(9, { room: 'general', seq: 3, __proto__: { polluted: true } })));
      });
      return connected([message(1)], 1);
    });
    await until(session, () => session.state.seq === 3);
    assert.equal(session.connection.state, 'online');
  });

  it('[MSG4] a server that never answers leaves the message pending', async () => {
    const session = await join((request) => (request['type'] === 'connect' ? connected([], 0) : undefined));
    await say(session, 'kept');
    assert.deepEqual(
      session.outbox.entries.map((entry) => entry.failure),
      [undefined],
    );
  });

  it('cuts off a frame larger than 1 MiB and comes back', async () => {
    let connections = 0;
    const session = await join((request, socket) => {
      if (request['type'] !== 'connect') return undefined;
      connections += 1;
      if (connections === 1)
        setImmediate(() => socket.send(JSON.stringify(message(2, { text: 'x'.repeat(2_000_000) }))));
      return connected([message(1)], 1);
    });
    // It may have been cut off before it was online here for the first time, and be back by then.
    await until(session, () => connections === 2 && session.connection.state === 'online');
    assert.deepEqual(texts(session), ['line 1']);
  });

  it('[RQ4] does not come back where the server says not to', async () => {
    const session = await join((request, socket) => {
      if (request['type'] !== 'connect') return undefined;
      setImmediate(() => socket.close(4003));
      return connected([message(1)], 1);
    });
    await until(session, () => session.connection.state === 'failed');
  });
});
