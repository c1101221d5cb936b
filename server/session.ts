import type { Duplex } from 'node:stream';
import type { RawData, WebSocket } from 'ws';
import type { Timer } from './clock.ts';
import { EnteredRooms } from './enteredRooms.ts';
import type { Frame } from './frame.ts';
import type { Newcomer } from './newcomers.ts';
import { CLOSE_CODES, type CloseCode } from './protocol/closeCodes.ts';
import { decodeRequest } from './protocol/codec.ts';
import { ProtocolError } from './protocol/errors.ts';
import { BAD_FRAMES_PER_MINUTE, CLOSE_TIMEOUT_MS, CONNECT_TIMEOUT_MS } from './protocol/limits.ts';
import type { Request } from './protocol/messages.ts';
import type { User } from './protocol/model.ts';
import { encodeError, Reply } from './reply.ts';
import type { RoomSession } from './room.ts';
import { SendQueue, type SendQueueEvents } from './sendQueue.ts';
import type { Comer, SessionHost, SessionState } from './sessionHost.ts';
import type { Actor } from './store/operations.ts';
import type { Vouched } from './vouched.ts';

/** Room for frame headers beside the greeting's own bytes. */
const FRAME_HEAD_BYTES = 64;

/** Sockets know their session by it: one listener serves all, where closures of their own would be a KiB of each session. */
const SESSION = Symbol('session');

interface Held {
  [SESSION]: Session;
}

/** Requests that answer with a page or a file: one at a time each session, so that answers do not pile up. */
const BULKY: ReadonlySet<Request['type']> = new Set(['connect', 'join', 'history', 'search', 'download', 'files']);

/** One WebSocket: decodes what comes, holds it to the limits, and sends what goes. */
export class Session implements RoomSession, Newcomer, SendQueueEvents {
  readonly address: string;
  readonly vouched: Vouched | undefined;
  readonly headerToken: string | undefined;
  state: 'online' | 'away' = 'online';
  #phase: SessionState = { phase: 'greeting' };
  /** Stays after the end: rooms still have to say who went. */
  #actor: Actor | undefined;
  readonly #host: SessionHost;
  readonly #socket: WebSocket;
  readonly #queue: SendQueue;
  /** When the buckets of the host's rates are full again. */
  #requestsFullAt = 0;
  #floodFullAt = 0;
  /** When the last malformed frames came. */
  #badFrames: number[] | undefined;
  /** What came and is not taken yet; absent where that is nothing. */
  #inbox: string[] | undefined;
  #connectTimer: Timer | undefined;
  #bulky = false;
  #stopping = false;
  #resting: Timer | undefined;
  #openRequests = 0;
  #onIdle: (() => void) | undefined;
  /** Heartbeats since the client was last heard. */
  #silence = 0;
  #greetingBytes = 0;

  constructor({ socket, stream, address, vouched, headerToken }: Comer, host: SessionHost) {
    this.address = address;
    this.vouched = vouched;
    this.headerToken = headerToken;
    this.#host = host;
    this.#socket = socket;
    this.#queue = new SendQueue(stream, host.tick, this);
    this.#awaitConnect();
    Session.#hold(socket, this);
    socket.on('message', Session.#onMessage);
    socket.on('error', Session.#onError);
    socket.on('close', Session.#onClose);
    Session.#hold(stream, this);
    // Before ws reads it: a request that came in one piece would be answered already.
    stream.prependListener('data', Session.#onData);
    stream.on('drain', Session.#onSocketDrain);
    this.send(host.hello);
  }

  static #hold(socket: object, session: Session): void {
    (socket as Held)[SESSION] = session;
  }

  static #of(socket: object): Session {
    return (socket as Held)[SESSION];
  }

  static #onMessage(this: WebSocket, data: RawData, isBinary: boolean): void {
    Session.#of(this).#receive(data as Buffer, isBinary);
  }

  static #onError(this: WebSocket, error: Error): void {
    Session.#of(this).#host.log.debug({ code: 'code' in error ? error.code : error.name }, 'socket_error');
  }

  static #onClose(this: WebSocket, code: number): void {
    const session = Session.#of(this);
    session.#host.closed(code);
    session.#end();
  }

