import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { Clock, Timer } from './clock.ts';
import type { Frame } from './frame.ts';
import type { Logger } from './log.ts';
import type { Newcomer } from './newcomers.ts';
import { CLOSE_CODES, type CloseCode } from './protocol/closeCodes.ts';
import { decodeRequest } from './protocol/codec.ts';
import { ProtocolError } from './protocol/errors.ts';
import { BAD_FRAMES_PER_MINUTE, CLOSE_TIMEOUT_MS, CONNECT_TIMEOUT_MS, type ServerLimits } from './protocol/limits.ts';
import type { Request } from './protocol/messages.ts';
import type { User } from './protocol/model.ts';
import { encodeError, Reply } from './reply.ts';
import type { Room, RoomSession } from './room.ts';
import { SendQueue } from './sendQueue.ts';
import type { SendTick } from './sendTick.ts';
import type { Actor } from './store/operations.ts';
import { TokenBucket } from './tokenBucket.ts';
import type { Vouched } from './vouched.ts';

/** Past this many times the allowed rate the server stops reading the socket ([LV3]). */
const FLOOD_FACTOR = 10;
const BURST_FACTOR = 4;
/** Room for frame headers beside the greeting's own bytes. */
const FRAME_HEAD_BYTES = 64;

export type SessionState =
  | { phase: 'greeting' }
  | { phase: 'connecting' }
  | { phase: 'connected'; actor: Actor; home: string | undefined; rooms: Map<string, Room> }
  | { phase: 'closed' };

interface SessionObserver {
  request(type: Request['type'], milliseconds: number, error: ProtocolError | undefined): void;
  dropped(frames: number): void;
  received(bytes: number): void;
}

export interface SessionOptions {
  socket: WebSocket;
  /** What `socket` talks over; frames are written to it as they are. */
  stream: Duplex;
  /** Shared by all sessions. */
  tick: SendTick;
  /** Whom it comes from, also through a proxy. */
  address: string;
  /** Whom the proxy in front vouches for. */
  vouched: Vouched | undefined;
  /** What may come before `connect` succeeded ([GR2]). */
  greetingBytes: number;
  /** From the `Authorization` header ([GR5]). */
  headerToken: string | undefined;
  hello: Frame;
  limits: ServerLimits;
  clock: Clock;
  log: Logger;
  observer: SessionObserver;
  handle: (session: Session, request: Request, reply: Reply) => void;
  /** Called once, when the session has ended and before anything else happens. */
  onEnd: (session: Session, state: SessionState) => void;
}

/** Requests that answer with a page or a file: one at a time each session, so that answers do not pile up. */
const BULKY: ReadonlySet<Request['type']> = new Set(['connect', 'join', 'history', 'search', 'download', 'files']);

