import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { PINNED_TLS, whenPinned } from '../connection/certificatePin.ts';
import { http, https } from '../connection/editorHttp.ts';
import { ConnectionError, RequestError } from '../connection/errors.ts';
import { handshakeError } from '../connection/handshakeError.ts';
import { SourceError } from './sourceError.ts';

/** A request of which nothing moves for so long is given up, in milliseconds: its connection is dead. */
const SILENCE_MS = 60_000;
/** Most bytes of an answer that is not a file. */
const MOST_ANSWER_BYTES = 65_536;
/** Bytes that are read, and written, at once. */
const CHUNK_BYTES = 262_144;

/** Bytes that a request carries, read as they are sent. */
export interface RequestBody {
  sizeBytes: number;
  /** Fills the beginning of `into` with the bytes from `position` on; answers how many these are, at least one. */
  read(into: Buffer, position: number): Promise<number>;
  /** So many bytes of the body have left. */
  onSent(bytes: number): void;
}

export interface HttpRequest {
  method: 'POST' | 'HEAD' | 'PATCH' | 'DELETE' | 'GET';
  /** From the root of the server on. */
  path: string;
  headers?: Readonly<Record<string, string>> | undefined;
  body?: RequestBody | undefined;
  /** Ends the request, which rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
}

export interface HttpAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/**
 * The HTTP side of a room server, on the port of its WebSocket. The token goes in a header only, no redirect is followed,
 * and certificates are checked as they are for the WebSocket.
 */
export class HttpClient {
  readonly #base: URL;
  readonly #token: () => string | undefined;
  readonly #pin: () => string | undefined;

  /**
   * @param serverUrl of the WebSocket, as `parseServerAddress` gives it
   * @param pin SHA-256 of the only certificate that is accepted; `undefined` where the usual checks decide
   */
  constructor(serverUrl: string, token: () => string | undefined, pin: () => string | undefined = () => undefined) {
    this.#base = new URL(serverUrl.replace(/^ws/u, 'http'));
    this.#token = token;
    this.#pin = pin;
  }

  /**
   * Sends a request and takes its short answer, whatever its status.
   *
   * @throws ConnectionError no answer came, or one that no room server gives
   */
  async ask(request: HttpRequest): Promise<HttpAnswer> {
    const response = await this.open(request);
    const parts: Buffer[] = [];
    let size = 0;
    try {
      for await (const part of response as AsyncIterable<Buffer>) {
        size += part.length;
        if (size > MOST_ANSWER_BYTES) throw new ConnectionError('not_a_room_server', 'an answer without end');
        parts.push(part);
      }
    } catch (error) {
      throw failure(error, request.signal);
    } finally {
      response.destroy();
    }
    return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) };
  }

  /**
   * Sends a request and answers as soon as the head of the answer is there; whoever calls reads the rest or destroys it.
   *
   * @throws ConnectionError
   */
  async open({ method, path, headers, body, signal }: HttpRequest): Promise<IncomingMessage> {
    const token = this.#token();
    if (token === undefined) throw new ConnectionError('lost', 'the server gave no token');
    signal?.throwIfAborted();
    const pin = this.#pin();
    const request = (this.#base.protocol === 'https:' ? https : http).request(new URL(path, this.#base), {
      method,
      ...(pin !== undefined && PINNED_TLS),
      headers: {
        ...headers,
        authorization: `Bearer ${token}`,
        // One that was idle for long may be dead without a word; a connection costs little beside what goes over it.
        connection: 'close',
        ...(body && { 'content-length': String(body.sizeBytes) }),
      },
    });
    const response = await this.#exchange(request, { body, signal, pin });
    if (response.statusCode === undefined || response.statusCode < 200 || Math.trunc(response.statusCode / 100) === 3) {
      // 304 is an answer to what is never asked; a redirect may lead to anybody, with the token.
      response.destroy();
      throw new ConnectionError('not_a_room_server', `answered HTTP ${response.statusCode ?? 0}`);
    }
    return response;
  }

  #exchange(
    request: ClientRequest,
    { body, signal, pin }: Pick<HttpRequest, 'body' | 'signal'> & { pin: string | undefined },
  ): Promise<IncomingMessage> {
    const silent = (): void => {
      request.destroy(new ConnectionError('lost', 'no answer in time'));
    };
    let timer: NodeJS.Timeout | undefined = setTimeout(silent, SILENCE_MS);
    const heard = (): void => {
      timer?.refresh();
    };
    const abort = (): void => {
      request.destroy();
    };
    signal?.addEventListener('abort', abort);
    return new Promise<IncomingMessage>((resolve, reject) => {
      let source: unknown;
      const settle = (end: () => void): void => {
        clearTimeout(timer);
        timer = undefined;
        signal?.removeEventListener('abort', abort);
        end();
      };
      request.on('response', (response) => {
        watchOver(response, signal);
        settle(() => resolve(response));
      });
      request.on('error', (error) => settle(() => reject(failure(source ?? error, signal))));
      request.on('close', () => settle(() => reject(failure(new ConnectionError('lost', 'closed'), signal))));
      const trusted = pin === undefined ? Promise.resolve() : whenPinned(request, pin);
      const sent = trusted.then(() => sendBody(request, body, heard));
      sent.catch((error: unknown) => {
        // Where the connection broke, its own error says why; else the bytes could not be read.
        source = error;
        request.destroy(error instanceof Error ? error : new Error(String(error)));
      });
    });
  }
}

