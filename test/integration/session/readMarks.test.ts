import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemClock } from '../../../extension/clock.ts';
import type { RoomSession } from '../../../extension/connection/roomSession.ts';
import { OutboxFiles } from '../../../extension/connection/outboxFiles.ts';
import { JoinedRooms } from '../../../extension/join/joinedRooms.ts';
import { RecentRooms } from '../../../extension/join/recentRooms.ts';
import { Notices } from '../../../extension/notices/notices.ts';
import { UnreadRooms } from '../../../extension/notices/unreadRooms.ts';
import { startRoomServer, type RoomServerProcess } from '../../../scripts/roomServer.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { memory } from '../../support/memory.ts';
import { keptTokens, say, sessionOf, texts, until } from '../../support/sessionPerson.ts';

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

describe('one person at two devices', function () {
  this.timeout(20_000);
  let folder: string;
  let server: RoomServerProcess;
  let grace: RoomSession;
  const devices: { rooms: JoinedRooms; unread: UnreadRooms }[] = [];
  const tokens = keptTokens();

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'devices-'));
    server = await startRoomServer({ data: path.join(folder, 'server') });
    grace = sessionOf({ url: server.url, name: 'Grace', folder: path.join(folder, 'grace') });
    await grace.open();
  });
  after(async () => {
    for (const { rooms, unread } of devices) {
      unread.dispose();
      rooms.dispose();
    }
    grace.close();
    await server.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** A window of Ada's in the room. */
  async function device(name: string) {
    const rooms = new JoinedRooms(new RecentRooms(memory(), memory()), log, (target) => ({
      target,
      client: 'test',
      outbox: new OutboxFiles(path.join(folder, name), [target.room], log),
      tokens,
      log,
    }));
    const unread = new UnreadRooms(rooms, systemClock);
    devices.push({ rooms, unread });
    await rooms.join({ url: server.url, room: 'general', name: 'Ada' });
    const { session } = rooms;
    assert.ok(session);
    return {
      rooms,
      session,
      /** Resolves once so much is unread. */
      unread: (count: number) =>
        new Promise<void>((resolve) => {
          const look = (): void => {
            if (unread.of(session).count !== count) return;
            stop();
            resolve();
          };
          const stop = unread.changes.on(look);
          look();
        }),
    };
  }

  it('[MSG8] reading at one takes the count down at the other, and nothing is told there that was read here', async () => {
    const [desk, laptop] = [await device('desk'), await device('laptop')];
    const clock = new FakeClock();
    const told: number[] = [];
    const notices = new Notices({
      rooms: laptop.rooms,
      clock,
      attention: () => ({ focused: false, inView: false, snoozed: false, level: 'all' }),
      tell: ([{ count }]) => told.push(count),
    });
    for (const text of ['one', 'two', 'three']) await say(grace, text);
    await Promise.all([desk.unread(3), laptop.unread(3)]);
    desk.session.markRead(desk.session.state.seq - 1);
    await laptop.unread(1);
    clock.advance(60_000);
    assert.deepEqual(told, [1]);
    laptop.session.markRead(laptop.session.state.seq);
    await desk.unread(0);
    notices.dispose();
  });

  it('[MSG8] a window that is opened later counts from the mark on', async () => {
    const [{ rooms }] = devices as [(typeof devices)[0]];
    for (const text of ['four', 'five']) await say(grace, text);
    const desk = rooms.session;
    assert.ok(desk);
    await until(desk, () => texts(desk).includes('five'));
    desk.markRead(desk.state.seq - 1);
    const tablet = await device('tablet');
    await tablet.unread(1);
  });
});
