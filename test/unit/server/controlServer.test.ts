import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ControlServer } from '../../../server/control/controlServer.ts';
import { silentLogger } from '../../../server/log.ts';
import {
  CONTROL_GREETING_MS,
  CONTROL_LINE_CHARACTERS,
  CONTROL_PROOFS,
  type ControlRecord,
  LINGER_MS,
} from '../../../server/protocol/control.ts';
import { ProtocolError } from '../../../server/protocol/errors.ts';
import { systemRandom } from '../../../server/random.ts';
import { eventually } from '../../support/eventually.ts';
import { FakeClock } from '../../support/fakeClock.ts';

const SERVER = {
  url: 'wss://127.0.0.1:7465',
  port: 7465,
  pid: 7,
  version: '1',
  access: 'open',
  network: false,
} as const;
const NONCE = 'ab'.repeat(16);

/** What listens on the other end of the line, and says what it likes. */
class Window {
  readonly lines: Record<string, unknown>[] = [];
  readonly socket: Socket;
  closed = false;
  #rest = '';

  constructor(port: number) {
    this.socket = connect(port, '127.0.0.1').setEncoding('utf8');
    this.socket.on('error', () => undefined);
    this.socket.on('close', () => (this.closed = true));
    this.socket.on('data', (chunk) => {
      const lines = (this.#rest + String(chunk)).split('\n');
      this.#rest = lines.pop() ?? '';
      for (const line of lines) this.lines.push(JSON.parse(line) as Record<string, unknown>);
    });
  }

  say(what: object): void {
    this.socket.write(`${JSON.stringify(what)}\n`);
  }

  async hear(holds: (line: Record<string, unknown>) => boolean): Promise<Record<string, unknown>> {
    return eventually(() => {
      const line = this.lines.find(holds);
      assert.ok(line);
      return line;
    });
  }
}

function proofOf(secret: string, side: keyof typeof CONTROL_PROOFS, nonce: string): string {
  return createHmac('sha256', secret)
    .update(CONTROL_PROOFS[side] + nonce)
    .digest('hex');
}

describe('control of a server that a window hosts', () => {
  let folder: string;
  let file: string;
  let clock: FakeClock;
  let control: ControlServer;
  let stopped: string[];
  let people: { name: string; rooms: string[] }[];
  const windows: Window[] = [];

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'control-'));
    file = join(folder, 'server.json');
    clock = new FakeClock();
    stopped = [];
    people = [];
    control = new ControlServer({
      ...{ file, clock, random: systemRandom, log: silentLogger, server: SERVER },
      status: () => ({ people, sessions: people.length, announced: false }),
      invite: ({ role }) =>
        role === 'guest'
          ? Promise.reject(new ProtocolError('bad_request', 'Guests need none.'))
          : Promise.resolve({ invite: `for-${role}` }),
      announce: () => undefined,
      stop: (reason) => stopped.push(reason),
    });
    await control.open();
  });

  afterEach(() => {
    for (const window of windows.splice(0)) window.socket.destroy();
    control.close();
    rmSync(folder, { recursive: true });
  });

  const record = (): ControlRecord => JSON.parse(readFileSync(file, 'utf8')) as ControlRecord;

  async function come(): Promise<Window> {
    const window = new Window(record().port);
    windows.push(window);
    await once(window.socket, 'connect');
    return window;
  }

  async function attend({ keep = false, lingerMs }: { keep?: boolean; lingerMs?: number } = {}): Promise<Window> {
    const window = await come();
    const { secret } = record();
    window.say({ nonce: NONCE });
    const { proof, nonce } = await window.hear((line) => 'proof' in line);
    assert.equal(proof, proofOf(secret, 'server', NONCE));
    window.say({ proof: proofOf(secret, 'window', String(nonce)), keep, lingerMs });
    await window.hear((line) => line['tell'] === 'status');
    return window;
  }

  async function leave(window: Window): Promise<void> {
    window.socket.destroy();
    await eventually(() => assert.ok(window.closed));
  }

  it('is found by a record for its person alone, which goes with it', () => {
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.ok(record().secret.length >= 43);
    control.close();
    assert.equal(existsSync(file), false);
  });

  it('leaves the record of another server alone', () => {
    writeFileSync(file, JSON.stringify({ ...record(), secret: 'B'.repeat(43) }));
    control.close();
    assert.equal(existsSync(file), true);
  });

  it('tells a browser, and whoever else does not greet, nothing', async () => {
    for (const text of [
      'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n',
      '{}\n',
      '{"nonce":"short"}\n',
      'null\n',
      'x'.repeat(CONTROL_LINE_CHARACTERS + 1),
    ]) {
      const window = await come();
      window.socket.write(text);
      await eventually(() => assert.ok(window.closed));
      assert.deepEqual(window.lines, []);
    }
  });

  it('tells who cannot prove that they know the secret no more than a proof of its own', async () => {
    const { secret } = record();
    for (const wrong of [
      proofOf('another', 'window', NONCE),
      // What the server itself said is not to be said back to it.
      proofOf(secret, 'server', NONCE),
      proofOf(secret, 'window', NONCE),
      '',
    ]) {
      const window = await come();
      window.say({ nonce: NONCE });
      await window.hear((line) => 'proof' in line);
      window.say({ proof: wrong, keep: true });
      await eventually(() => assert.ok(window.closed));
      assert.equal(window.lines.length, 1);
    }
    clock.advance(LINGER_MS);
    assert.deepEqual(stopped, ['unattended']);
  });

  it('waits for a greeting only so long', async () => {
    const window = await come();
    window.say({ nonce: NONCE });
    await window.hear((line) => 'proof' in line);
    clock.advance(CONTROL_GREETING_MS);
    await eventually(() => assert.ok(window.closed));
  });

  it('stops where no window comes at first', () => {
    clock.advance(LINGER_MS - 1);
    assert.deepEqual(stopped, []);
    clock.advance(1);
    assert.deepEqual(stopped, ['unattended']);
  });

  it('stops some time after the last window, not while one comes back', async () => {
    const first = await attend({ lingerMs: 5_000 });
    const second = await attend({ lingerMs: 5_000 });
    await leave(first);
    clock.advance(LINGER_MS);
    assert.deepEqual(stopped, []);
    await second.hear((line) => (line['status'] as { leading?: boolean } | undefined)?.leading === true);
    await leave(second);
    await eventually(() => {
      clock.advance(1_000);
      assert.deepEqual(stopped, ['unattended']);
    });
  });

  it('goes on for ever where that is wanted, until it is not', async () => {
    const window = await attend({ keep: true, lingerMs: 0 });
    await leave(window);
    clock.advance(LINGER_MS);
    assert.deepEqual(stopped, []);
    const next = await attend({ keep: true, lingerMs: 0 });
    next.say({ ask: 'keep', id: 1, on: false });
    await next.hear(({ id }) => id === 1);
    await leave(next);
    await eventually(() => {
      clock.advance(1);
      assert.deepEqual(stopped, ['unattended']);
    });
  });

  it('tells who is there as that changes, and nothing while it does not', async () => {
    const window = await attend();
    const told = window.lines.length;
    clock.advance(5_000);
    people = [{ name: 'Ada', rooms: ['general'] }];
    clock.advance(1_000);
    const line = await window.hear(({ status }) => (status as { sessions?: number } | undefined)?.sessions === 1);
    assert.deepEqual((line['status'] as { people: unknown }).people, people);
    assert.equal(window.lines.length, told + 1);
  });

  it('answers each request once: invites, refusals, and a stop', async () => {
    const window = await attend();
    window.say({ ask: 'invite', id: 1, role: 'owner' });
    window.say({ ask: 'invite', id: 2, role: 'guest' });
    window.say({ ask: 'nonsense', id: 3 });
    window.say({ ask: 'stop', id: 4 });
    await window.hear(({ id }) => id === 4);
    const answers = window.lines.filter((line) => 'id' in line);
    assert.deepEqual(
      answers.toSorted((a, b) => Number(a['id']) - Number(b['id'])),
      [
        { id: 1, ok: { invite: 'for-owner' } },
        { id: 2, error: { code: 'bad_request', message: 'Guests need none.' } },
        { id: 4 },
      ],
    );
    assert.deepEqual(stopped, ['window']);
  });
});