/** Ends an answer that says nothing for too long, or that nobody wants any more. */
function watchOver(response: IncomingMessage, signal: AbortSignal | undefined): void {
  const abort = (): void => {
    response.destroy();
  };
  signal?.addEventListener('abort', abort);
  response.setTimeout(SILENCE_MS, () => response.destroy(new ConnectionError('lost', 'silent')));
  response.on('close', () => signal?.removeEventListener('abort', abort));
}

/** Sends from two buffers by turns, so that reading and sending overlap and a file of any size takes no more memory. */
async function sendBody(request: ClientRequest, body: RequestBody | undefined, heard: () => void): Promise<void> {
  if (body && body.sizeBytes > 0) {
    const buffers = [0, 1].map(() => Buffer.allocUnsafe(Math.min(CHUNK_BYTES, body.sizeBytes)));
    const written: Promise<void>[] = [];
    let position = 0;
    for (let turn = 0; position < body.sizeBytes; turn ^= 1) {
      await written[turn];
      // Answered already, or gone: the rest is not asked for.
      if (request.destroyed || request.writableEnded) return;
      const room = buffers[turn]?.subarray(0, body.sizeBytes - position) ?? Buffer.alloc(0);
      const filled = room.subarray(0, await body.read(room, position));
      position += filled.length;
      const sent = position;
      written[turn] = write(request, filled).then((isSent) => {
        if (!isSent) return;
        heard();
        body.onSent(sent);
      });
    }
    await Promise.all(written);
  }
  request.end();
}

/** Resolves when the bytes are with the system, or false when they never will be: the request's own error tells why. */
function write(request: ClientRequest, bytes: Buffer): Promise<boolean> {
  return new Promise((resolve) => {
    request.write(bytes, (error) => resolve(!error));
  });
}

/** What ended an exchange: the word of who ended it, an error that says it already, or what the socket's error means. */
export function failure(error: unknown, signal: AbortSignal | undefined): Error {
  if (signal?.aborted) return signal.reason instanceof Error ? signal.reason : new Error('aborted');
  if (!(error instanceof Error)) return new ConnectionError('lost', String(error));
  const isSaid = error instanceof ConnectionError || error instanceof RequestError || error instanceof SourceError;
  return isSaid ? error : handshakeError(error);
}
