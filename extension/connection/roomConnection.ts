import { WebSocket } from 'ws';
import { mayReconnect } from '../../server/protocol/closeCodes.ts';
import {
  decodeServerFrame,
  decodeSnapshot,
  decodeUser,
  type ErrorFrame,
  type Hello,
} from '../../server/protocol/frames.ts';
import { CLIENT_FRAME_BYTES } from '../../server/protocol/limits.ts';
import { PROTOCOL_VERSION } from '../../server/protocol/version.ts';
import type { Logger } from '../log.ts';
import { decodeRefusal } from './accessAnswers.ts';
import { backoffMs } from './backoff.ts';
import { pinnedSocket } from './certificatePin.ts';
import type { Connected, ConnectionHost, ConnectionState } from './connectionHost.ts';
import { ConnectionError, KeptOutError, RequestError } from './errors.ts';
import { handshakeError } from './handshakeError.ts';
import { askedMs, isFinal } from './lostConnection.ts';
import { PendingRequests } from './pendingRequests.ts';
import { SignInNeeded } from './signInNeeded.ts';

/** How long the way from dialling to the answer of `connect` may take. */
const CONNECT_TIMEOUT_MS = 10_000;
/** How long an answer may take before the request counts as lost. */
const REQUEST_TIMEOUT_MS = 30_000;
/** A token that is refused so soon after it was given is not asked for again, in milliseconds. */
const RENEW_MS = 60_000;
/** Silence of this many heartbeats means that the socket is dead. */
const SILENT_HEARTBEATS = 2.5;
/** Online for this long, in milliseconds, the next loss is a new one: attempts are counted from the start. */
const STEADY_MS = 2_000;
export interface ConnectionOptions {
  url: string;
  client: string;
  host: ConnectionHost;
  log: Logger;
  random?: () => number;
  now?: () => number;
}

/**
 * One WebSocket to a room server: connects, reconnects with backoff, matches answers to requests, and notices a
 * socket that died silently. Knows nothing of what the events mean.
 */
export class RoomConnection {
  readonly #options: ConnectionOptions;
  readonly #host: ConnectionHost;
  readonly #pending = new PendingRequests();
  #state: ConnectionState = { state: 'idle' };
  #socket: WebSocket | undefined;
  #hello: Hello | undefined;
  /** Frames of this connection, over all its sockets, that meant nothing. */
  #ignoredFrames = 0;
  #nextId = 1;
  #attempt = 0;
  #wasOnline = false;
  #closed = false;
  #retryTimer: NodeJS.Timeout | undefined;
  #deadline: NodeJS.Timeout | undefined;
  #heard = 0;
  #onlineSince: number | undefined;
  #renewedAt = -Infinity;
  /** Who removed this person, where the server says so before it closes. */
  #removedBy: string | undefined;
  /** The newest token: for requests over HTTP, and for a computer whose secret storage fails. */
  #token: string | undefined;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#host = options.host;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** What proves over HTTP who this is; `undefined` before the first connection. */
  get token(): string | undefined {
    return this.#token;
  }

  /**
   * Begins to connect. An `impatient` start gives up at the first failure that comes before it was ever online, so
   * that a person who has just typed the address is told; else it is tried again for as long as it may help.
   */
  start(options: { impatient: boolean }): void {
    this.#wasOnline = !options.impatient;
    this.#dial();
  }

