import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { WebSocket } from 'ws';
import { LocalServer } from '../../../extension/join/localServer.ts';
import { ServerStartError } from '../../../extension/join/serverStartError.ts';
import { NODE, ROOT } from '../../../scripts/paths.ts';
import { sessionOf } from '../../support/sessionPerson.ts';

const SCRIPT = path.join(ROOT, 'dist', 'server.js');
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

describe('LocalServer', function () {
  this.timeout(30_000);
  let folder: string;
  const servers: LocalServer[] = [];

  beforeEach(async () => (folder = await mkdtemp(path.join(tmpdir(), 'local-server-'))));
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.stop()));
    await rm(folder, { recursive: true, force: true });
  });

  function localServer(port = 0, data = 'data'): LocalServer {
    const options = { script: SCRIPT, dataFolder: path.join(folder, data), port, log, onLogLine: () => undefined };
    const server = new LocalServer(options);
    servers.push(server);
    return server;
  }

  it('starts the bundled server, once, and stops it', async () => {
    const server = localServer();
    const [first, second] = await Promise.all([server.start(), server.start()]);
    assert.equal(first, second);
    const ada = sessionOf({ url: first, name: 'Ada', folder });
    await ada.open();
    ada.close();
    await server.stop();
    assert.equal(server.url, undefined);
    await assert.rejects(sessionOf({ url: first, name: 'Ada', folder }).open());
    await server.start();
  });

  it('takes another port where the usual one is taken', async () => {
    const other = net.createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as net.AddressInfo;
    const url = await localServer(port).start();
    assert.notEqual(new URL(url).port, String(port));
    other.close();
  });

  it('says that another window runs it already', async () => {
    await localServer().start();
    await assert.rejects(
      localServer().start(),
      (error) => error instanceof ServerStartError && error.code === 'in_use',
    );
  });

  it('a start while it stops waits, and gives the address of the one that lives', async () => {
    const server = localServer();
    await server.start();
    const stopping = server.stop();
    assert.equal(server.url, undefined);
    const url = await server.start();
    await stopping;
    const ada = sessionOf({ url, name: 'Ada', folder });
    await ada.open();
    ada.close();
  });

  it('a stop while it starts ends it, and whoever started it is told', async () => {
    const server = localServer();
    const started = assert.rejects(server.start(), ServerStartError);
    await server.stop();
    await started;
    assert.equal(server.url, undefined);
    await server.start();
  });

  it('a stop while the usual port turns out to be taken starts no other', async () => {
    const other = net.createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const server = localServer((other.address() as net.AddressInfo).port);
    const started = assert.rejects(server.start(), ServerStartError);
    await server.stop();
    await started;
    assert.equal(server.url, undefined);
    other.close();
  });

  it('tells that it ended by itself, and not that it was stopped', async () => {
    const script = path.join(folder, 'crashing.mjs');
    await writeFile(
      script,
      `console.error(process.pid);
       console.log('Room Chat server listening on ws://127.0.0.1:1');
       process.stdin.resume().on('end', () => process.exit());`,
    );
    let pid = 0;
    const server = new LocalServer({
      ...{ script, dataFolder: folder, port: 0, log },
      onLogLine: (line) => (pid = Number(line)),
    });
    servers.push(server);
    let crashes = 0;
    server.crashes.on(() => (crashes += 1));
    await server.start();
    await server.stop();
    assert.equal(crashes, 0);
    await server.start();
    const crashed = new Promise<void>((resolve) => server.crashes.on(() => resolve()));
    process.kill(pid, 'SIGKILL');
    await crashed;
    assert.equal(server.url, undefined);
  });

  it('leaves no server behind when its window is killed', async () => {
    const window = spawn(NODE, [path.join(ROOT, 'test/support/hostingWindow.ts'), SCRIPT, path.join(folder, 'data')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [url] = (await once(createInterface({ input: window.stdout }), 'line')) as [string];
    const socket = new WebSocket(url);
    await once(socket, 'open');
    const closed = once(socket, 'close');
    window.kill('SIGKILL');
    await closed;
    // The folder is free once the server is gone: another one may have it.
    const gone = new WebSocket(url);
    const [error] = (await once(gone, 'error')) as [Error];
    assert.match(String(error), /ECONNREFUSED/u);
  });
});