  static #onData(this: Duplex, chunk: Buffer): void {
    Session.#of(this).#hear(chunk);
  }

  static #onSocketDrain(this: Duplex): void {
    Session.#of(this).#queue.flush();
  }

  get phase(): SessionState {
    return this.#phase;
  }

  get user(): User {
    if (!this.#actor) throw new Error('The session was never connected.');
    const { id, name, guest } = this.#actor;
    return { id, name, guest };
  }

  connecting(): void {
    this.#phase = { phase: 'connecting' };
    this.#forgetConnect();
  }

  connected(actor: Actor, home: string | undefined): void {
    this.#actor = actor;
    this.#phase = { phase: 'connected', actor, home, rooms: new EnteredRooms() };
  }

  /** `connect` failed: the client may try again. */
  refused(): void {
    if (this.#phase.phase === 'closed') return;
    this.#phase = { phase: 'greeting' };
    this.#greetingBytes = 0;
    this.#awaitConnect();
  }

  send(frame: Frame): void {
    if (this.#phase.phase !== 'closed') this.#queue.send(frame);
  }

  /** Call every `heartbeatMs`: asks for a sign of life, ends who missed two ([LV1]). */
  heartbeat(): void {
    if (this.#phase.phase === 'closed') return;
    if (this.#silence >= 2) {
      this.#host.log.info({}, 'session_silent');
      this.#socket.terminate();
      return;
    }
    this.#silence += 1;
    // Behind what waits anyway a ping would only add to it.
    if (!this.#queue.pressed) this.#socket.ping();
  }

  /** Says why and goes; who does not answer the close in time is cut off. Idempotent. */
  close(code: CloseCode | 1009, reason: string): void {
    const socket = this.#socket;
    if (this.#phase.phase === 'closed') return;
    this.#queue.end();
    socket.close(code, reason);
    this.#host.clock.after(CLOSE_TIMEOUT_MS, () => socket.terminate());
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
    this.#socket.terminate();
  }

  /** Takes no further requests; resolves when those under way are answered ([LV5]). */
  async finish(): Promise<void> {
    this.#stopping = true;
    this.#inbox = undefined;
    if (this.#openRequests === 0) return;
    await new Promise<void>((resolve) => (this.#onIdle = resolve));
  }

  onOverflow(): void {
    this.close(CLOSE_CODES.slowConsumer, 'Too much waits for this client; come back and resume.');
  }

  onRelief(): void {
    this.#pump();
  }

  onDrop(frames: number): void {
    this.#host.dropped(frames);
  }

  #awaitConnect(): void {
    this.#connectTimer = this.#host.clock.after(CONNECT_TIMEOUT_MS, () => {
      this.close(CLOSE_CODES.notConnectedInTime, 'No "connect" came in time.');
    });
  }

  #forgetConnect(): void {
    this.#connectTimer?.cancel();
    this.#connectTimer = undefined;
  }

  #end(): void {
    const before = this.#phase;
    if (before.phase === 'closed') return;
    this.#phase = { phase: 'closed' };
    this.#forgetConnect();
    this.#resting?.cancel();
    this.#inbox = undefined;
    this.#host.ended(this, before);
  }

  /** All that comes is a sign of life, pongs too. */
  #hear(chunk: Buffer): void {
    this.#host.received(chunk.length);
    this.#silence = 0;
    if (this.#phase.phase !== 'greeting') return;
    this.#greetingBytes += chunk.length;
    const { greetingBytes } = this.#host;
    if (this.#greetingBytes <= greetingBytes + FRAME_HEAD_BYTES) return;
    this.close(1009, `More than ${greetingBytes / 1_024} KiB before "connect".`);
  }

  #receive(data: Buffer, isBinary: boolean): void {
    if (this.#phase.phase === 'closed' || this.#stopping) return;
    if (isBinary) {
      this.#bad(new ProtocolError('bad_request', 'This protocol has no binary frames.'), undefined);
      return;
    }
    const text = data.toString('utf8');
    if (this.#inbox || this.#isHeld) (this.#inbox ??= []).push(text);
    else this.#take(text);
    this.#pump();
  }

  /** Whether what comes has to wait: answers pile up, or somebody has to rest. */
  get #isHeld(): boolean {
    return this.#bulky || this.#queue.pressed || this.#resting !== undefined;
  }

  /** Works off what came, as long as nothing holds it. */
  #pump(): void {
    while (this.#inbox && !this.#isHeld) {
      const text = this.#inbox.shift();
      if (this.#inbox.length === 0) this.#inbox = undefined;
      if (text !== undefined) this.#take(text);
    }
    if (this.#phase.phase === 'closed') return;
    const socket = this.#socket;
    if (this.#inbox && !socket.isPaused) socket.pause();
    else if (!this.#inbox && socket.isPaused) socket.resume();
  }

  #take(text: string): void {
    const { clock, flood, requests } = this.#host;
    const rest = flood.wait(this.#floodFullAt);
    if (rest > 0) {
      (this.#inbox ??= []).unshift(text);
      this.#resting = clock.after(rest, () => {
        this.#resting = undefined;
        this.#pump();
      });
      return;
    }
    this.#floodFullAt = flood.take(this.#floodFullAt);
    const decoded = decodeRequest(text);
    if (!decoded.ok) {
      this.#bad(new ProtocolError(decoded.code, decoded.message), decoded.id);
      return;
    }
    const { request } = decoded;
    const wait = requests.wait(this.#requestsFullAt);
    if (wait === 0) this.#requestsFullAt = requests.take(this.#requestsFullAt);
    const started = clock.monotonic();
    const bulky = BULKY.has(request.type);
    if (bulky) this.#bulky = true;
    this.#openRequests += 1;
    const reply = new Reply(
      request.id,
      (frame) => this.send(frame),
      (error) => {
        this.#host.answered(request.type, clock.monotonic() - started, error);
        this.#openRequests -= 1;
        if (this.#openRequests === 0) this.#onIdle?.();
        if (bulky) {
          this.#bulky = false;
          if (this.#inbox) setImmediate(() => this.#pump());
        }
      },
    );
    if (wait > 0) {
      reply.fail(new ProtocolError('rate_limited', `Too many requests; wait ${wait} ms.`, { retry: wait }));
      return;
    }
    this.#host.handle(this, request, reply);
  }

  #bad(error: ProtocolError, id: string | undefined): void {
    this.send(encodeError(error, id));
    if (error.code !== 'bad_request') return;
    const now = this.#host.clock.monotonic();
    const bad = (this.#badFrames ??= []);
    bad.push(now);
    if (bad.length < BAD_FRAMES_PER_MINUTE) return;
    if (now - (bad.shift() ?? 0) < 60_000) {
      this.close(CLOSE_CODES.flooding, 'Too many malformed frames.');
    }
  }
}
