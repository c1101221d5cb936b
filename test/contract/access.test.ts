import assert from 'node:assert/strict';
import { request } from 'node:http';
import { connect } from 'node:net';
import { ServerProcess } from '../support/serverProcess.ts';

describe('who may reach the port', () => {
  let server: ServerProcess;

  before(async () => {
    server = await ServerProcess.start({
      args: ['--allow-origin', 'https://chat.example', '--public-url', 'https://rooms.example:8443/'],
    });
  });
  after(async () => {
    await server.dispose();
  });

  for (const path of ['//', '/../..', '/%', '*', 'http://[', '/\\', '/?x', '/nothing']) {
    it(`a request for ${JSON.stringify(path)} harms nobody`, async () => {
      for (const upgrade of ['', 'Connection: Upgrade\r\nUpgrade: websocket\r\n']) {
        const socket = connect(server.port, '127.0.0.1');
        const ended = new Promise((resolve) => socket.once('close', resolve));
        socket.on('error', () => undefined);
        socket.end(`GET ${path} HTTP/1.1\r\nHost: localhost:${server.port}\r\n${upgrade}\r\n`);
        socket.resume();
        await ended;
      }
      assert.equal(await status({ Host: `localhost:${server.port}` }, false), 200);
    });
  }

  /** The status of a request, or 101 where the socket was upgraded. */
  async function status(headers: Record<string, string>, upgrade: boolean): Promise<number> {
    const { port } = server;
    return await new Promise((resolve, reject) => {
      const webSocket = {
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
      };
      const path = upgrade ? '/' : '/healthz';
      const asked = request({ port, path, headers: { ...(upgrade && webSocket), ...headers }, agent: false });
      asked.on('response', (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      asked.on('upgrade', (response, socket) => {
        socket.destroy();
        resolve(response.statusCode ?? 0);
      });
      asked.on('error', reject);
      asked.end();
    });
  }

  const hosts: [host: string, allowed: boolean][] = [
    ['localhost', true],
    ['LOCALHOST', true],
    ['127.0.0.1', true],
    ['127.8.9.10', true],
    ['[::1]', true],
    ['evil.example', false],
    ['localhost.evil.example', false],
    ['127.0.0.1.evil.example', false],
    ['0.0.0.0', false],
    ['192.168.0.9', false],
    ['[::ffff:127.0.0.1]', false],
  ];
  const origins: [origin: string | undefined, allowed: boolean][] = [
    [undefined, true],
    ['https://chat.example', true],
    ['https://chat.example:444', false],
    ['http://chat.example', false],
    ['http://localhost', false],
    ['null', false],
    ['vscode-webview://abc', false],
  ];

  for (const upgrade of [true, false]) {
    const kind = upgrade ? 'WebSocket' : 'HTTP';
    it(`[AC1] every Host with every Origin, over ${kind}`, async () => {
      for (const [host, hostAllowed] of hosts) {
        for (const [origin, originAllowed] of origins) {
          const headers = { Host: `${host}:${server.port}`, ...(origin !== undefined && { Origin: origin }) };
          const expected = hostAllowed && originAllowed ? (upgrade ? 101 : 200) : 403;
          assert.equal(await status(headers, upgrade), expected, `${host} ${origin ?? 'no origin'}`);
        }
      }
    });

    it(`[AC1] a loopback name with another port is somebody else, the public address is not, over ${kind}`, async () => {
      assert.equal(await status({ Host: 'localhost:1' }, upgrade), 403);
      assert.equal(await status({ Host: 'localhost' }, upgrade), 403);
      assert.equal(await status({ Host: 'rooms.example:8443' }, upgrade), upgrade ? 101 : 200);
      assert.equal(await status({ Host: 'rooms.example' }, upgrade), 403);
    });
  }
});
