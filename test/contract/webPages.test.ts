import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../support/chromium.ts';
import { ServerProcess } from '../support/serverProcess.ts';

const PAGE = 'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<body>';
const EVIL = 'rooms.evil.example';

/** A server behind something that listens to what it answers: a page is not told of most answers. */
class OverheardServer {
  readonly #proxy = createTcpServer();
  #server: ServerProcess | undefined;
  #answered = '';
  #ownPage = false;

  /** Starts it under this name. */
  async start(name: string, args: string[] = []): Promise<string> {
    this.#proxy.listen(0, '127.0.0.1');
    await once(this.#proxy, 'listening');
    const host = `${name}:${(this.#proxy.address() as AddressInfo).port}`;
    const server = await ServerProcess.start({ args: ['--public-url', `http://${host}`, ...args] });
    this.#server = server;
    this.#proxy.on('connection', (page) => {
      if (this.#ownPage) {
        this.#ownPage = false;
        page.once('data', () => page.end(PAGE));
        return;
      }
      const upstream = connect(server.port, '127.0.0.1');
      upstream.on('data', (chunk) => (this.#answered += chunk.toString('latin1')));
      for (const socket of [page, upstream]) socket.on('error', () => socket.destroy());
      page.pipe(upstream).pipe(page);
    });
    return host;
  }

  /** Whoever asks next gets a page instead: a name that led elsewhere then leads to the server from now on. */
  pretend(): void {
    this.#ownPage = true;
  }

  /** The status of each answer so far. */
  get statuses(): number[] {
    return Array.from(this.#answered.matchAll(/HTTP\/1\.1 (\d{3})/gu), ([, status]) => Number(status));
  }

  async metrics(): Promise<string> {
    return await (await fetch(`${this.#server?.httpUrl ?? ''}/metrics`)).text();
  }

  async dispose(): Promise<void> {
    this.#proxy.close();
    await this.#server?.dispose();
  }
}

/** All the ways by which a page can make a browser ask another server for something, and what came of each. */
async function tryEverything(host: string): Promise<Record<string, string>> {
  const http = `http://${host}`;
  const outcome = (work: (settle: (text: string) => void) => void) =>
    new Promise<string>((resolve) => {
      setTimeout(() => resolve('nothing'), 5_000);
      work(resolve);
    });
  const element = (name: string, fields: object) =>
    outcome((settle) => {
      const made = Object.assign(document.createElement(name), fields);
      made.addEventListener('load', () => settle('loaded'));
      made.addEventListener('error', () => settle('refused'));
      document.body.append(made);
    });
  const asked = async (path: string, init: RequestInit) => {
    try {
      const { type, ok } = await fetch(http + path, init);
      return type === 'opaque' ? 'opaque' : ok ? 'answered' : 'refused';
    } catch {
      return 'refused';
    }
  };
  /** A frame's `load` says nothing: its content does not belong to the page either way. */
  const form = (method: string, enctype: string, action: string) =>
    outcome((settle) => {
      const target = `frame-${Math.random()}`;
      const frame = Object.assign(document.createElement('iframe'), { name: target });
      const filled = Object.assign(document.createElement('form'), { method, enctype, action: http + action, target });
      filled.append(
        Object.assign(document.createElement('input'), { name: '{"type":"connect"', value: '"name":"Eve"}' }),
      );
      document.body.append(frame, filled);
      frame.addEventListener('load', () => settle('frame'));
      filled.submit();
    });
  const webSocket = (path: string) =>
    outcome((settle) => {
      const socket = new WebSocket(`ws://${host}${path}`);
      socket.onopen = () => settle('open');
      socket.onerror = () => settle('refused');
    });
  const results: Record<string, string> = {
    webSocket: await webSocket('/'),
    webSocketWithQuery: await webSocket('/?x=1'),
    eventSource: await outcome((settle) => {
      const source = new EventSource(`${http}/healthz`);
      source.onopen = () => settle('open');
      source.onerror = () => {
        source.close();
        settle('refused');
      };
    }),
    fetch: await asked('/healthz', {}),
    fetchWithoutReferrer: await asked('/metrics', { referrerPolicy: 'no-referrer' }),
    fetchOpaque: await asked('/healthz', { mode: 'no-cors', referrerPolicy: 'no-referrer' }),
    postPlain: await asked('/files', {
      mode: 'no-cors',
      method: 'POST',
      body: 'x',
      headers: { 'Content-Type': 'text/plain' },
    }),
    postWithHeaders: await asked('/files', {
      method: 'POST',
      body: 'x',
      headers: { 'Tus-Resumable': '1.0.0', Authorization: 'Bearer x' },
    }),
    options: await asked('/files', { method: 'OPTIONS' }),
    image: await element('img', { src: `${http}/healthz` }),
    imageWithoutReferrer: await element('img', { referrerPolicy: 'no-referrer', src: `${http}/metrics` }),
    script: await element('script', { src: `${http}/metrics` }),
    module: await element('script', { type: 'module', src: `${http}/metrics` }),
    style: await element('link', { rel: 'stylesheet', href: `${http}/metrics` }),
    audio: await element('audio', { src: `${http}/healthz` }),
    object: await element('object', { data: `${http}/healthz` }),
    formGet: await form('get', 'application/x-www-form-urlencoded', '/healthz'),
    formPost: await form('post', 'text/plain', '/files'),
    formMultipart: await form('post', 'multipart/form-data', '/'),
  };
  results['beacon'] = String(navigator.sendBeacon(`${http}/files`, 'x'));
  const link = Object.assign(document.createElement('a'), { href: '#', ping: `${http}/files` });
  document.body.append(link);
  link.click();
  return results;
}

describe('a page in the browser of somebody who runs a server', () => {
  let browser: Browser;
  let site: Server;
  let page: Page;
  let server: OverheardServer;

  before(async () => {
    browser = await launchChromium([EVIL]);
    site = createServer((_request, response) => {
      response.setHeader('Content-Type', 'text/html');
      response.end('<!doctype html><title>Page</title><body>');
    }).listen(0, '127.0.0.1');
    await once(site, 'listening');
  });
  after(async () => {
    await browser.close();
    site.close();
  });
  beforeEach(async () => {
    page = await browser.newPage();
    server = new OverheardServer();
  });
  afterEach(async () => {
    await page.close();
    await server.dispose();
  });

  const home = (name: string) => `http://${name}:${(site.address() as AddressInfo).port}/`;

  async function assertNothing(results: Record<string, string>): Promise<void> {
    const accepted = Object.entries(results).filter(([, result]) => /^(?:open|answered|loaded)$/u.test(result));
    assert.deepEqual(accepted, [], 'what the page was told');
    const { statuses } = server;
    assert.ok(statuses.length >= 15, `only ${statuses.length} requests reached the server`);
    assert.deepEqual(
      statuses.filter((status) => status !== 403),
      [],
      'what the server answered',
    );
    assert.match(await server.metrics(), /^room_chat_sessions 0$/mu);
  }

  for (const name of ['127.0.0.1', 'localhost', EVIL]) {
    for (const target of ['127.0.0.1', 'localhost']) {
      it(`[AC1] from ${name} to ${target}: nothing is accepted`, async () => {
        const host = await server.start(target);
        await page.goto(home(name));
        await assertNothing(await page.evaluate(tryEverything, host));
      });
    }
  }

  it('[AC1] whose own name leads to the server (DNS rebinding): nothing is accepted', async () => {
    const host = await server.start('127.0.0.1');
    const own = host.replace('127.0.0.1', EVIL);
    server.pretend();
    await page.goto(`http://${own}/`);
    await assertNothing(await page.evaluate(tryEverything, own));
  });

  it('[AC1] in a sandbox, without an origin of its own: nothing is accepted', async () => {
    const host = await server.start('127.0.0.1');
    await page.goto(home('localhost'));
    await page.setContent('<iframe sandbox="allow-scripts allow-forms" srcdoc="<body>"></iframe>');
    const frame = page.frames()[1];
    assert.ok(frame);
    assert.equal(await frame.evaluate('origin'), 'null');
    await assertNothing(await frame.evaluate(tryEverything, host));
  });

  it('[AC1] one that is on the list comes in, so that what refuses the others is the list', async () => {
    const host = await server.start('127.0.0.1', ['--allow-origin', home('localhost').slice(0, -1)]);
    await page.goto(home('localhost'));
    const results = await page.evaluate(tryEverything, host);
    assert.equal(results['webSocket'], 'open');
    assert.equal(results['imageWithoutReferrer'], 'refused');
    assert.ok(server.statuses.includes(101));
  });
}).timeout(60_000);
