import assert from 'node:assert/strict';
import { Emitter } from '../../../../extension/emitter.ts';
import type { HostedControl } from '../../../../extension/hosting/hostControl.ts';
import { HostError } from '../../../../extension/hosting/hostError.ts';
import { Hosting } from '../../../../extension/hosting/hosting.ts';
import type { Launched, Reach } from '../../../../extension/hosting/serverProcess.ts';
import type { HostedServer, HostStatus } from '../../../../server/protocol/control.ts';
import { FakeClock } from '../../../support/fakeClock.ts';

const SERVER: HostedServer = {
  url: 'wss://127.0.0.1:7465',
  port: 7465,
  pid: 7,
  version: '1',
  access: 'open',
  network: false,
};
const STATUS: HostStatus = { people: [], sessions: 0, keep: false, announced: false, leading: true };

/** A server that runs, as a window's line shows it. */
class Running implements HostedControl {
  readonly server = SERVER;
  readonly status: HostStatus;
  readonly changes = new Emitter<undefined>();
  readonly ended = new Emitter<{ inOrder: boolean }>();
  readonly done: string[] = [];
  stopping = false;
  readonly #gone = Promise.withResolvers<undefined>();
  readonly gone = this.#gone.promise.then(() => undefined);

  constructor(status: Partial<HostStatus> = {}) {
    this.status = { ...STATUS, ...status };
  }

  keep(on: boolean): Promise<void> {
    this.done.push(`keep ${on}`);
    return Promise.resolve();
  }

  announce(): Promise<void> {
    return Promise.resolve();
  }

  invite(): Promise<{ invite: string }> {
    return Promise.resolve({ invite: 'secret' });
  }

  stop(): Promise<void> {
    this.done.push('stop');
    this.end(true);
    return Promise.resolve();
  }

  end(inOrder: boolean): void {
    this.ended.emit({ inOrder });
    this.#gone.resolve(undefined);
  }

  dispose(): void {
    this.done.push('dispose');
  }
}

