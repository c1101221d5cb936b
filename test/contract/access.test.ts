import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { ServerProcess } from '../support/serverProcess.ts';
import { statusOf, upgradeStatus } from '../support/upgradeStatus.ts';

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
  function status(headers: Record<string, string>, upgrade: boolean): Promise<number> {
    const { port } = server;
    return upgrade ? upgradeStatus({ port, headers }) : statusOf({ port, path: '/healthz', headers });
  }

  /** The first line of what the server answers to a head as it stands; `PATH` becomes one that exists. */
  async function firstLine(head: readonly string[], upgrade: boolean): Promise<string> {
    const webSocket = [
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    ];
    const lines = [...head, ...(upgrade ? webSocket : ['Connection: close']), '', ''];
    const socket = connect(server.port, '127.0.0.1');
    socket.write(lines.join('\r\n').replace('PATH', upgrade ? '/' : '/healthz'));
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();
    return chunk.toString('latin1').split('\r\n')[0] ?? '';
  }

  it('[AC1] no answer is of use to a page', async () => {
    for (const path of ['/healthz', '/metrics', '/', '/nothing', '/files/none', '/files']) {
      for (const method of ['GET', 'POST', 'OPTIONS']) {
        const { headers } = await fetch(`${server.httpUrl}${path}`, { method, headers: { 'sec-fetch-site': 'none' } });
        const policy = headers.get('content-security-policy') ?? '';
        assert.match(policy, /^default-src 'none';.* ?sandbox/u, `${method} ${path}`);
        assert.equal(headers.get('x-content-type-options'), 'nosniff');
        assert.equal(headers.get('cross-origin-resource-policy'), 'same-origin');
        assert.equal(headers.get('referrer-policy'), 'no-referrer');
        assert.equal(headers.get('access-control-allow-origin'), null);
        assert.equal(headers.get('set-cookie'), null);
      }
    }
  });

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
    ['localhost.', false],
    ['127.1', false],
    ['2130706433', false],
    ['0x7f.0.0.1', false],
    ['0177.0.0.1', false],
    ['127.0.0.1.', false],
    ['[::]', false],
    ['eve@localhost', false],
    ['evil.example#localhost', false],
    ['localhost:80', false],
    ['localhost, evil.example', false],
    ['rooms.example', false],
  ];
  const origins: [origin: string | undefined, allowed: boolean][] = [
    [undefined, true],
    ['https://chat.example', true],
    ['https://chat.example:444', false],
    ['http://chat.example', false],
    ['http://localhost', false],
    ['HTTPS://CHAT.EXAMPLE', true],
    ['https://chat.example.evil.example', false],
    ['https://chat.example/', false],
    ['https://eve@chat.example', false],
    ['null', false],
    ['', false],
    ['*', false],
    ['file://', false],
    ['vscode-webview://abc', false],
    ['https://rooms.example:8443', false],
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

    it(`[AC1] what a browser adds where it names no origin, over ${kind}`, async () => {
      const accepted = upgrade ? 101 : 200;
      const asked = async (headers: Record<string, string>) =>
        await status({ Host: `localhost:${server.port}`, ...headers }, upgrade);
      for (const site of ['cross-site', 'same-site', 'same-origin', 'NONE', 'none, none', '']) {
        assert.equal(await asked({ 'Sec-Fetch-Site': site }), 403, site);
      }
      assert.equal(await asked({ Referer: 'http://page.example/' }), 403);
      assert.equal(await asked({ Referer: `http://localhost:${server.port}/` }), 403);
      assert.equal(await asked({ 'Sec-Fetch-Site': 'none', 'Sec-Fetch-Mode': 'navigate' }), accepted);
      const listed = {
        Origin: 'https://chat.example',
        Referer: 'https://chat.example/',
        'Sec-Fetch-Site': 'cross-site',
      };
      assert.equal(await asked(listed), accepted);
    });

    it(`[AC1] a head that proxies and servers read in different ways, over ${kind}`, async () => {
      const host = `Host: localhost:${server.port}`;
      const heads = [
        ['GET PATH HTTP/1.1', host, 'Host: evil.example'],
        ['GET PATH HTTP/1.1', 'Host: evil.example', host],
        ['GET PATH HTTP/1.1', host, host],
        ['GET PATH HTTP/1.1', host, 'Origin: https://chat.example', 'Origin: https://evil.example'],
        ['GET PATH HTTP/1.1', host, 'Origin: https://chat.example, https://evil.example'],
        ['GET http://evil.examplePATH HTTP/1.1', host],
        [`GET http://localhost:${server.port}PATH HTTP/1.1`, host],
        ['GET PATH HTTP/1.1'],
        ['GET PATH HTTP/1.0'],
      ];
      for (const head of heads) {
        const first = await firstLine(head, upgrade);
        assert.match(first, /^HTTP\/1\.1 40[03] /u, head.join(' | '));
      }
    });
  }
});
