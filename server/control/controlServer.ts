import { createServer, type AddressInfo, type Server } from 'node:net';
import type { Clock, Timer } from '../clock.ts';
import type { Logger } from '../log.ts';
import {
  type ControlAsk,
  type ControlInvite,
  type ControlRecord,
  type HostedServer,
  type HostStatus,
  LINGER_MS,
} from '../protocol/control.ts';
import { ProtocolError } from '../protocol/errors.ts';
import { newToken, type Random } from '../random.ts';
import { Attendance, type Attending } from './attendance.ts';
import { removeControlRecord, writeControlRecord } from './controlRecord.ts';

/** How often it is looked whether the status changed. */
const STATUS_MS = 1_000;
/** Windows that may attend at once; a person has some. */
const MAX_WINDOWS = 200;

export interface ControlOptions {
  /** Where the record goes. */
  file: string;
  clock: Clock;
  random: Random;
  log: Logger;
  server: HostedServer;
  status(): Pick<HostStatus, 'people' | 'sessions' | 'announced'>;
  /** @throws ProtocolError where it cannot be made */
  invite(how: ControlInvite): Promise<{ invite: string; expires?: number }>;
  /** Makes the server known in the network under a name, or no longer. */
  announce(name: string | null): void;
  /** Stops the whole server; it closes this as it goes. */
  stop(reason: 'window' | 'unattended'): void;
}

/**
 * The way by which the windows of the person who hosts a server attend to it. It goes on for as long as one does, and a
 * little longer; after the last it stops, unless it is to be kept.
 */
export class ControlServer {
  readonly #options: ControlOptions;
  readonly #server: Server;
  /** In the order in which they came: the first is leading. */
  readonly #windows = new Set<Attendance>();
  /** What each was told last. */
  readonly #told = new Map<Attendance, string>();
  #record: ControlRecord | undefined;
  #keep = false;
  #lingerMs = LINGER_MS;
  #lingering: Timer | undefined;
  #ticking: Timer | undefined;

  constructor(options: ControlOptions) {
    this.#options = options;
    this.#server = createServer((socket) => {
      if (this.#windows.size >= MAX_WINDOWS || this.#record === undefined) {
        socket.destroy();
        return;
      }
      const { clock, random } = options;
      new Attendance({
        ...{ socket, clock, random, secret: this.#record.secret },
        onAttend: (window, how) => this.#attend(window, how),
        onAsk: (window, ask) => void this.#answer(window, ask),
        onGone: (window) => this.#gone(window),
      });
    });
  }

  /** Listens on loopback and writes the record; rejects where it cannot. */
  async open(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen({ host: '127.0.0.1', port: 0 }, () => resolve());
    });
    this.#server.on('error', (error) => this.#options.log.error({ err: error }, 'control'));
    const { port } = this.#server.address() as AddressInfo;
    this.#record = { version: 1, pid: process.pid, port, secret: newToken(this.#options.random) };
    writeControlRecord(this.#options.file, this.#record);
    this.#linger();
  }

  /** Tells the windows that this is no crash; their lines end with the process, which then has let go of all. Idempotent. */
  close(): void {
    this.#lingering?.cancel();
    this.#ticking?.cancel();
    if (this.#record) removeControlRecord(this.#options.file, this.#record);
    this.#record = undefined;
    for (const window of this.#windows) window.tell({ tell: 'stopping' });
    this.#server.close();
  }

  #attend(window: Attendance, { keep, lingerMs }: Attending): void {
    this.#windows.add(window);
    this.#keep = keep;
    if (lingerMs !== undefined) this.#lingerMs = lingerMs;
    this.#lingering?.cancel();
    this.#lingering = undefined;
    window.tell({ tell: 'server', server: this.#options.server });
    this.#tellStatus();
    if (this.#windows.size === 1) this.#tick();
  }

  #gone(window: Attendance): void {
    this.#windows.delete(window);
    this.#told.delete(window);
    if (this.#record === undefined) return;
    if (this.#windows.size > 0) {
      this.#tellStatus();
      return;
    }
    this.#ticking?.cancel();
    this.#linger();
  }

  #linger(): void {
    this.#lingering = this.#options.clock.after(this.#lingerMs, () => {
      if (!this.#keep) this.#options.stop('unattended');
    });
  }

  #tick(): void {
    this.#ticking = this.#options.clock.after(STATUS_MS, () => {
      this.#tellStatus();
      this.#tick();
    });
  }

  #tellStatus(): void {
    const common = { ...this.#options.status(), keep: this.#keep };
    let leading = true;
    for (const window of this.#windows) {
      const status = { ...common, leading };
      leading = false;
      const line = JSON.stringify(status);
      if (this.#told.get(window) === line) continue;
      this.#told.set(window, line);
      window.tell({ tell: 'status', status });
    }
  }

  async #answer(window: Attendance, ask: ControlAsk): Promise<void> {
    const { id } = ask;
    try {
      switch (ask.ask) {
        case 'stop':
          window.tell({ id });
          this.#options.stop('window');
          return;
        case 'keep':
          this.#keep = ask.on;
          break;
        case 'announce':
          this.#options.announce(ask.name);
          break;
        case 'invite': {
          const { rooms, role, uses, expiresMs } = ask;
          window.tell({ id, ok: await this.#options.invite({ rooms, role, uses, expiresMs }) });
          return;
        }
      }
      window.tell({ id });
      this.#tellStatus();
    } catch (error) {
      const { code, message } =
        error instanceof ProtocolError ? error : { code: 'internal', message: 'The server could not do that.' };
      this.#options.log.warn({ err: error, ask: ask.ask }, 'control');
      window.tell({ id, error: { code, message } });
    }
  }
}
