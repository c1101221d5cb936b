import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import {
  CONTROL_GREETING_MS,
  CONTROL_PROOFS,
  type ControlInvite,
  controlProofSchema,
  type ControlRecord,
  type ControlTell,
  controlTellSchema,
  type HostedServer,
  type HostStatus,
  readControlLine,
} from '../../server/protocol/control.ts';
import { readControlLines } from '../../server/protocol/controlLines.ts';
import { Emitter } from '../emitter.ts';
import { HostError } from './hostError.ts';

/** How this window attends: whether the server goes on without any, and how long it waits for one. */
export interface Attending {
  keep: boolean;
  lingerMs?: number;
}

/** An invite to the server that runs here. */
export interface MadeInvite {
  invite: string;
  /** Unix milliseconds; absent where it does not expire. */
  expires?: number | undefined;
}

/** What `Hosting` needs of a server that runs. */
export interface HostedControl {
  readonly server: HostedServer;
  readonly status: HostStatus;
  /** Whether it is on its way out. */
  readonly stopping: boolean;
  /** Fires when the status changed. */
  readonly changes: Emitter<undefined>;
  /** Fires once: whether it said that it stops. */
  readonly ended: Emitter<{ inOrder: boolean }>;
  keep(on: boolean): Promise<void>;
  announce(name: string | null): Promise<void>;
  invite(how: ControlInvite): Promise<MadeInvite>;
  /** Resolves when the server is gone. */
  readonly gone: Promise<void>;
  /** Asks it to stop; resolves when it is gone. */
  stop(): Promise<void>;
  /** Lets go of the server, which knows it. */
  dispose(): void;
}

interface Waiting {
  resolve: (made: MadeInvite | undefined) => void;
  reject: (error: HostError) => void;
}

/**
 * A window's line to the server that its person hosts. While it is open the server goes on; the system closes it with
 * the window, however that ends.
 */
export class HostControl implements HostedControl {
  readonly changes = new Emitter<undefined>();
  readonly ended = new Emitter<{ inOrder: boolean }>();
  readonly server: HostedServer;
  readonly #socket: Socket;
  readonly #waiting = new Map<number, Waiting>();
  readonly gone: Promise<void>;
  #status: HostStatus;
  #stopping = false;
  #nextId = 1;

  /** Finds the server of a record. @throws HostError `gone` where it is not there, or something else is */
  static attend(record: ControlRecord, how: Attending): Promise<HostControl> {
    const socket = connect({ host: '127.0.0.1', port: record.port });
    return new Promise((resolve, reject) => {
      const fail = (): void => {
        clearTimeout(late);
        socket.destroy();
        reject(new HostError('gone', 'No server of this person answers.'));
      };
      const late = setTimeout(fail, CONTROL_GREETING_MS);
      const nonce = randomBytes(16).toString('hex');
      let proved = false;
      let server: HostedServer | undefined;
      let control: HostControl | undefined;
      socket.on('error', fail);
      socket.on('close', fail);
      socket.on('connect', () => send(socket, { nonce }));
      readControlLines(socket, (line) => {
        if (control) {
          control.#take(line);
          return;
        }
        if (!proved) {
          const answer = readControlLine(controlProofSchema, line);
          // Another program may have the port by now: it is told nothing.
          if (!answer || !isProof(answer.proof, proofOf(record.secret, 'server', nonce))) {
            fail();
            return;
          }
          proved = true;
          send(socket, { ...how, proof: proofOf(record.secret, 'window', answer.nonce) });
          return;
        }
        const told = readControlLine(controlTellSchema, line);
        if (told && 'tell' in told && told.tell === 'server') server = told.server;
        if (!server || !told || !('tell' in told) || told.tell !== 'status') return;
        clearTimeout(late);
        socket.off('error', fail).off('close', fail);
        control = new HostControl(socket, server, told.status);
        resolve(control);
      });
    });
  }

  private constructor(socket: Socket, server: HostedServer, status: HostStatus) {
    this.#socket = socket;
    this.server = server;
    this.#status = status;
    socket.on('error', () => socket.destroy());
    this.gone = new Promise((resolve) => {
      socket.on('close', () => {
        for (const { reject } of this.#waiting.values()) reject(new HostError('gone', 'The server ended.'));
        this.#waiting.clear();
        this.ended.emit({ inOrder: this.#stopping });
        resolve();
      });
    });
  }

  get status(): HostStatus {
    return this.#status;
  }

  get stopping(): boolean {
    return this.#stopping;
  }

  async keep(on: boolean): Promise<void> {
    await this.#ask({ ask: 'keep', on });
  }

  async announce(name: string | null): Promise<void> {
    await this.#ask({ ask: 'announce', name });
  }

  /** @throws HostError `refused` with the server's reason, or `gone` */
  async invite(how: ControlInvite): Promise<MadeInvite> {
    const made = await this.#ask({ ask: 'invite', ...how });
    if (!made) throw new HostError('refused', 'The server made no invite.');
    return made;
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    // It may end before the answer is here: that is what was asked for.
    await this.#ask({ ask: 'stop' }).catch(() => undefined);
    await this.gone;
  }

  dispose(): void {
    this.ended.clear();
    this.changes.clear();
    this.#socket.destroy();
  }

  #ask(what: object): Promise<MadeInvite | undefined> {
    if (!this.#socket.writable) return Promise.reject(new HostError('gone', 'The server ended.'));
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      send(this.#socket, { ...what, id });
    });
  }

  #take(line: string): void {
    const told: ControlTell | undefined = readControlLine(controlTellSchema, line);
    if (!told) return;
    if ('id' in told) {
      const waiting = this.#waiting.get(told.id);
      this.#waiting.delete(told.id);
      if ('error' in told) waiting?.reject(new HostError('refused', told.error.message));
      else waiting?.resolve(told.ok);
      return;
    }
    switch (told.tell) {
      case 'server':
        return;
      case 'status':
        this.#status = told.status;
        this.changes.emit(undefined);
        return;
      case 'stopping':
        this.#stopping = true;
        this.changes.emit(undefined);
        return;
    }
  }
}

function send(socket: Socket, what: object): void {
  socket.write(`${JSON.stringify(what)}\n`);
}

function proofOf(secret: string, side: keyof typeof CONTROL_PROOFS, nonce: string): string {
  return createHmac('sha256', secret)
    .update(CONTROL_PROOFS[side] + nonce)
    .digest('hex');
}

function isProof(given: string, right: string): boolean {
  return timingSafeEqual(Buffer.from(given, 'hex'), Buffer.from(right, 'hex'));
}
