import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
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
