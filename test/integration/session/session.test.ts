import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { WebSocketServer } from 'ws';
import { ConnectionError, RequestError } from '../../../extension/connection/errors.ts';
import { listRooms } from '../../../extension/connection/roomList.ts';
import type { RoomSession, TokenStore } from '../../../extension/connection/roomSession.ts';
import { startRoomServer, type RoomServerProcess } from '../../../scripts/roomServer.ts';
import { startScriptedServer } from '../../support/scriptedServer.ts';
import { keptTokens, say, sessionOf, texts, until } from '../../support/sessionPerson.ts';

const numbers = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `line ${from + index}`);

describe('RoomSession with the real server', function () {
  this.timeout(60_000);
  let folder: string;
  let server: RoomServerProcess;
  const sessions: RoomSession[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'session-'));
    server = await startRoomServer({ data: path.join(folder, 'data'), flags: ['--messages-per-second', '0'] });
  });

  afterEach(async () => {
    for (const session of sessions.splice(0)) session.close();
    await server.close();
    await rm(folder, { recursive: true, force: true });
  });

  function person(name: string, more: { url?: string; room?: string; tokens?: TokenStore } = {}): RoomSession {
    const session = sessionOf({ url: server.url, folder: path.join(folder, name), name, ...more });
    sessions.push(session);
    return session;
  }

  async function restart(): Promise<void> {
    const { port } = server;
    await server.kill();
    server = await startRoomServer({ data: path.join(folder, 'data'), port, flags: ['--messages-per-second', '0'] });
  }

  it('[MSG1] what one says, both have, once and in the same order', async () => {
    const [ada, grace] = [person('Ada'), person('Grace')];
    await Promise.all([ada.open(), grace.open()]);
    for (let turn = 1; turn <= 20; turn += 1) await Promise.all([say(ada, `a${turn}`), say(grace, `g${turn}`)]);
    for (const session of [ada, grace]) await until(session, () => texts(session).length === 40);
    await until(ada, () => ada.outbox.entries.length === 0);
    assert.deepEqual(texts(ada), texts(grace));
    assert.deepEqual(ada.state.gaps, []);
    assert.deepEqual(
      texts(ada).filter((text) => text.startsWith('a')),
      Array.from({ length: 20 }, (_, index) => `a${index + 1}`),
    );
  });

  it('[MSG4] the server is killed, both keep writing, it comes back: everything arrives once and in order', async () => {
    const [ada, grace] = [person('Ada'), person('Grace')];
    await Promise.all([ada.open(), grace.open()]);
    for (const text of numbers(1, 10)) await say(ada, text);
    await until(grace, () => texts(grace).length === 10);
    const lost = until(ada, () => ada.connection.state !== 'online');
    const restarted = restart();
    await lost;
    for (const text of numbers(11, 20)) await say(ada, text);
    await say(grace, 'and I');
    await restarted;
    for (const session of [ada, grace]) await until(session, () => texts(session).length === 21);
    assert.deepEqual(
      texts(ada).filter((text) => text !== 'and I'),
      numbers(1, 20),
    );
    assert.deepEqual(texts(grace), texts(ada));
  });

  it('a reload takes up what was not acknowledged, and the history', async () => {
    const before = person('Ada');
    await before.open();
    await say(before, 'sent');
    await until(before, () => before.outbox.entries.length === 0);
    const { port } = server;
    await server.kill();
    await until(before, () => before.connection.state === 'waiting');
    await say(before, 'kept');
    before.close();
    const after = person('Ada');
    await after.takeUp();
    assert.deepEqual(
      after.outbox.entries.map((entry) => entry.kind === 'message' && entry.text),
      ['kept'],
    );
    server = await startRoomServer({ data: path.join(folder, 'data'), port });
    await until(after, () => texts(after).length === 2 && after.outbox.entries.length === 0);
    assert.deepEqual(texts(after), ['sent', 'kept']);
  });

  it('[RM3] an absence of hundreds of messages is paged back without a gap', async () => {
    const [ada, grace] = [person('Ada'), person('Grace')];
    await Promise.all([ada.open(), grace.open()]);
    await say(ada, 'line 1');
    await until(grace, () => texts(grace).length === 1);
    // Grace's line is cut, and held cut while Ada goes on: a proxy would do, the same folder of data later is simpler.
    grace.close();
    for (const text of numbers(2, 700)) await say(ada, text);
    await until(ada, () => ada.outbox.entries.length === 0);
    const again = person('Grace');
    // What she had seen before stays known to the new session by the snapshot she resumes from.
    again.state.applySnapshot(
      { room: 'general', seq: grace.state.seq, members: [], events: [...grace.state.events()], read: 0 },
      grace.state.epoch ?? '',
    );
    await again.takeUp();
    await until(again, () => texts(again).length === 700 && again.state.gaps.length === 0);
    assert.deepEqual(texts(again), numbers(1, 700));
  });

  it('[FL2] a file comes back byte for byte', async () => {
    const ada = person('Ada');
    await ada.open();
    const bytes = Buffer.from(Array.from({ length: 50_000 }, (_, index) => (index * 7) % 256));
    await ada.outbox.add({
      kind: 'file',
      id: 'f1',
      createdAt: Date.now(),
      name: 'all bytes.bin',
      mediaType: 'application/octet-stream',
      size: bytes.length,
      sha256: '',
      data: bytes.toString('base64'),
    });
    await until(ada, () => [...ada.state.events()].some((event) => event.type === 'file'));
    const { file, bytes: received } = await ada.queries.download('all bytes.bin');
    assert.equal(file.name, 'all bytes.bin');
    assert.deepEqual(received, bytes);
  });

  it('[GR5] a name that somebody holds is taken, but not from the one who holds it', async () => {
    const tokens = keptTokens();
    const ada = person('Ada', { tokens });
    await ada.open();
    await assert.rejects(person('Ada').open(), (error) => error instanceof RequestError && error.code === 'name_taken');
    // As after a lost line whose end the server has not noticed yet.
    const again = person('Ada', { tokens });
    await again.open();
    assert.equal(again.self?.id, ada.self?.id);
  });

  it('[GR5] a token that the server does not know gives way to a free name', async () => {
    const tokens = keptTokens();
    await tokens.save('x'.repeat(43));
    const ada = person('Ada', { tokens });
    await ada.open();
    assert.equal(ada.connection.state, 'online');
    assert.notEqual(await tokens.load(), 'x'.repeat(43));
  });

  it('[RM1] lists the rooms and who is in them, without joining any', async () => {
    await person('Ada', { room: 'physics' }).open();
    const tokens = { load: () => Promise.resolve(undefined), save: () => Promise.resolve() };
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const rooms = await listRooms({ url: server.url, name: 'Grace', tokens, client: 'test', log });
    assert.deepEqual(
      rooms.map(({ name, members }) => [name, members]),
      [['physics', 1]],
    );
  });

  describe('what goes wrong has a name', () => {
    const fails = async (url: string, code: string): Promise<void> => {
      await assert.rejects(
        person('Ada', { url }).open(),
        (error) => error instanceof ConnectionError && error.code === code,
      );
    };

    it('port closed', async () => {
      const probe = net.createServer().listen(0, '127.0.0.1');
      await once(probe, 'listening');
      const { port } = probe.address() as net.AddressInfo;
      probe.close();
      await once(probe, 'close');
      await fails(`ws://127.0.0.1:${port}`, 'unreachable');
    });

    it('host unknown', () => fails('ws://no-such-host.invalid:7000', 'unknown_host'));

    it('a server of something else', async () => {
      const other = net.createServer((socket) => socket.end('220 mail.example.org ESMTP\r\n')).listen(0, '127.0.0.1');
      await once(other, 'listening');
      await fails(`ws://127.0.0.1:${(other.address() as net.AddressInfo).port}`, 'not_a_room_server');
      other.close();
    });

    it('[GR3] a server of another protocol version, whatever else its greeting says', async () => {
      const hello = { type: 'hello', protocol: [2, 3], server: { name: 'a later one' } };
      const other = await startScriptedServer(() => undefined, hello);
      await fails(other.url, 'unsupported_version');
      other.close();
    });

    it('a WebSocket that greets with something else', async () => {
      const other = new WebSocketServer({ port: 0, host: '127.0.0.1' });
      await once(other, 'listening');
      other.on('connection', (socket) => socket.send('{"welcome":true}'));
      await fails(`ws://127.0.0.1:${(other.address() as net.AddressInfo).port}`, 'not_a_room_server');
      other.close();
    });
  });
});
