import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { WebSocket, type ClientOptions } from 'ws';

/** One frame of the server, as it came. */
export interface Received {
  type: string;
  [field: string]: unknown;
}

export interface Request {
  type: string;
  id?: string;
  [field: string]: unknown;
}

export interface Closed {
  code: number;
  reason: string;
}

interface Waiting {
  matches: (frame: Received) => boolean;
  resolve: (frame: Received) => void;
  reject: (error: Error) => void;
}

/**
 * A client that speaks only the wire: it knows nothing of the server's code, so that the tests hold for any server. What
 * it received stays in `frames`, in order; `next` waits for what comes.
 */
export class WireClient {
  /** Everything that came, in order. */
  readonly frames: Received[] = [];
  /** Resolves when the socket is closed, from whichever side. */
  readonly closed: Promise<Closed>;
  readonly socket: WebSocket;
  #waiting: Waiting[] = [];
  readonly #run = randomUUID().slice(0, 8);
  #nextId = 1;

  /** Opens a socket and waits for `hello`. @throws Error where the server refuses */
  static async open(url: string, options: ClientOptions = {}): Promise<WireClient> {
    const client = new WireClient(url, options);
    await client.next((frame) => frame.type === 'hello');
    return client;
  }

  /** Opens a socket and connects. Fields of `connect` beside the name go in `fields`. */
  static async join(url: string, name: string, fields: object = { room: 'general' }): Promise<WireClient> {
    const client = await WireClient.open(url);
    await client.ask({ type: 'connect', name, ...fields });
    return client;
  }

  private constructor(url: string, options: ClientOptions) {
    this.socket = new WebSocket(url, { perMessageDeflate: false, ...options });
    this.socket.on('message', (data: Buffer) => this.#take(JSON.parse(data.toString()) as Received));
    this.closed = new Promise((resolve) => {
      this.socket.on('error', (error) => this.#fail(error));
      this.socket.on('close', (code, reason) => {
        this.#fail(new Error(`The socket was closed: ${code} ${reason.toString()}`));
        resolve({ code, reason: reason.toString() });
      });
    });
  }

  /** Events of the rooms' logs that came live, in order; not those in answers. */
  get events(): Received[] {
    return this.frames.filter(
      (frame) => typeof frame['seq'] === 'number' && frame.type !== 'ok' && frame.type !== 'read',
    );
  }

  /** Sends one request, or any text as it is. */
  send(frame: object | string): void {
    this.socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  /** Sends a request and waits for its answer; an id is made where there is none. @throws RefusedError for an `error` */
  async ask(request: Request): Promise<Received> {
    const answer = await this.reply(request);
    if (answer.type === 'error') throw new RefusedError(answer);
    return answer;
  }

  /** As `ask`, but an `error` is an answer, too. */
  async reply(request: Request): Promise<Received> {
    const id = request.id ?? this.newId();
    const answer = this.next((frame) => (frame.type === 'ok' || frame.type === 'error') && frame['id'] === id);
    this.send({ ...request, id });
    return await answer;
  }

  /** The next frame that comes and matches; one that is here already does not count. */
  async next(matches: (frame: Received) => boolean): Promise<Received> {
    return await new Promise((resolve, reject) => {
      if (this.socket.readyState > WebSocket.OPEN) reject(new Error('The socket is closed.'));
      else this.#waiting.push({ matches, resolve, reject });
    });
  }

  /** The first frame that matches, whether it is here already or still to come. */
  async seen(matches: (frame: Received) => boolean): Promise<Received> {
    return this.frames.find(matches) ?? (await this.next(matches));
  }

  /** Resolves when all that the server had sent before it read this is here. */
  async settled(): Promise<void> {
    await this.ask({ type: 'ping' });
  }

  newId(): string {
    // A server remembers ids for as long as the event lives, so they are new in each session.
    const id = `${this.#run}-${this.#nextId}`;
    this.#nextId += 1;
    return id;
  }

  /** Stops taking anything off the socket, as a reader that hangs does. */
  stall(): void {
    this.#tcp().pause();
  }

  resume(): void {
    this.#tcp().resume();
  }

  async close(): Promise<Closed> {
    this.socket.close();
    return await this.closed;
  }

  /** Cuts the connection without a goodbye. */
  async cut(): Promise<Closed> {
    this.socket.terminate();
    return await this.closed;
  }

  #tcp(): Socket {
    // Pausing ws itself would still answer pings; a hanging reader does not even do that.
    return (this.socket as unknown as { _socket: Socket })._socket;
  }

  #take(frame: Received): void {
    this.frames.push(frame);
    const waiting = this.#waiting;
    this.#waiting = waiting.filter(({ matches }) => !matches(frame));
    for (const { matches, resolve } of waiting) if (matches(frame)) resolve(frame);
  }

  #fail(error: Error): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { reject } of waiting) reject(error);
  }
}

/** The server answered a request with `error`. */
export class RefusedError extends Error {
  readonly code: string;
  readonly frame: Received;

  constructor(frame: Received) {
    super(`${String(frame['code'])}: ${String(frame['message'])}`);
    this.name = 'RefusedError';
    this.code = String(frame['code']);
    this.frame = frame;
  }
}

/** Events of an answer: of its first room for `connect`, its own else. */
export function eventsOf(answer: Received): Received[] {
  const rooms = answer['rooms'] as { events: Received[] }[] | undefined;
  return (rooms ? rooms[0]?.events : (answer['events'] as Received[])) ?? [];
}
