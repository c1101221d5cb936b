import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { WebSocket } from 'ws';
import { Introduction } from '../../../extension/connection/introduction.ts';
import { OutboxFiles } from '../../../extension/connection/outboxFiles.ts';
import type { RoomTarget } from '../../../extension/connection/roomSession.ts';
import { JoinedRooms } from '../../../extension/join/joinedRooms.ts';
import { RecentRooms } from '../../../extension/join/recentRooms.ts';
import { CLOSE_CODES } from '../../../server/protocol/closeCodes.ts';
import { memory } from '../../support/memory.ts';
import { startScriptedServer, type Script } from '../../support/scriptedServer.ts';
import { keptTokens, say, until as untilIn } from '../../support/sessionPerson.ts';

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const user = { id: 'g_ada', name: 'Ada', guest: true };

describe('JoinedRooms', function () {
  this.timeout(20_000);
  let folder: string;
  const opened: { close(): void }[] = [];

  beforeEach(async () => (folder = await mkdtemp(path.join(tmpdir(), 'active-'))));
  afterEach(async () => {
    for (const one of opened.splice(0)) one.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** A server that answers `connect` when the test says so, and knows how many are connected. */
  async function server() {
    const waiting: (() => void)[] = [];
    let arrived: () => void = () => undefined;
    const order: unknown[] = [];
    const sockets = new Set<WebSocket>();
    let connections = 0;
    let left: () => void = () => undefined;
    const script: Script = (request, socket) => {
      if (request['type'] !== 'connect') return { type: 'ok' };
      connections += 1;
      sockets.add(socket);
      order.push(request['room']);
      socket.once('close', () => {
        connections -= 1;
        left();
      });
      const name = String(request['room']);
      const direct = name.startsWith('@') && { direct: { id: 'u_grace', name: 'Grace' } };
      const rooms = [{ room: name, seq: 0, members: [], events: [], read: 0, ...direct }];
      waiting.push(() => socket.send(JSON.stringify({ type: 'ok', id: request['id'], user, rooms })));
      arrived();
      return undefined;
    };
    const scripted = await startScriptedServer(script);
    opened.push(scripted);
    const until = async (holds: () => boolean): Promise<void> => {
      while (!holds()) {
        await new Promise<void>((resolve) => {
          arrived = resolve;
          left = resolve;
        });
      }
    };
    return {
      url: scripted.url,
      /** The rooms in the order in which they were asked for. */
      order,
      asked: (count: number) => until(() => waiting.length >= count),
      answer: (index: number) => waiting[index]?.(),
      connections: (count: number) => until(() => connections === count),
      /** Ends every session for good. */
      end: () => sockets.forEach((socket) => socket.close(CLOSE_CODES.refused)),
    };
  }

  function joinedRooms(recent = new RecentRooms(memory(), memory())): JoinedRooms {
    const room = new JoinedRooms(recent, log, (target, introduction) => ({
      target,
      client: 'test',
      outbox: new OutboxFiles(folder, [target.room], log),
      tokens: keptTokens(),
      introduction,
      log,
    }));
    opened.unshift({ close: () => room.dispose() });
    return room;
  }

  const target = (url: string, room: string): RoomTarget => ({ url, room, name: 'Ada' });

  const shown = (rooms: JoinedRooms): string | undefined => rooms.session?.target.room;
  const names = (rooms: JoinedRooms): string[] => rooms.sessions.map((session) => session.target.room);

  it('is in both rooms of two joins under way, and shows the one that was asked for last', async () => {
    const { url, asked, answer, connections } = await server();
    const rooms = joinedRooms();
    const first = rooms.join(target(url, 'physics'));
    await asked(1);
    const second = rooms.join(target(url, 'maths'));
    await asked(2);
    answer(1);
    answer(0);
    assert.deepEqual(await Promise.all([first, second]), [true, true]);
    assert.deepEqual(names(rooms).sort(), ['maths', 'physics']);
    assert.equal(shown(rooms), 'maths');
    await connections(2);
  });

  it('of two joins of one room under way the later counts, and only its session stays', async () => {
    const { url, asked, answer, connections } = await server();
    const rooms = joinedRooms();
    const first = rooms.join(target(url, 'physics'));
    await asked(1);
    const second = rooms.join({ ...target(url, 'Physics'), name: 'Countess' });
    await asked(2);
    answer(1);
    answer(0);
    assert.deepEqual(await Promise.all([first, second]), [false, true]);
    assert.deepEqual(
      rooms.sessions.map((session) => session.target.name),
      ['Countess'],
    );
    await connections(1);
  });

  it('opens no session after it was disposed of', async () => {
    const { url, asked, answer, connections } = await server();
    const rooms = joinedRooms();
    const joining = rooms.join(target(url, 'physics'));
    await asked(1);
    rooms.dispose();
    answer(0);
    assert.equal(await joining, false);
    assert.equal(rooms.session, undefined);
    await connections(0);
  });

  /** Rooms that are joined one after another at a server that is always there. */
  async function inRooms(...wanted: string[]) {
    const there = await server();
    const rooms = joinedRooms();
    for (const [index, room] of wanted.entries()) {
      const joining = rooms.join(target(there.url, room));
      await there.asked(index + 1);
      there.answer(index);
      await joining;
    }
    return { rooms, ...there };
  }

  it('leaving the room that is shown shows the one that was shown before it; the others stay', async () => {
    const { rooms, url, connections } = await inRooms('physics', 'maths', 'art');
    const switches: (string | undefined)[] = [];
    rooms.switched.on((session) => switches.push(session?.target.room));
    rooms.show(rooms.find(target(url, 'PHYSICS'))!);
    await rooms.leave();
    await rooms.leave(rooms.find(target(url, 'maths')));
    assert.deepEqual(switches, ['physics', 'art']);
    assert.deepEqual(names(rooms), ['art']);
    await connections(1);
    await rooms.leave();
    assert.equal(rooms.session, undefined);
    await connections(0);
  });

  it('joining a room again shows it by the session that is there; under another name it is left under the first', async () => {
    const { rooms, url, asked, answer, connections } = await inRooms('physics', 'maths');
    const before = rooms.find(target(url, 'physics'));
    assert.equal(await rooms.join(target(url, 'physics')), true);
    assert.equal(rooms.session, before);
    const joining = rooms.join({ ...target(url, 'physics'), name: 'Countess' });
    await asked(3);
    answer(2);
    assert.equal(await joining, true);
    assert.deepEqual(
      rooms.sessions.map((session) => `${session.target.room} ${session.target.name}`),
      ['maths Ada', 'physics Countess'],
    );
    assert.equal(rooms.session?.target.name, 'Countess');
    await connections(2);
  });

  it('whoever turns to another room while one is being joined stays there', async () => {
    const { rooms, url, asked, answer } = await inRooms('physics', 'maths');
    const joining = rooms.join(target(url, 'art'));
    await asked(3);
    rooms.show(rooms.find(target(url, 'physics'))!);
    answer(2);
    assert.equal(await joining, true);
    assert.equal(shown(rooms), 'physics');
    assert.deepEqual(names(rooms), ['physics', 'maths', 'art']);
  });

  it('tells of changes in every room, and of the one that is shown alone where only that is asked for', async () => {
    const { rooms, url } = await inRooms('physics', 'maths');
    const every: string[] = [];
    const ofShown: string[] = [];
    rooms.roomChanges.on(({ session, change }) => every.push(`${session.target.room} ${change.kind}`));
    rooms.changes.on((change) => ofShown.push(change.kind));
    await say(rooms.find(target(url, 'physics'))!, 'hidden');
    await say(rooms.session!, 'shown');
    assert.ok(every.includes('physics outbox'));
    assert.ok(every.includes('maths outbox'));
    assert.equal(
      ofShown.filter((kind) => kind === 'outbox').length,
      every.filter((one) => one === 'maths outbox').length,
    );
  });

  it('takes all rooms up again after a reload: the one that was shown first, and shows it', async () => {
    const memories = [memory(), memory()] as const;
    const { url, asked, answer, order } = await server();
    const rooms = joinedRooms(new RecentRooms(...memories));
    for (const [index, room] of ['physics', 'maths', 'art'].entries()) {
      const joining = rooms.join(target(url, room));
      await asked(index + 1);
      answer(index);
      await joining;
    }
    rooms.show(rooms.find(target(url, 'maths'))!);
    rooms.dispose();

    const after = joinedRooms(new RecentRooms(...memories));
    await after.takeUp();
    assert.equal(shown(after), 'maths');
    assert.deepEqual(names(after), ['physics', 'maths', 'art']);
    await asked(6);
    assert.deepEqual(order.slice(3), ['maths', 'physics', 'art']);
  });

  it('knows a room of two by the name of the other one, before the server says it again', async () => {
    const memories = [memory(), memory()] as const;
    const { url, asked, answer } = await server();
    const rooms = joinedRooms(new RecentRooms(...memories));
    const joining = rooms.join(target(url, '@d_1'));
    await asked(1);
    answer(0);
    await joining;
    rooms.dispose();

    const recent = new RecentRooms(...memories);
    assert.deepEqual(recent.all, [{ ...target(url, '@d_1'), title: 'Grace' }]);
    const after = joinedRooms(recent);
    const takingUp = after.takeUp();
    assert.equal(after.session?.state.title, 'Grace');
    await asked(2);
    answer(1);
    await takingUp;
    assert.equal(after.session.state.title, 'Grace');
  });

  it('is in twenty rooms at most, and says so', async () => {
    const wanted = Array.from({ length: 20 }, (_, index) => `room ${index}`);
    const { rooms, url } = await inRooms(...wanted);
    await assert.rejects(rooms.join(target(url, 'one more')), { code: 'too_many_rooms', most: 20 });
    assert.equal(rooms.sessions.length, 20);
  });

  it('says that messages wait in a room that was left', async () => {
    const { rooms, url } = await inRooms('physics', 'maths', 'art');
    const parked: [string, number][] = [];
    rooms.parked.on(({ title, count }) => parked.push([title, count]));
    // This server stores nothing that is said: its answer has no place.
    for (const name of ['physics', 'maths']) await say(rooms.find(target(url, name))!, 'kept');
    for (const session of rooms.sessions) await rooms.leave(session);
    assert.deepEqual(parked, [
      ['physics', 1],
      ['maths', 1],
    ]);
  });

  it('what is given to a session that another took the place of goes out by that one, and is not told of as waiting', async () => {
    const { rooms, url, asked, answer, end } = await inRooms('physics');
    const parked: unknown[] = [];
    rooms.parked.on((told) => parked.push(told));
    const before = rooms.session!;
    end();
    await untilIn(before, () => before.connection.state === 'failed');
    await say(before, 'said while out');
    const joining = rooms.join(target(url, 'physics'), new Introduction({ invite: 'anew' }));
    await asked(2);
    answer(1);
    assert.equal(await joining, true);
    const after = rooms.session!;
    assert.notEqual(after, before);
    await say(before, 'said too late');
    // This server stores nothing that is said: its answer has no place.
    assert.deepEqual(
      after.outbox.entries.map((entry) => entry.kind === 'message' && entry.text),
      ['said while out', 'said too late'],
    );
    assert.deepEqual(parked, []);
  });

  it('a room that was joined is joined, though it cannot be remembered', async () => {
    const { url, asked, answer } = await server();
    const rooms = joinedRooms(new RecentRooms(memory(true), memory(true)));
    const joining = rooms.join(target(url, 'physics'));
    await asked(1);
    answer(0);
    assert.equal(await joining, true);
    await rooms.leave();
    assert.equal(rooms.session, undefined);
  });
});