describe('hosting', () => {
  let clock: FakeClock;
  /** What runs, for whoever looks. */
  let running: Running | undefined;
  let launches: { reach: Reach; port: number }[];
  let outcomes: Launched[];
  let remembered: number[];
  /** Runs where a launch is ready. */
  let onLaunch: () => void;
  let hosting: Hosting;

  beforeEach(() => {
    clock = new FakeClock();
    running = undefined;
    launches = [];
    outcomes = [{ as: 'ready' }];
    remembered = [];
    onLaunch = () => (running = new Running());
    hosting = new Hosting({
      clock,
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      ports: () => [7465, 7465, 0],
      launch: (how) => {
        launches.push(how);
        const outcome = outcomes.shift() ?? { as: 'exited', line: 'no more' };
        if (outcome.as === 'ready') onLaunch();
        return Promise.resolve(outcome);
      },
      attend: () => Promise.resolve(running),
      remember: (port) => remembered.push(port),
    });
  });

  const phases = (): string[] => {
    const seen = [hosting.state.phase];
    hosting.changes.on(() => {
      if (seen.at(-1) !== hosting.state.phase) seen.push(hosting.state.phase);
    });
    return seen;
  };

  const refused = (code: HostError['code']) => (error: unknown) => error instanceof HostError && error.code === code;

  it('goes from stopped by starting to running, and by stopping back', async () => {
    const seen = phases();
    assert.equal(await hosting.start('network'), SERVER);
    await hosting.stop();
    assert.deepEqual(seen, ['stopped', 'starting', 'running', 'stopping', 'stopped']);
    assert.deepEqual([launches, remembered], [[{ reach: 'network', port: 7465 }], [7465]]);
  });

  it('starts nothing where one of this person runs already', async () => {
    running = new Running();
    assert.equal(await hosting.start('network'), SERVER);
    assert.deepEqual([launches, remembered], [[], []]);
  });

  it('tries each port once, and any free one last', async () => {
    outcomes = [{ as: 'port_taken', line: '' }, { as: 'ready' }];
    await hosting.start('computer');
    assert.deepEqual(
      launches.map(({ port }) => port),
      [7465, 0],
    );
  });

  it('waits for the server of a window that was quicker', async () => {
    outcomes = [
      { as: 'in_use', line: '' },
      { as: 'in_use', line: '' },
    ];
    const started = hosting.start('computer');
    await settle();
    clock.advance(500);
    await settle();
    running = new Running();
    clock.advance(500);
    assert.equal(await started, SERVER);
    assert.deepEqual(remembered, []);
  });

  it('starts once the data are free that a server on its way out still held', async () => {
    outcomes = [{ as: 'in_use', line: '' }, { as: 'ready' }];
    const started = hosting.start('computer');
    await settle();
    clock.advance(500);
    assert.equal(await started, SERVER);
    assert.equal(launches.length, 2);
  });

  it('a server that another window stops is on its way out until it is gone, and is waited for', async () => {
    const before = (running = new Running());
    await hosting.find();
    before.stopping = true;
    before.changes.emit(undefined);
    assert.equal(hosting.state.phase, 'stopping');
    const started = hosting.start('computer');
    await settle();
    assert.deepEqual(launches, []);
    running = undefined;
    before.end(true);
    assert.equal(await started, SERVER);
    assert.equal(launches.length, 1);
  });

  it('gives up on data that are held by what does not answer', async () => {
    outcomes = Array.from({ length: 21 }, () => ({ as: 'in_use' as const, line: '' }));
    const started = assert.rejects(hosting.start('computer'), refused('in_use'));
    for (let waited = 0; waited < 10_000; waited += 500) {
      await settle();
      clock.advance(500);
    }
    await started;
    assert.equal(hosting.state.phase, 'stopped');
  });

  for (const [as, code] of [
    ['exited', 'exited'],
    ['timeout', 'timeout'],
  ] as const) {
    it(`says why it did not start: ${code}`, async () => {
      outcomes = [{ as, line: 'its last word' }];
      await assert.rejects(hosting.start('computer'), (error) => {
        return refused(code)(error) && (error as Error).message === 'its last word';
      });
      assert.equal(hosting.state.phase, 'stopped');
    });
  }

  it('a server that is gone as soon as it listened did not start', async () => {
    onLaunch = () => undefined;
    await assert.rejects(hosting.start('computer'), refused('gone'));
  });

  it('a stop in the midst of a start ends what it started', async () => {
    const started = assert.rejects(hosting.start('computer'), refused('stopped'));
    const stopped = hosting.stop();
    await Promise.all([started, stopped]);
    assert.equal(hosting.state.phase, 'stopped');
    // Whether it was on its way or not yet, none is left.
    assert.ok(running === undefined || running.done.includes('stop'));
  });

  it('a server that ends by itself is a crash, told by the window that leads', async () => {
    let crashes = 0;
    hosting.crashes.on(() => (crashes += 1));
    await hosting.start('computer');
    running?.end(false);
    assert.deepEqual([crashes, hosting.state.phase], [1, 'stopped']);
    onLaunch = () => (running = new Running({ leading: false }));
    running = undefined;
    outcomes = [{ as: 'ready' }];
    await hosting.start('computer');
    const second = running as unknown as Running;
    second.end(false);
    assert.equal(crashes, 1);
  });

  it('a server that another window stopped is no crash', async () => {
    let crashes = 0;
    hosting.crashes.on(() => (crashes += 1));
    await hosting.start('computer');
    running?.end(true);
    assert.deepEqual([crashes, hosting.state.phase], [0, 'stopped']);
  });

  it('lets go of the server where the window closes while it looks for it', async () => {
    running = new Running();
    const found = hosting.find();
    hosting.dispose();
    assert.equal(await found, undefined);
    assert.deepEqual(running.done, ['dispose']);
  });

  it('makes no invite where no server runs', async () => {
    await assert.rejects(hosting.invite({}), refused('gone'));
    await hosting.start('computer');
    assert.deepEqual(await hosting.invite({}), { invite: 'secret' });
  });
});

/** Lets what was promised and is there come to pass. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
