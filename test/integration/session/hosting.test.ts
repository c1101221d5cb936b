import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { RequestError } from '../../../extension/connection/errors.ts';
import { Introduction } from '../../../extension/connection/introduction.ts';
import { hostPaths, readControlRecord } from '../../../extension/hosting/controlRecord.ts';
import { HostError } from '../../../extension/hosting/hostError.ts';
import type { Hosting } from '../../../extension/hosting/hosting.ts';
import { hostWindow } from '../../../extension/hosting/hostWindow.ts';
import type { HostedServer } from '../../../server/protocol/control.ts';
import { NODE, ROOT } from '../../../scripts/paths.ts';
import { eventually } from '../../support/eventually.ts';
import { say, sessionOf, texts, until } from '../../support/sessionPerson.ts';

const SCRIPT = path.join(ROOT, 'dist', 'server.js');
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

type Reachable = Pick<HostedServer, 'url' | 'pin'>;

interface WindowOptions {
  remembered?: number[];
  ports?: readonly number[];
  keep?: boolean;
  lingerMs?: number;
  script?: string;
}

describe('hosting, with the bundled server as a process of its own', function () {
  this.timeout(30_000);
  let storage: string;
  const windows: Hosting[] = [];

  beforeEach(async () => (storage = await mkdtemp(path.join(tmpdir(), 'hosting-'))));
  afterEach(async () => {
    const last = windows.at(-1);
    await last?.find();
    await last?.stop();
    for (const window of windows.splice(0)) window.dispose();
    await rm(storage, { recursive: true, force: true, maxRetries: 5 });
  });

  /** What a window of this person's editor has. */
  function open({
    remembered = [],
    ports = [0],
    keep = false,
    lingerMs = 30_000,
    script = SCRIPT,
  }: WindowOptions = {}): Hosting {
    const window = hostWindow({
      ...{ script, storage, log },
      ports: () => [...remembered.toReversed(), ...ports],
      remember: (port) => remembered.push(port),
      attending: () => ({ keep, lingerMs }),
    });
    windows.push(window);
    return window;
  }

  async function join({ url, pin }: Reachable): Promise<void> {
    const ada = sessionOf({ url, pin, name: 'Ada', folder: path.join(storage, 'ada') });
    await ada.open();
    ada.close();
  }

  /** Resolves when nobody listens at an address any more. */
  async function gone(server: Reachable): Promise<void> {
    await eventually(() => assert.rejects(join(server)));
  }

  async function pid(): Promise<number> {
    const record = await readControlRecord(hostPaths(storage).record);
    assert.ok(record);
    return record.pid;
  }

  async function takenPort(): Promise<{ port: number; close(): void }> {
    const server = net.createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return { port: (server.address() as net.AddressInfo).port, close: () => server.close() };
  }

  it('starts one server, however often it is asked, and stops it', async () => {
    const window = open();
    const [first, second] = await Promise.all([window.start('computer'), window.start('computer')]);
    assert.equal(first.url, second.url);
    await join(first);
    await window.stop();
    assert.deepEqual(window.state, { phase: 'stopped' });
    await assert.rejects(join(first));
    await assert.rejects(stat(hostPaths(storage).record), 'The record is still there.');
  });

  it('what lies in the shared folder is for its person alone', async () => {
    await open().start('computer');
    const { folder, record, log, data } = hostPaths(storage);
    for (const place of [folder, record, log, data]) assert.equal((await stat(place)).mode & 0o077, 0, place);
  });

  it('outlives a window that is loaded again, which finds it and who is in it', async () => {
    const before = open();
    const server = await before.start('computer');
    const ada = sessionOf({ ...server, name: 'Ada', folder: path.join(storage, 'ada') });
    await ada.open();
    before.dispose();
    const after = open();
    assert.deepEqual(await after.find(), server);
    const { state } = after;
    assert.ok(state.phase === 'running');
    assert.deepEqual(state.status.people, [{ name: 'Ada', rooms: ['general'] }]);
    ada.close();
  });

  it('a second window finds the same server, and goes on when the first closes', async () => {
    const [first, second] = [open({ lingerMs: 0 }), open({ lingerMs: 0 })];
    const server = await first.start('computer');
    assert.deepEqual(await second.start('network'), server);
    first.dispose();
    await eventually(() => {
      const { state } = second;
      assert.ok(state.phase === 'running' && state.status.leading);
    });
    await join(server);
  });

  it('two windows that start at once start one server', async () => {
    const [first, second] = [open(), open()];
    const [one, other] = await Promise.all([first.start('computer'), second.start('computer')]);
    assert.equal(one.pid, other.pid);
  });

  it('stops with the last window', async () => {
    const [first, second] = [open({ lingerMs: 0 }), open({ lingerMs: 0 })];
    const server = await first.start('computer');
    await second.find();
    first.dispose();
    await join(server);
    second.dispose();
    await gone(server);
  });

  it('goes on after the last window where that was asked for, until it is not', async () => {
    const first = open({ keep: true, lingerMs: 0 });
    const server = await first.start('computer');
    first.dispose();
    const second = open({ keep: true, lingerMs: 0 });
    assert.deepEqual(await second.find(), server);
    await second.keep(false);
    second.dispose();
    await gone(server);
  });

  it('leaves no server behind when its only window is killed', async () => {
    const window = spawn(NODE, [path.join(ROOT, 'test/support/hostingWindow.ts'), storage, '0'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(createInterface({ input: window.stdout }), 'line')) as [string];
    const server = JSON.parse(line) as HostedServer;
    await join(server);
    window.kill('SIGKILL');
    await gone(server);
  });

  it('takes the next port where one is taken, and remembers which it has', async () => {
    const other = await takenPort();
    const remembered: number[] = [];
    const { port } = await open({ ports: [other.port, 0], remembered }).start('computer');
    assert.notEqual(port, other.port);
    assert.deepEqual(remembered, [port]);
    other.close();
  });

  it('lets its person in as the owner, also by another window, and writes no invite down', async () => {
    const [first, second] = [open(), open()];
    const server = await first.start('network');
    assert.deepEqual([server.network, server.access], [true, 'invite']);
    await second.find();
    const { invite } = await second.invite({ role: 'owner', uses: 1, expiresMs: 60_000 });
    const introduction = new Introduction({ invite, pin: server.pin });
    const ada = sessionOf({ ...server, name: 'Ada', folder: path.join(storage, 'ada'), introduction });
    await ada.open();
    assert.equal(ada.self?.role, 'owner');
    ada.close();
    await assert.rejects(join(server), (error) => error instanceof RequestError && error.code === 'bad_invite');
    await first.stop();
    for (const file of await readdir(storage, { recursive: true, withFileTypes: true })) {
      if (!file.isFile()) continue;
      const text = await readFile(path.join(file.parentPath, file.name), 'latin1');
      assert.ok(!text.includes(invite) && !text.includes('invite='), file.name);
    }
  });

  it('one window tells that the server was killed, and starts it again on the same data', async () => {
    const [first, second] = [open(), open()];
    await first.start('computer');
    await second.find();
    let told = 0;
    for (const window of [first, second]) window.crashes.on(() => (told += 1));
    process.kill(await pid(), 'SIGKILL');
    await eventually(() => assert.deepEqual([first.state.phase, second.state.phase], ['stopped', 'stopped']));
    assert.equal(told, 1);
    await join(await second.start('computer'));
  });

  it('goes on after sleep: whoever slept with it is still there, and so is the server', async () => {
    const window = open({ lingerMs: 0 });
    const server = await window.start('computer');
    const ada = sessionOf({ ...server, name: 'Ada', folder: path.join(storage, 'ada') });
    await ada.open();
    const asleep = await pid();
    process.kill(asleep, 'SIGSTOP');
    await say(ada, 'said to a server that sleeps');
    process.kill(asleep, 'SIGCONT');
    await until(ada, () => texts(ada).includes('said to a server that sleeps'));
    assert.deepEqual([window.state.phase, ada.connection.state], ['running', 'online']);
    ada.close();
  });

  it('is started again at its address and on its data: whoever was in it comes back, and no window tells of a crash', async () => {
    const windows = [open(), open()] as const;
    const before = await windows[0].start('network');
    await windows[1].find();
    let told = 0;
    for (const window of windows) window.crashes.on(() => (told += 1));
    const { invite } = await windows[0].invite({ role: 'owner', uses: 1, expiresMs: 60_000 });
    const introduction = new Introduction({ invite, pin: before.pin });
    const ada = sessionOf({ ...before, name: 'Ada', folder: path.join(storage, 'ada'), introduction });
    await ada.open();
    await say(ada, 'said before');
    // The one that did not start it.
    await windows[1].restart();
    const after = windows[1].server;
    assert.notEqual(after?.pid, before.pid);
    assert.deepEqual({ ...after, pid: 0 }, { ...before, pid: 0 });
    await say(ada, 'said after');
    await until(ada, () => texts(ada).includes('said after'));
    assert.deepEqual(texts(ada), ['said before', 'said after']);
    await eventually(() => assert.equal(windows[0].state.phase, 'stopped'));
    assert.equal(told, 0);
    ada.close();
  });

  it('tells nobody of a crash where another window stopped it', async () => {
    const [first, second] = [open(), open()];
    await first.start('computer');
    await second.find();
    let told = 0;
    for (const window of [first, second]) window.crashes.on(() => (told += 1));
    await first.stop();
    await eventually(() => assert.equal(second.state.phase, 'stopped'));
    assert.equal(told, 0);
  });

  it('a start while it stops waits, and gives the one that lives', async () => {
    const window = open();
    await window.start('computer');
    const stopping = window.stop();
    assert.equal(window.server, undefined);
    const server = await window.start('computer');
    await stopping;
    await join(server);
  });

  it('a stop while it starts ends it, and whoever started it is told', async () => {
    const window = open();
    const started = assert.rejects(
      window.start('computer'),
      (error) => error instanceof HostError && error.code === 'stopped',
    );
    await window.stop();
    await started;
    assert.equal(await open().find(), undefined);
  });

  it('a server that does not start leaves its last word', async () => {
    const script = path.join(storage, 'failing.mjs');
    await writeFile(script, `console.error('first'); console.error('This is why.'); process.exit(1);`);
    await assert.rejects(
      open({ script }).start('computer'),
      (error) => error instanceof HostError && error.code === 'exited' && error.message === 'This is why.',
    );
  });

  it('a record of a server that is gone, or that is none, leads nowhere and is told nothing', async () => {
    const { folder, record } = hostPaths(storage);
    await mkdir(folder, { recursive: true });
    const heard: string[] = [];
    const impostor = net.createServer((socket) => {
      socket.setEncoding('utf8').on('data', (chunk: string) => {
        heard.push(chunk);
        socket.write(`${JSON.stringify({ proof: '0'.repeat(64), nonce: '0'.repeat(32) })}\n`);
      });
      socket.on('error', () => undefined);
    });
    await once(impostor.listen(0, '127.0.0.1'), 'listening');
    const { port } = impostor.address() as net.AddressInfo;
    const secret = 'canary'.padEnd(43, 'A');
    await writeFile(record, JSON.stringify({ version: 1, pid: 1, port, secret }));
    assert.equal(await open().find(), undefined);
    impostor.close();
    assert.equal(heard.length, 1);
    assert.doesNotMatch(heard.join(''), /canary|proof/u);
    for (const text of ['', '{', '{"version":2}', JSON.stringify({ version: 1, pid: 1, port: 0, secret })]) {
      await writeFile(record, text);
      assert.equal(await open().find(), undefined);
    }
  });

  it('writes its record through no link that lies there', async () => {
    const { folder, record } = hostPaths(storage);
    await mkdir(folder, { recursive: true });
    const victim = path.join(storage, 'victim');
    await writeFile(victim, 'as it was');
    await chmod(victim, 0o644);
    await symlink(victim, record);
    await open().start('computer');
    assert.equal(await readFile(victim, 'utf8'), 'as it was');
    assert.equal((await stat(record)).mode & 0o077, 0);
  });

  it('is not led astray by the environment of the window', async () => {
    const keys = { NODE_OPTIONS: `--require=${path.join(storage, 'evil.cjs')}`, ROOM_CHAT_HOST: '0.0.0.0' };
    await writeFile(
      path.join(storage, 'evil.cjs'),
      `require('fs').writeFileSync(${JSON.stringify(storage)} + '/ran', '')`,
    );
    Object.assign(process.env, keys);
    try {
      const server = await open().start('computer');
      assert.equal(server.network, false);
      await assert.rejects(stat(path.join(storage, 'ran')));
    } finally {
      for (const key of Object.keys(keys)) Reflect.deleteProperty(process.env, key);
    }
  });
});