/** One WebSocket: decodes what comes, holds it to the limits, and sends what goes. */
export class Session implements RoomSession, Newcomer {
  readonly address: string;
  readonly vouched: Vouched | undefined;
  readonly headerToken: string | undefined;
  state: 'online' | 'away' = 'online';
  #phase: SessionState = { phase: 'greeting' };
  /** Stays after the end: rooms still have to say who went. */
  #user: User | undefined;
  readonly #options: SessionOptions;
  readonly #queue: SendQueue;
  readonly #requests: TokenBucket;
  readonly #flood: TokenBucket;
  /** When the last malformed frames came. */
  readonly #badFrames: number[] = [];
  readonly #inbox: string[] = [];
  #connectTimer: Timer | undefined;
  #bulky = false;
  #stopping = false;
  #resting: Timer | undefined;
  #openRequests = 0;
  #onIdle: (() => void) | undefined;
  /** Heartbeats since the client was last heard. */
  #silence = 0;
  #greetingBytes = 0;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.address = options.address;
    this.vouched = options.vouched;
    this.headerToken = options.headerToken;
    const { clock, limits, observer, socket, stream, tick } = options;
    this.#queue = new SendQueue(stream, tick, {
      onOverflow: () => this.close(CLOSE_CODES.slowConsumer, 'Too much waits for this client; come back and resume.'),
      onRelief: () => this.#pump(),
      onDrop: (frames) => observer.dropped(frames),
    });
    const rate = limits.messagesPerSecond;
    this.#requests = new TokenBucket(rate, rate * BURST_FACTOR, clock);
    this.#flood = new TokenBucket(rate * FLOOD_FACTOR, rate * BURST_FACTOR * FLOOD_FACTOR, clock);
    this.#connectTimer = clock.after(CONNECT_TIMEOUT_MS, () => {
      this.close(CLOSE_CODES.notConnectedInTime, 'No "connect" came in time.');
    });
    socket.on('message', (data: Buffer, isBinary: boolean) => this.#receive(data, isBinary));
    socket.on('pong', () => (this.#silence = 0));
    socket.on('ping', () => (this.#silence = 0));
    socket.on('error', (error) =>
      options.log.debug({ code: 'code' in error ? error.code : error.name }, 'socket_error'),
    );
    socket.on('close', () => this.#end());
    // Before ws reads it: a request that came in one piece would be answered already.
    stream.prependListener('data', (chunk: Buffer) => this.#countGreeting(chunk));
    this.send(options.hello);
  }

  get phase(): SessionState {
    return this.#phase;
  }

  get user(): User {
    if (!this.#user) throw new Error('The session was never connected.');
    return this.#user;
  }

  connecting(): void {
    this.#phase = { phase: 'connecting' };
    this.#connectTimer?.cancel();
  }

  connected(actor: Actor, home: string | undefined): void {
    const { id, name, guest } = actor;
    this.#user = { id, name, guest };
    this.#phase = { phase: 'connected', actor, home, rooms: new Map() };
  }

  /** `connect` failed: the client may try again. */
  refused(): void {
    if (this.#phase.phase === 'closed') return;
    this.#phase = { phase: 'greeting' };
    this.#greetingBytes = 0;
    this.#connectTimer = this.#options.clock.after(CONNECT_TIMEOUT_MS, () => {
      this.close(CLOSE_CODES.notConnectedInTime, 'No "connect" came in time.');
    });
  }

  send(frame: Frame): void {
    if (this.#phase.phase !== 'closed') this.#queue.send(frame);
  }

  /** Call every `heartbeatMs`: asks for a sign of life, ends who missed two ([LV1]). */
  heartbeat(): void {
    if (this.#phase.phase === 'closed') return;
    if (this.#silence >= 2) {
      this.#options.log.info({}, 'session_silent');
      this.#options.socket.terminate();
      return;
    }
    this.#silence += 1;
    // Behind what waits anyway a ping would only add to it.
    if (!this.#queue.pressed) this.#options.socket.ping();
  }

  /** Says why and goes; who does not answer the close in time is cut off. Idempotent. */
  close(code: CloseCode | 1009, reason: string): void {
    const { socket, clock } = this.#options;
    if (this.#phase.phase === 'closed') return;
    this.#queue.end();
    socket.close(code, reason);
    clock.after(CLOSE_TIMEOUT_MS, () => socket.terminate());
    this.#end();
    // The other side's goodbye has to be read, though nothing else of it is taken any more.
    if (socket.isPaused) socket.resume();
  }

  get silent(): boolean {
    return this.#phase.phase === 'greeting';
  }

  makeRoom(): void {
    this.close(CLOSE_CODES.notConnectedInTime, 'No "connect" came, and others wait for this place.');
  }

  /** Cuts the socket off. */
  terminate(): void {
    this.#options.socket.terminate();
  }

  /** Takes no further requests; resolves when those under way are answered ([LV5]). */
  async finish(): Promise<void> {
    this.#stopping = true;
    this.#inbox.length = 0;
    if (this.#openRequests === 0) return;
    await new Promise<void>((resolve) => (this.#onIdle = resolve));
  }

  #end(): void {
    const before = this.#phase;
    if (before.phase === 'closed') return;
    this.#phase = { phase: 'closed' };
    this.#connectTimer?.cancel();
    this.#resting?.cancel();
    this.#inbox.length = 0;
    this.#options.onEnd(this, before);
  }

  #countGreeting(chunk: Buffer): void {
    this.#options.observer.received(chunk.length);
    this.#silence = 0;
    if (this.#phase.phase !== 'greeting') return;
    this.#greetingBytes += chunk.length;
    const { greetingBytes } = this.#options;
    if (this.#greetingBytes <= greetingBytes + FRAME_HEAD_BYTES) return;
    this.close(1009, `More than ${greetingBytes / 1_024} KiB before "connect".`);
  }

  #receive(data: Buffer, isBinary: boolean): void {
    if (this.#phase.phase === 'closed' || this.#stopping) return;
    if (isBinary) {
      this.#bad(new ProtocolError('bad_request', 'This protocol has no binary frames.'), undefined);
      return;
    }
    this.#inbox.push(data.toString('utf8'));
    this.#pump();
  }

  /** Works off what came, as long as answers do not pile up and nobody has to rest. */
  #pump(): void {
    while (this.#inbox.length > 0 && !this.#bulky && !this.#queue.pressed && !this.#resting) {
      const text = this.#inbox.shift();
      if (text !== undefined) this.#take(text);
    }
    if (this.#phase.phase === 'closed') return;
    const { socket } = this.#options;
    if (this.#inbox.length > 0 && !socket.isPaused) socket.pause();
    else if (this.#inbox.length === 0 && socket.isPaused) socket.resume();
  }

  #take(text: string): void {
    const rest = this.#flood.take();
    if (rest > 0) {
      this.#inbox.unshift(text);
      this.#resting = this.#options.clock.after(rest, () => {
        this.#resting = undefined;
        this.#pump();
      });
      return;
    }
    const decoded = decodeRequest(text);
    if (!decoded.ok) {
      this.#bad(new ProtocolError(decoded.code, decoded.message), decoded.id);
      return;
    }
    const { request } = decoded;
    const wait = this.#requests.take();
    const started = this.#options.clock.monotonic();
    const bulky = BULKY.has(request.type);
    if (bulky) this.#bulky = true;
    this.#openRequests += 1;
    const reply = new Reply(
      request.id,
      (frame) => this.send(frame),
      (error) => {
        this.#options.observer.request(request.type, this.#options.clock.monotonic() - started, error);
        this.#openRequests -= 1;
        if (this.#openRequests === 0) this.#onIdle?.();
        if (bulky) {
          this.#bulky = false;
          if (this.#inbox.length > 0) setImmediate(() => this.#pump());
        }
      },
    );
    if (wait > 0) {
      reply.fail(new ProtocolError('rate_limited', `Too many requests; wait ${wait} ms.`, { retry: wait }));
      return;
    }
    this.#options.handle(this, request, reply);
  }

  #bad(error: ProtocolError, id: string | undefined): void {
    this.send(encodeError(error, id));
    if (error.code !== 'bad_request') return;
    const now = this.#options.clock.monotonic();
    this.#badFrames.push(now);
    if (this.#badFrames.length < BAD_FRAMES_PER_MINUTE) return;
    if (now - (this.#badFrames.shift() ?? 0) < 60_000) {
      this.close(CLOSE_CODES.flooding, 'Too many malformed frames.');
    }
  }
}
