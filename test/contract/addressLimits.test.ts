import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { eventually } from '../support/eventually.ts';
import { ServerProcess } from '../support/serverProcess.ts';
import { WireClient } from '../support/wireClient.ts';

/** Not by `once`, to which an error before the end would be a failure. */
function closed(socket: Socket): Promise<unknown> {
  return new Promise((resolve) => socket.once('close', resolve));
}

/** Another address of this machine than the one that clients come from by themselves. */
const ELSEWHERE = '127.0.0.9';

describe('what one address may have of a server', () => {
  let server: ServerProcess;
  const sockets: Socket[] = [];

  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await server.dispose();
  });

  /** A socket that says only what it is told to. */
  async function open(localAddress: string, text = ''): Promise<Socket> {
    const socket = connect({ port: server.port, host: '127.0.0.1', localAddress });
    sockets.push(socket);
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    socket.write(text);
    return socket;
  }

  const upgrade = (headers = '') =>
    `GET / HTTP/1.1\r\nHost: localhost:${server.port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
    `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n${headers}\r\n`;

  /** The first thing that comes, `''` where the socket is ended. */
  async function answer(socket: Socket): Promise<string> {
    return await new Promise((resolve) => {
      socket.once('data', (chunk: Buffer) => resolve(chunk.toString('latin1')));
      socket.once('close', () => resolve(''));
    });
  }

  async function upgraded(localAddress: string, headers = ''): Promise<string> {
    const first = await answer(await open(localAddress, upgrade(headers)));
    return first.split(' ')[1] ?? '';
  }

  it('[LV7] so many sockets; a further one is cut, elsewhere there are places, and one that ends gives its place back', async () => {
    server = await ServerProcess.start({ args: ['--sockets-per-address', '3'] });
    for (let count = 0; count < 3; count += 1) await open(ELSEWHERE);
    const fourth = await open(ELSEWHERE);
    await closed(fourth);
    const ada = await WireClient.join(server.url, 'Ada');
    const first = sockets[0]!;
    first.destroy();
    await closed(first);
    // The server hears of the end in its own time.
    await eventually(async () => assert.equal(await upgraded(ELSEWHERE), '101'));
    await ada.close();
  });

  /** Asks for one WebSocket after another until there is no more; says how many there were, and what the last one got. */
  async function untilRefused(ask: () => Promise<string>): Promise<string> {
    const started = performance.now();
    for (let count = 0; ; count += 1) {
      const first = await ask();
      if (first.startsWith('HTTP/1.1 101 ')) continue;
      // Ten at once, and one more for each second that this took.
      const most = 10 + (performance.now() - started) / 1_000;
      assert.ok(count >= 10 && count <= most + 1, `${count} of ${most}`);
      return first;
    }
  }

  it('[LV7] so many WebSockets a second; more get 503 and when to come back', async () => {
    server = await ServerProcess.start({ args: ['--upgrades-per-second', '1'] });
    const refused = await untilRefused(async () => await answer(await open(ELSEWHERE, upgrade())));
    assert.match(refused, /^HTTP\/1\.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 1\r\n/u);
    await WireClient.join(server.url, 'Ada');
  });

  it('[LV7] behind a proxy it is whom the proxy names; others are not believed', async () => {
    server = await ServerProcess.start({ args: ['--upgrades-per-second', '1', '--trusted-proxy', ELSEWHERE] });
    const asked = async (from: string, address: string): Promise<string> =>
      await answer(await open(from, upgrade(`X-Forwarded-For: 198.51.100.1, ${address}\r\n`)));
    assert.match(await untilRefused(() => asked(ELSEWHERE, '192.0.2.7')), / 503 /u);
    assert.match(await asked(ELSEWHERE, '192.0.2.8'), / 101 /u);
    let other = 100;
    assert.match(await untilRefused(() => asked('127.0.0.1', `192.0.2.${(other += 1)}`)), / 503 /u);
  });

  it('[LV7] sockets that say nothing, or half a head byte by byte, are ended and keep nobody out', async () => {
    server = await ServerProcess.start();
    const silent = await Promise.all(Array.from({ length: 300 }, () => open(ELSEWHERE)));
    const slow = await Promise.all(Array.from({ length: 300 }, () => open(ELSEWHERE, upgrade().slice(0, -2))));
    const drip = setInterval(() => slow.forEach((socket) => socket.write('X')), 200);
    const ended = Promise.all([...silent, ...slow].map((socket) => closed(socket.resume())));
    try {
      for (let count = 0; count < 5; count += 1) {
        const person = await WireClient.join(server.url, `Person ${count}`);
        await person.ask({ type: 'message', text: 'hello' });
        await person.close();
      }
      await ended;
    } finally {
      clearInterval(drip);
    }
  }).timeout(30_000);

  it('[LV7] with TLS so are those that never begin it, or say nothing after it', async () => {
    server = await ServerProcess.start({ args: ['--tls', 'auto', '--access', 'open'] });
    const silent = await Promise.all(Array.from({ length: 200 }, () => open(ELSEWHERE)));
    const half = await Promise.all(Array.from({ length: 50 }, () => open(ELSEWHERE, '\x16\x03\x01')));
    const secured = Array.from({ length: 50 }, () => {
      const socket = connectTls({ port: server.port, host: '127.0.0.1', rejectUnauthorized: false });
      sockets.push(socket);
      socket.on('error', () => undefined);
      return socket;
    });
    const ended = Promise.all([...silent, ...half, ...secured].map((socket) => closed(socket.resume())));
    const ada = await WireClient.open(server.url, { rejectUnauthorized: false });
    await ada.ask({ type: 'connect', name: 'Ada', room: 'general' });
    await ended;
    await ada.ask({ type: 'message', text: 'still here' });
  }).timeout(30_000);

  it('[LV7] 2,000 WebSockets that say nothing make room for who does', async () => {
    server = await ServerProcess.start({ args: ['--sockets-per-address', '0', '--upgrades-per-second', '0'] });
    const socket = await open(ELSEWHERE, upgrade());
    const first = closed(socket.resume());
    const statuses = await Promise.all(Array.from({ length: 1_999 }, () => upgraded(ELSEWHERE)));
    assert.ok(statuses.every((status) => status === '101'));
    // The first of them are a second old when the place of one is needed.
    for (;;) {
      const status = await upgraded('127.0.0.1');
      if (status === '101') break;
      assert.equal(status, '503');
    }
    await first;
    const ada = await WireClient.join(server.url, 'Ada');
    await ada.ask({ type: 'message', text: 'hello' });
  }).timeout(30_000);
});
