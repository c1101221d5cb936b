import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { RoomSession } from '../../extension/connection/roomSession.ts';
import { newDataFolder } from '../support/serverProcess.ts';
import { keptTokens } from '../support/sessionPerson.ts';
import { WireClient } from '../support/wireClient.ts';
import { report } from './support/figures.ts';
import { freePort, openFilesAllowed } from './support/machine.ts';
import { endServers, residentBytes, startServer } from './support/serverUnderTest.ts';
import { patience, size } from './support/sizes.ts';

const SESSIONS = size('IDLE_SESSIONS', { short: 500, long: 5_000 });
const CLIENTS = size('RESTART_CLIENTS', { short: 100, long: 1_000 });
/** Sessions that connect at once, and members of a room. */
const AT_ONCE = 50;
const ROOM_SIZE = 50;
/** Most memory of the server for one idle session. */
const SESSION_BYTES = 65_536;
const RESUMED_MS = 30_000;
const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };

describe('Many sessions', function () {
  this.timeout(patience({ short: 2, long: 20 }));
  const data = newDataFolder();
  afterEach(endServers);
  after(() => rmSync(data, { recursive: true, force: true }));

  it(`[LV1] ${SESSIONS} idle ones are held in little memory, and each still hears its room`, async () => {
    const allowed = openFilesAllowed();
    assert.ok(
      allowed > SESSIONS + 200,
      `This needs ${SESSIONS + 200} open files, and ${allowed} are allowed: ulimit -n.`,
    );
    const server = await startServer();
    const idle: WireClient[] = [];
    const enter = async (index: number): Promise<void> => {
      const room = `room ${Math.floor(index / ROOM_SIZE)}`;
      idle.push(await WireClient.join(server.url, `Idle ${index}`, { room }));
    };
    // Whatever a first session of each room brings along is there before anything is measured.
    for (let index = 0; index < 2 * AT_ONCE; index += 1) await enter(index);
    const before = residentBytes(server.pid);
    for (let from = 2 * AT_ONCE; from < SESSIONS; from += AT_ONCE) {
      await Promise.all(Array.from({ length: Math.min(AT_ONCE, SESSIONS - from) }, (_, index) => enter(from + index)));
    }
    const bytes = (residentBytes(server.pid) - before) / (SESSIONS - 2 * AT_ONCE);
    const total = residentBytes(server.pid);

    const started = performance.now();
    const rooms = new Set(idle.map((_, index) => Math.floor(index / ROOM_SIZE)));
    const speakers = await Promise.all(
      Array.from(rooms, (room) => WireClient.join(server.url, `Speaker ${room}`, { room: `room ${room}` })),
    );
    const heard = idle.map((client) => client.seen(({ type }) => type === 'message'));
    for (const speaker of speakers) await speaker.ask({ type: 'message', text: 'is anybody there?' });
    await Promise.all(heard);
    const seconds = (performance.now() - started) / 1_000;
    await Promise.all([...idle, ...speakers].map((client) => client.cut()));

    report('idle sessions', {
      sessions: SESSIONS,
      'a session (KiB)': (bytes / 1_024).toFixed(1),
      'the server (MB)': Math.round(total / 1e6),
      'heard within (s)': seconds.toFixed(1),
    });
    assert.ok(bytes < SESSION_BYTES, `A session takes ${bytes} bytes.`);
  });

  it(`[LV5] [RM3] after a kill and a restart all of ${CLIENTS} clients are back within 30 s`, async () => {
    const args = ['--port', String(await freePort())];
    const first = await startServer({ data, args });
    const sessions = Array.from({ length: CLIENTS }, (_, index) => newSession(first.url, index));
    for (let from = 0; from < CLIENTS; from += AT_ONCE) {
      await Promise.all(sessions.slice(from, from + AT_ONCE).map((session) => session.open()));
    }
    await first.kill();

    const started = performance.now();
    const second = await startServer({ data, args });
    const startMs = performance.now() - started;
    const speaker = await WireClient.join(second.url, 'Speaker', { room: 'room 0' });
    for (let room = 1; room < CLIENTS / ROOM_SIZE; room += 1) await speaker.ask({ type: 'join', room: `room ${room}` });
    const places = new Map<string, number>();
    for (let room = 0; room < CLIENTS / ROOM_SIZE; room += 1) {
      const name = `room ${room}`;
      places.set(name, Number((await speaker.ask({ type: 'message', room: name, text: 'welcome back' }))['seq']));
    }
    await Promise.all(sessions.map((session) => caughtUp(session, places.get(session.target.room) ?? 0)));
    const seconds = (performance.now() - started) / 1_000;
    report('restart', {
      clients: CLIENTS,
      'start (s)': (startMs / 1_000).toFixed(1),
      'all resumed (s)': seconds.toFixed(1),
    });
    const gaps = sessions.filter(({ state }) => state.gaps.length > 0).length;
    for (const session of sessions) session.close();
    assert.equal(gaps, 0);
    assert.ok(seconds * 1_000 < RESUMED_MS, `It took ${seconds} s.`);
  });
});

/** The extension's own client, with nothing to send. */
function newSession(url: string, index: number): RoomSession {
  return new RoomSession({
    target: { url, room: `room ${Math.floor(index / ROOM_SIZE)}`, name: `Client ${index}` },
    client: 'reliability',
    outbox: {
      load: () => Promise.resolve([]),
      put: () => Promise.resolve(),
      update: () => Promise.resolve(),
      remove: () => Promise.resolve(),
      spoolPath: () => Promise.reject(new Error('nothing is sent')),
    },
    tokens: keptTokens(),
    log: SILENT,
  });
}

/** Resolves when the session is online and has everything up to `seq`. */
async function caughtUp(session: RoomSession, seq: number): Promise<void> {
  const isThere = (): boolean =>
    session.connection.state === 'online' && session.state.seq >= seq && session.state.gaps.length === 0;
  if (isThere()) return;
  await new Promise<void>((resolve, reject) => {
    const stop = session.changes.on(() => {
      const { connection } = session;
      if (connection.state === 'failed') reject(connection.error);
      else if (!isThere()) return;
      stop();
      resolve();
    });
  });
}
