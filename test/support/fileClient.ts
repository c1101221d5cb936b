import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type ClientRequest, request, type IncomingMessage } from 'node:http';
import { WireClient } from './wireClient.ts';

/** An answer over HTTP, read to its end. */
export interface Answer {
  status: number;
  headers: Headers;
  bytes: Buffer;
  /** The error's code; nothing where it is no error. */
  code: string | undefined;
}

/** What the `Room-Chat-Event` header tells. */
export interface Posted {
  room: string;
  seq: number;
  time: number;
  id: string;
  file: { id: string; name: string; size: number; mediaType: string; sha256: string; [field: string]: unknown };
}

export const OFFSET_TYPE = 'application/offset+octet-stream';

/** Somebody in a room who sends and fetches files over HTTP; speaks only the wire. */
export class FileClient {
  readonly chat: WireClient;
  readonly token: string;
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly room: string;

  /** @param fields further ones of `connect`, such as `token` */
  static async join(serverUrl: string, name: string, room = 'general', fields: object = {}): Promise<FileClient> {
    const chat = await WireClient.join(serverUrl, name, { room, ...fields });
    const ok = chat.frames.find((frame) => frame.type === 'ok') ?? {};
    const { transferToken, token } = ok as { transferToken?: string; token?: string };
    return new FileClient(chat, transferToken ?? token ?? '', serverUrl.replace('ws:', 'http:'), room);
  }

  constructor(chat: WireClient, token: string, url: string, room: string) {
    this.chat = chat;
    this.token = token;
    this.url = url;
    this.room = room;
  }

  /** Any request, with this one's token. */
  async ask(method: string, path: string, headers: Record<string, string> = {}, body?: Uint8Array): Promise<Answer> {
    const response = await fetch(this.url + path, {
      method,
      headers: { Authorization: `Bearer ${this.token}`, 'Tus-Resumable': '1.0.0', ...headers },
      ...(body && { body: body as Uint8Array<ArrayBuffer> }),
    });
    return toAnswer(response.status, response.headers, Buffer.from(await response.arrayBuffer()));
  }

  /** `POST /files`. */
  async create(
    length: number,
    metadata: Record<string, string | Uint8Array> = {},
    headers: Record<string, string> = {},
    body?: Uint8Array,
  ): Promise<Answer> {
    const all = { room: this.room, filename: 'data.bin', id: randomUUID(), ...metadata };
    return await this.ask(
      'POST',
      '/files',
      { 'Upload-Length': String(length), 'Upload-Metadata': encodeMetadata(all), ...headers },
      body,
    );
  }

  /** Creates an upload that has to succeed. @returns its path */
  async location(length: number, metadata: Record<string, string | Uint8Array> = {}): Promise<string> {
    const answer = await this.create(length, metadata);
    if (answer.status !== 201) throw new Error(`${answer.status} ${answer.bytes.toString()}`);
    return answer.headers.get('location') ?? '';
  }

  async patch(path: string, offset: number, bytes: Uint8Array, headers: Record<string, string> = {}): Promise<Answer> {
    return await this.ask(
      'PATCH',
      path,
      { 'Content-Type': OFFSET_TYPE, 'Upload-Offset': String(offset), ...headers },
      bytes,
    );
  }

  /** The offset that `HEAD` tells. @throws Error where it tells none */
  async offset(path: string): Promise<number> {
    const { status, headers } = await this.ask('HEAD', path);
    if (status !== 200) throw new Error(`HEAD answered ${status}.`);
    return Number(headers.get('upload-offset'));
  }

  /** Uploads a file in one request. */
  async share(bytes: Uint8Array, metadata: Record<string, string | Uint8Array> = {}): Promise<Posted> {
    const answer = await this.create(bytes.length, metadata, { 'Content-Type': OFFSET_TYPE }, bytes);
    if (answer.status !== 201) throw new Error(`${answer.status} ${answer.bytes.toString()}`);
    return posted(answer);
  }

  /** Begins a `PATCH` and leaves it to the caller what comes of it. */
  open(path: string, offset: number, length: number | 'chunked', headers: Record<string, string> = {}): OpenRequest {
    return new OpenRequest(
      request(this.url + path, {
        method: 'PATCH',
        agent: false,
        headers: {
          Authorization: `Bearer ${this.token}`,
          'Tus-Resumable': '1.0.0',
          'Content-Type': OFFSET_TYPE,
          'Upload-Offset': String(offset),
          ...(length === 'chunked' ? { 'Transfer-Encoding': length } : { 'Content-Length': String(length) }),
          ...headers,
        },
      }),
    );
  }

  async close(): Promise<void> {
    await this.chat.cut();
  }
}

/** A request whose body is written piece by piece. */
export class OpenRequest {
  /** Resolves with the answer, read to its end; rejects where the connection ends first. */
  readonly answer: Promise<Answer>;
  readonly #request: ClientRequest;

  constructor(outgoing: ClientRequest) {
    this.#request = outgoing;
    this.answer = readAnswer(outgoing);
    this.answer.catch(() => undefined);
    // Whoever waits for the answer hears of it; a server that dies later tells nobody anything.
    outgoing.on('error', () => undefined);
    outgoing.flushHeaders();
  }

  /** Resolves when the bytes are with the system. */
  async write(bytes: Uint8Array): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#request.write(bytes, (error) => (error ? reject(error) : resolve()));
    });
  }

  end(): void {
    this.#request.end();
  }

  /** Ends the connection without a goodbye. */
  async cut(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#request.once('close', () => resolve());
      this.#request.on('error', () => undefined);
      this.#request.destroy();
    });
  }
}

async function readAnswer(outgoing: ClientRequest): Promise<Answer> {
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
  const pieces: Buffer[] = [];
  for await (const piece of incoming) pieces.push(piece as Buffer);
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) headers.set(name, String(value));
  return toAnswer(incoming.statusCode ?? 0, headers, Buffer.concat(pieces));
}

function toAnswer(status: number, headers: Headers, bytes: Buffer): Answer {
  const isJson = status >= 400 && headers.get('content-type') === 'application/json' && bytes.length > 0;
  const code = isJson ? String((JSON.parse(bytes.toString()) as { code?: string }).code) : undefined;
  return { status, headers, bytes, code };
}

/** @throws Error where the answer tells of no event */
export function posted(answer: Answer): Posted {
  const header = answer.headers.get('room-chat-event');
  if (header === null) throw new Error(`No event in the answer ${answer.status} ${answer.bytes.toString()}`);
  return JSON.parse(header) as Posted;
}

export function encodeMetadata(values: Record<string, string | Uint8Array>): string {
  return Object.entries(values)
    .map(([key, value]) => `${key} ${Buffer.from(value as string).toString('base64')}`)
    .join(',');
}
