import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Memento } from 'vscode';
import { OutboxFiles } from '../../../extension/connection/outboxFiles.ts';
import type { RoomTarget } from '../../../extension/connection/roomSession.ts';
import { ActiveRoom } from '../../../extension/join/activeRoom.ts';
import { RecentRooms } from '../../../extension/join/recentRooms.ts';
import { startScriptedServer, type Script } from '../../support/scriptedServer.ts';
import { keptTokens, say } from '../../support/sessionPerson.ts';

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const user = { id: 'g_ada', name: 'Ada', guest: true };

function memory(failing = false): Memento {
  const values = new Map<string, unknown>();
  return {
    keys: () => [...values.keys()],
    get: <T>(key: string, fallback?: T) => (values.get(key) ?? fallback) as T,
    update: (key: string, value: unknown) =>
      failing ? Promise.reject(new Error('no space')) : Promise.resolve(void values.set(key, value)),
  };
}

describe('ActiveRoom', function () {
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
    let connections = 0;
    let left: () => void = () => undefined;
    const script: Script = (request, socket) => {
      if (request['type'] !== 'connect') return { type: 'ok' };
      connections += 1;
      socket.once('close', () => {
        connections -= 1;
        left();
      });
      const rooms = [{ room: request['room'], seq: 0, members: [], events: [], read: 0 }];
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
      asked: (count: number) => until(() => waiting.length >= count),
      answer: (index: number) => waiting[index]?.(),
      connections: (count: number) => until(() => connections === count),
    };
  }

  function activeRoom(recent = new RecentRooms(memory(), memory())): ActiveRoom {
    const room = new ActiveRoom(recent, log, (target) => ({
      target,
      client: 'test',
      outbox: new OutboxFiles(folder, [target.room], log),
      tokens: keptTokens(),
      log,
    }));
    opened.unshift({ close: () => room.dispose() });
    return room;
  }

  const target = (url: string, room: string): RoomTarget => ({ url, room, name: 'Ada' });

  it('the last of two joins under way counts, and only its session stays', async () => {
    const { url, asked, answer, connections } = await server();
    const room = activeRoom();
    const first = room.join(target(url, 'physics'));
    await asked(1);
    const second = room.join(target(url, 'maths'));
    await asked(2);
    answer(1);
    answer(0);
    assert.deepEqual(await Promise.all([first, second]), [false, true]);
    assert.equal(room.session?.target.room, 'maths');
    await connections(1);
  });

  it('opens no session after it was disposed of', async () => {
    const { url, asked, answer, connections } = await server();
    const room = activeRoom();
    const joining = room.join(target(url, 'physics'));
    await asked(1);
    room.dispose();
    answer(0);
    assert.equal(await joining, false);
    assert.equal(room.session, undefined);
    await connections(0);
  });

  it('leaving while another room is being joined leaves the one, and joins the other', async () => {
    const { url, asked, answer, connections } = await server();
    const room = activeRoom();
    const first = room.join(target(url, 'physics'));
    await asked(1);
    answer(0);
    await first;
    const second = room.join(target(url, 'maths'));
    await asked(2);
    await room.leave();
    answer(1);
    assert.equal(await second, true);
    assert.equal(room.session?.target.room, 'maths');
    await connections(1);
  });

  it('says that messages wait in a room that was left, and for another room too', async () => {
    const { url, asked, answer } = await server();
    const room = activeRoom();
    const parked: [string, number][] = [];
    room.parked.on(({ target: { room: name }, count }) => parked.push([name, count]));
    for (const [index, name] of ['physics', 'maths', 'art'].entries()) {
      const joining = room.join(target(url, name));
      await asked(index + 1);
      answer(index);
      await joining;
      // This server stores nothing that is said: its answer has no place.
      if (name !== 'art') await say(room.session!, 'kept');
    }
    await room.leave();
    assert.deepEqual(parked, [
      ['physics', 1],
      ['maths', 1],
    ]);
  });

  it('a room that was joined is joined, though it cannot be remembered', async () => {
    const { url, asked, answer } = await server();
    const room = activeRoom(new RecentRooms(memory(true), memory(true)));
    const joining = room.join(target(url, 'physics'));
    await asked(1);
    answer(0);
    assert.equal(await joining, true);
    await room.leave();
    assert.equal(room.session, undefined);
  });
});
