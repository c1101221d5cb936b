import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { RequestError } from '../../../extension/connection/errors.ts';
import { RoomConnection } from '../../../extension/connection/roomConnection.ts';
import type { RoomSession, TokenStore } from '../../../extension/connection/roomSession.ts';
import { say, sessionOf, until } from '../../support/sessionPerson.ts';
import { HELLO, startScriptedServer, type Script } from '../../support/scriptedServer.ts';

const user = { id: 'g_ada', name: 'Ada', guest: true };
const rooms = [{ room: 'general', seq: 0, members: [], events: [], read: 0 }];

describe('RoomConnection', function () {
  this.timeout(20_000);
  let folder: string;
  const opened: { close(): void }[] = [];

  beforeEach(async () => (folder = await mkdtemp(path.join(tmpdir(), 'connection-'))));
  afterEach(async () => {
    for (const one of opened.splice(0)) one.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function session(script: Script, more: { hello?: object; tokens?: TokenStore } = {}): Promise<RoomSession> {
    const server = await startScriptedServer(script, more.hello);
    opened.push(server);
    const { tokens } = more;
    const session = sessionOf({ url: server.url, name: 'Ada', folder, ...(tokens && { tokens }) });
    opened.unshift(session);
    return session;
  }

  it('[GR5] goes without a secret storage that works, and comes back as the same guest', async () => {
    const given: unknown[] = [];
    const ada = await session(
      (request, socket) => {
        given.push(request['token']);
        if (given.length === 1) setImmediate(() => socket.terminate());
        return { type: 'ok', user, rooms, transferToken: 'secret' };
      },
      {
        tokens: {
          load: () => Promise.reject(new Error('no keyring')),
          save: () => Promise.reject(new Error('no keyring')),
        },
      },
    );
    await ada.open();
    await until(ada, () => ada.connection.state !== 'online');
    await until(ada, () => ada.connection.state === 'online');
    assert.deepEqual(given, [undefined, 'secret']);
  });

  it('sends nothing, and leaves no timer, where it is closed while the token is looked for', async () => {
    let found: (token: string | undefined) => void = () => undefined;
    let looked: () => void = () => undefined;
    const looking = new Promise<void>((resolve) => (looked = resolve));
    const heard: unknown[] = [];
    const server = await startScriptedServer((request) => void heard.push(request));
    opened.push(server);
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const connection = new RoomConnection({
      url: server.url,
      client: 'test',
      log,
      host: {
        connectFields: () => ({ name: 'Ada' }),
        loadToken: () =>
          new Promise((resolve) => {
            found = resolve;
            looked();
          }),
        saveToken: () => Promise.resolve(),
        onState: () => undefined,
        onConnected: () => undefined,
        onFrame: () => undefined,
      },
    });
    connection.start({ impatient: true });
    await looking;
    const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    connection.close();
    const before = timers();
    found('secret');
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(heard, []);
    assert.ok(timers() <= before);
  });

  it('[LV3] what is larger than a frame of the server fails alone, and the next message passes', async () => {
    const received: unknown[] = [];
    const ada = await session(
      (request, socket) => {
        if (request['type'] === 'connect') return { type: 'ok', user, rooms };
        received.push(request['text']);
        if (JSON.stringify(request).length > 1_000) socket.close(1009);
        return { type: 'ok', seq: received.length, time: 1 };
      },
      { hello: { ...HELLO, limits: { ...HELLO.limits, frameBytes: 1_000 } } },
    );
    await ada.open();
    await say(ada, 'x'.repeat(2_000));
    await say(ada, 'short');
    await until(ada, () => ada.state.seq === 1);
    assert.deepEqual(received, ['short']);
    const [left] = ada.outbox.entries;
    assert.ok(left?.failure?.error instanceof RequestError && left.failure.error.code === 'too_large');
  });

  it('comes back ever more slowly to a server that lets it in only to cut the line', async () => {
    const delays: number[] = [];
    const ada = await session((_, socket) => {
      setImmediate(() => socket.terminate());
      return { type: 'ok', user, rooms };
    });
    await ada.open();
    ada.changes.on(() => {
      const { connection } = ada;
      if (connection.state === 'waiting') delays.push(connection.retryAt - Date.now());
    });
    await until(ada, () => delays.length >= 3);
    assert.ok((delays[2] ?? 0) > 450, `waited ${delays.join(', ')} ms`);
  });

  it('rejects what waits for an answer when it is closed', async () => {
    const ada = await session((request) => (request['type'] === 'connect' ? { type: 'ok', user, rooms } : undefined));
    await ada.open();
    const asked = ada.queries.download('never');
    ada.close();
    await assert.rejects(asked);
  });
});
