import type { ControlInvite, HostedServer, HostStatus } from '../../server/protocol/control.ts';
import type { Clock } from '../clock.ts';
import { Emitter } from '../emitter.ts';
import type { Logger } from '../log.ts';
import { HostError } from './hostError.ts';
import type { HostedControl, MadeInvite } from './hostControl.ts';
import type { Launched, Reach } from './serverProcess.ts';

/** How long a server of another window may take to come up, or to go; and how often it is tried again until then. */
const OTHER_WINDOW_MS = 10_000;
const LOOK_AGAIN_MS = 500;

export type HostState =
  | { phase: 'stopped' }
  | { phase: 'starting' }
  | { phase: 'running'; server: HostedServer; status: HostStatus }
  | { phase: 'stopping' };

export interface HostingOptions {
  clock: Clock;
  log: Logger;
  /** The ports to try, the dearest first; 0 is any free one. */
  ports(): readonly number[];
  /** Starts a server as a process of its own. */
  launch(how: { reach: Reach; port: number }): Promise<Launched>;
  /** The server of this person that runs, whoever started it; nothing where none does. */
  attend(): Promise<HostedControl | undefined>;
  /** Remembers the port, so that the next start has the same address. */
  remember(port: number): void;
}

/**
 * The server that this person hosts, as this window sees it. It is a process of its own, of which there is one: every
 * window of the person finds the same, attends to it while it is open, and may stop it.
 */
export class Hosting {
  /** Fires when anything of `state` changed. */
  readonly changes = new Emitter<undefined>();
  /** Fires in one window when it ended though nobody stopped it. */
  readonly crashes = new Emitter<undefined>();
  readonly #options: HostingOptions;
  #control: HostedControl | undefined;
  #starting: Promise<HostedServer> | undefined;
  #stopping: Promise<void> | undefined;
  #finding: Promise<HostedServer | undefined> | undefined;
  #disposed = false;

  constructor(options: HostingOptions) {
    this.#options = options;
  }

  get state(): HostState {
    if (this.#stopping || this.#control?.stopping) return { phase: 'stopping' };
    if (this.#control) return { phase: 'running', server: this.#control.server, status: this.#control.status };
    return { phase: this.#starting ? 'starting' : 'stopped' };
  }

  /** The server that runs; nothing while none does. */
  get server(): HostedServer | undefined {
    const { state } = this;
    return state.phase === 'running' ? state.server : undefined;
  }

  /** Attends to the server of this person where one runs; answers with it. */
  find(): Promise<HostedServer | undefined> {
    if (this.#control) return Promise.resolve(this.server);
    this.#finding ??= this.#find().finally(() => (this.#finding = undefined));
    return this.#finding;
  }

  /**
   * Starts the server, or answers with the one that runs, whatever its reach.
   *
   * @throws HostError
   */
  start(reach: Reach): Promise<HostedServer> {
    const { server } = this;
    if (server) return Promise.resolve(server);
    this.#starting ??= this.#start(reach).finally(() => {
      this.#starting = undefined;
      this.#changed();
    });
    this.#changed();
    return this.#starting;
  }

  /** Stops the server for all windows, also while it starts; resolves when it is gone. Idempotent. */
  stop(): Promise<void> {
    // Only then: what ends by it ends while it stops.
    this.#stopping ??= Promise.resolve()
      .then(() => this.#stop())
      .finally(() => {
        this.#stopping = undefined;
        this.#changed();
      });
    this.#changed();
    return this.#stopping;
  }

  /**
   * Starts the server that runs again, by this window's program: on its data, for whom it was, at its address where nobody
   * takes that meanwhile.
   *
   * @throws HostError
   */
  async restart(): Promise<void> {
    const { server } = this;
    if (!server) return;
    this.#options.remember(server.port);
    await this.stop();
    await this.start(server.network ? 'network' : 'computer');
  }

  /** Says whether it goes on after the last window. */
  async keep(on: boolean): Promise<void> {
    await this.#control?.keep(on);
  }

  /** Makes it known in the network under a name, or no longer. */
  async announce(name: string | null): Promise<void> {
    await this.#control?.announce(name);
  }

  /** @throws HostError */
  invite(how: ControlInvite): Promise<MadeInvite> {
    return this.#control?.invite(how) ?? Promise.reject(new HostError('gone', 'No server runs.'));
  }

  /** Lets go of the server, which goes on while another window attends to it, or where it is to be kept. */
  dispose(): void {
    this.#disposed = true;
    this.#control?.dispose();
    this.#control = undefined;
    this.changes.clear();
    this.crashes.clear();
  }

  async #find(): Promise<HostedServer | undefined> {
    const control = await this.#options.attend();
    if (!control) return undefined;
    if (this.#disposed || this.#control) {
      control.dispose();
      return this.server;
    }
    this.#control = control;
    control.changes.on(() => this.#changed());
    control.ended.on(({ inOrder }) => this.#ended(control, inOrder));
    this.#options.log.info('host.attending', { pid: control.server.pid, network: control.server.network });
    this.#changed();
    return control.server;
  }

  async #start(reach: Reach): Promise<HostedServer> {
    // The one before still holds the data until it is gone.
    await this.#stopping;
    await this.#control?.gone;
    for (let waitedMs = 0; ; waitedMs += LOOK_AGAIN_MS) {
      const found = await this.find();
      if (found) return found;
      const launched = await this.#launch(reach);
      switch (launched.as) {
        case 'ready':
          return this.#started();
        case 'in_use':
          // Another window was quicker, or its server is about to go.
          if (waitedMs >= OTHER_WINDOW_MS) throw new HostError('in_use', launched.line);
          await new Promise<void>((resolve) => this.#options.clock.after(LOOK_AGAIN_MS, resolve));
          break;
        case 'timeout':
          throw new HostError('timeout', launched.line);
        default:
          throw new HostError('exited', launched.line);
      }
    }
  }

  /** Tries one port after the other. */
  async #launch(reach: Reach): Promise<Launched> {
    let launched: Launched = { as: 'port_taken', line: '' };
    for (const port of new Set(this.#options.ports())) {
      if (this.#stopping) throw new HostError('stopped', 'It was stopped before it ran.');
      launched = await this.#options.launch({ reach, port });
      if (launched.as !== 'port_taken') break;
    }
    return launched;
  }

  async #started(): Promise<HostedServer> {
    const server = await this.find();
    if (this.#stopping) {
      await this.#control?.stop();
      throw new HostError('stopped', 'It was stopped before it ran.');
    }
    if (!server) throw new HostError('gone', 'It ended right after it listened.');
    this.#options.remember(server.port);
    return server;
  }

  async #stop(): Promise<void> {
    const control = this.#control;
    if (control) await control.stop();
    // It sees that it is to stop.
    else await this.#starting?.catch(() => undefined);
  }

  #ended(control: HostedControl, inOrder: boolean): void {
    if (this.#control !== control) return;
    this.#control = undefined;
    this.#options.log.info('host.ended', { inOrder });
    this.#changed();
    if (!inOrder && control.status.leading) this.crashes.emit(undefined);
  }

  #changed(): void {
    if (!this.#disposed) this.changes.emit(undefined);
  }
}