  /** Tries at once where it waits or has failed. */
  retryNow(): void {
    if (this.#closed || this.#state.state === 'online' || this.#state.state === 'connecting') return;
    clearTimeout(this.#retryTimer);
    this.#attempt = 0;
    this.#dial();
  }

  /**
   * Sends one request and answers with the fields of its `ok`.
   *
   * @param onAnswer called with them before the next frame is read: a promise's turn comes after frames that arrived
   *   in the same packet, which is too late for what has a place in the room's log
   * @throws RequestError what the server refused
   * @throws ConnectionError `lost` where no socket is open, it closes first, or no answer comes in 30 s
   */
  request(
    type: string,
    fields: Record<string, unknown> = {},
    onAnswer?: (body: Record<string, unknown>) => void,
  ): Promise<Record<string, unknown>> {
    const socket = this.#socket;
    if (this.#state.state !== 'online' || !socket) {
      return Promise.reject(new ConnectionError('lost', 'not connected'));
    }
    return this.#send(socket, type, fields, onAnswer);
  }

  /** Sends what needs no answer; dropped where no socket is open. */
  notify(type: string, fields: Record<string, unknown> = {}): void {
    if (this.#state.state === 'online') this.#socket?.send(JSON.stringify({ type, ...fields }));
  }

  /**
   * Connects anew to get another token: the one that it has is not good any more. False where that was done a moment ago,
   * and so does not help.
   */
  renew(): boolean {
    const now = this.#now();
    if (now - this.#renewedAt < RENEW_MS) return false;
    this.#renewedAt = now;
    const socket = this.#socket;
    if (this.#state.state === 'online' && socket) this.#fail(socket, new ConnectionError('lost', 'the token expired'));
    return true;
  }

  /** Closes for good; idempotent. Every pending request is rejected. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#retryTimer);
    const socket = this.#socket;
    this.#drop(new ConnectionError('lost', 'closed by this side'));
    socket?.close(1000);
    this.#state = { state: 'idle' };
  }

  #dial(): void {
    this.#attempt += 1;
    this.#setState({ state: 'connecting' });
    let socket: WebSocket;
    try {
      socket = new WebSocket(this.#options.url, {
        maxPayload: CLIENT_FRAME_BYTES,
        perMessageDeflate: false,
        followRedirects: false,
        handshakeTimeout: CONNECT_TIMEOUT_MS,
        ...pinnedSocket(this.#host.pin?.()),
      });
    } catch (cause) {
      this.#lost(new ConnectionError('bad_address', 'not a WebSocket URL', { cause }));
      return;
    }
    this.#socket = socket;
    this.#hello = undefined;
    this.#removedBy = undefined;
    this.#deadline = setTimeout(() => {
      this.#fail(socket, new ConnectionError(this.#hello ? 'timeout' : 'not_a_room_server', 'no greeting in time'));
    }, CONNECT_TIMEOUT_MS);
    socket.on('message', (data, isBinary) => {
      if (socket !== this.#socket) return;
      this.#heard = this.#now();
      if (!isBinary) this.#receive(socket, (data as Buffer).toString('utf8'));
    });
    socket.on('ping', () => (this.#heard = this.#now()));
    socket.on('unexpected-response', (request, response) => {
      request.destroy();
      this.#fail(socket, handshakeError(response.statusCode ?? 0));
    });
    socket.on('error', (error) => this.#fail(socket, handshakeError(error)));
    socket.on('close', (code) => {
      const final = code >= 4000 && !mayReconnect(code);
      const more = { closeCode: code, by: this.#removedBy };
      this.#fail(socket, new ConnectionError(final ? 'ended' : 'lost', `closed with ${code}`, more));
    });
  }

  #receive(socket: WebSocket, text: string): void {
    const frame = decodeServerFrame(text);
    if (!frame) {
      if (!this.#hello) this.#fail(socket, new ConnectionError('not_a_room_server', 'the first frame is no hello'));
      else this.#ignored('frame.ignored', { bytes: text.length });
      return;
    }
    switch (frame.kind) {
      case 'hello':
        if (this.#hello) return;
        this.#greet(socket, frame.hello).catch((error: unknown) => {
          this.#fail(socket, error instanceof Error ? error : new ConnectionError('lost', String(error)));
        });
        return;
      case 'otherVersion':
        this.#fail(socket, new ConnectionError('unsupported_version', `speaks ${frame.protocol.join(' to ')}`));
        return;
      case 'ok':
        this.#pending.resolve(frame.id, frame.body);
        return;
      case 'error':
        this.#refused(frame.error);
        return;
      case 'ping':
        socket.send('{"type":"pong"}');
        return;
      case 'pong':
        return;
      case 'event':
      case 'presence':
      case 'typing':
      case 'read':
      case 'notice':
        if (frame.kind === 'notice' && frame.notice.type === 'kicked') this.#removedBy = frame.notice.by.name;
        // Between the answer of `connect` and its handling nothing is lost: both happen in one turn, in order.
        if (this.#state.state === 'online') this.#host.onFrame(frame);
        return;
    }
  }

  async #greet(socket: WebSocket, hello: Hello): Promise<void> {
    this.#hello = hello;
    const token = await this.#loadToken();
    try {
      await this.#connect(socket, hello, token);
    } catch (error) {
      // A token that the server no longer knows: the name may still be free for a guest.
      const unknown = error instanceof RequestError && error.code === 'bad_token' && token !== undefined;
      if (!unknown) throw error;
      this.#keepToken(undefined);
      await this.#connect(socket, hello, undefined);
    }
  }

  async #connect(socket: WebSocket, hello: Hello, token: string | undefined): Promise<void> {
    // Gone while the token was looked for: nobody would answer.
    if (socket !== this.#socket) return;
    const fields = this.#host.connectFields();
    const { issuer, audience } = hello.identity ?? {};
    const isKnown = token !== undefined || fields.invite !== undefined || fields.identityToken !== undefined;
    if (!isKnown && hello.access === 'invite' && issuer !== undefined && audience !== undefined) {
      throw new SignInNeeded(issuer, audience);
    }
    const sent = { ...fields, token, protocol: PROTOCOL_VERSION, client: this.#options.client };
    const answered = this.#send(socket, 'connect', sent, (body) => {
      const user = decodeUser(body['user']);
      const rooms: unknown = body['rooms'];
      const snapshot = decodeSnapshot(Array.isArray(rooms) ? rooms[0] : undefined);
      const refusal = decodeRefusal(body['refused']);
      if (!user || (fields.room !== undefined && !snapshot && !refusal)) {
        throw new ConnectionError('not_a_room_server', 'the answer of connect has no user or room');
      }
      const kept = body['token'] ?? body['transferToken'];
      if (typeof kept === 'string' && kept !== token) this.#keepToken(kept);
      this.#host.onWelcome?.();
      if (refusal) throw new RequestError(refusal.code, refusal.message, 'no');
      this.#online(socket, { hello, user, snapshot });
    });
    await answered.catch((error: unknown) => {
      const isKeptOut = error instanceof RequestError && error.code === 'forbidden';
      throw isKeptOut ? new KeptOutError(error.message) : error;
    });
  }

  /** Without a secret storage that works one is a guest anew: no reason not to connect. */
  async #loadToken(): Promise<string | undefined> {
    try {
      return (this.#token = (await this.#host.loadToken()) ?? this.#token);
    } catch (error) {
      this.#options.log.warn('token.unread', { detail: error instanceof Error ? error.message : String(error) });
      return this.#token;
    }
  }

  #keepToken(token: string | undefined): void {
    this.#token = token;
    this.#host.saveToken(token).catch((error: unknown) => {
      this.#options.log.warn('token.unsaved', { detail: error instanceof Error ? error.message : String(error) });
    });
  }

  #online(socket: WebSocket, connected: Connected): void {
    clearTimeout(this.#deadline);
    this.#onlineSince = this.#now();
    this.#wasOnline = true;
    this.#watch(socket, connected.hello.heartbeatMs);
    this.#setState({ state: 'online' });
    this.#host.onConnected(connected);
  }

  /** Ends a socket on which nothing, not even a ping, was heard for too long ([LV1]). */
  #watch(socket: WebSocket, heartbeatMs: number): void {
    const patienceMs = heartbeatMs * SILENT_HEARTBEATS;
    this.#heard = this.#now();
    this.#deadline = setInterval(
      () => {
        if (this.#now() - this.#heard > patienceMs) this.#fail(socket, new ConnectionError('lost', 'silent'));
      },
      Math.min(patienceMs, 5_000),
    );
  }

  #send(
    socket: WebSocket,
    type: string,
    fields: Record<string, unknown>,
    onAnswer?: (body: Record<string, unknown>) => void,
  ): Promise<Record<string, unknown>> {
    const given = fields['id'];
    const id = typeof given === 'string' ? given : `r${this.#nextId++}`;
    const frame = JSON.stringify({ ...fields, type, id });
    const limit = this.#hello?.limits.frameBytes ?? 0;
    // The server would close the socket without an answer: the same would be sent, and lost, again and again.
    if (limit > 0 && Buffer.byteLength(frame) > limit) {
      return Promise.reject(new RequestError('too_large', 'larger than a frame of this server', 'no'));
    }
    const answer = this.#pending.add(id, {
      timeoutMs: REQUEST_TIMEOUT_MS,
      onTimeout: () => this.#fail(socket, new ConnectionError('lost', `no answer to ${type} in time`)),
      onAnswer,
    });
    socket.send(frame);
    return answer;
  }

  #refused(error: ErrorFrame): void {
    const refusal = new RequestError(error.code, error.message, error.retry);
    const asked = error.id !== undefined && this.#pending.reject(error.id, refusal);
    if (!asked) this.#ignored('error.unasked', { code: error.code });
  }

  /** A server that sends nothing else is not to fill the log with it: each doubling is told. */
  #ignored(event: string, fields: Record<string, string | number>): void {
    this.#ignoredFrames += 1;
    const count = this.#ignoredFrames;
    if ((count & (count - 1)) === 0) this.#options.log.warn(event, { ...fields, count });
  }

  #fail(socket: WebSocket, error: Error): void {
    if (socket !== this.#socket) return;
    this.#drop(error);
    socket.terminate();
    this.#lost(error);
  }

  /** Lets go of the socket and rejects what waits for its answers. */
  #drop(error: Error): void {
    this.#socket = undefined;
    clearTimeout(this.#deadline);
    this.#pending.rejectAll(error);
  }

  #lost(error: Error): void {
    if (this.#closed) return;
    // A server that lets one in only to cut the line at once is come back to ever more slowly.
    if (this.#onlineSince !== undefined && this.#now() - this.#onlineSince >= STEADY_MS) this.#attempt = 1;
    this.#onlineSince = undefined;
    const code = error instanceof ConnectionError || error instanceof RequestError ? error.code : 'internal';
    this.#options.log.warn('connection.lost', { code, detail: error.message, attempt: this.#attempt });
    if (!this.#wasOnline || isFinal(error)) {
      this.#setState({ state: 'failed', error });
      return;
    }
    const backoff = backoffMs(this.#attempt, this.#options.random ?? Math.random);
    const delayMs = Math.max(backoff, askedMs(error));
    this.#retryTimer = setTimeout(() => this.#dial(), delayMs);
    this.#setState({ state: 'waiting', retryAt: this.#now() + delayMs, error });
  }

  #setState(state: ConnectionState): void {
    if (this.#closed) return;
    this.#state = state;
    this.#host.onState(state);
  }

  #now(): number {
    return (this.#options.now ?? Date.now)();
  }
}
