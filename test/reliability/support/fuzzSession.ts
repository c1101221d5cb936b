import type { Socket } from 'node:net';
import { WebSocket } from 'ws';
import type { FuzzFrame, FuzzScript } from './fuzzFrames.ts';

interface Frame {
  type: string;
  id?: string;
  [field: string]: unknown;
}

/** How a socket may end after frames like these: of the protocol, of WebSocket itself, or without a word. */
const END_CODES = new Set([1000, 1002, 1003, 1005, 1006, 1007, 1008, 1009, 4001, 4003, 4008, 4013]);

const CLOSED_BY_SERVER = 4008;

/**
 * Plays one script. The session keeps book of which rooms it is in, and of which requests wait for an answer: every
 * event has to come from one of those rooms, and every request with an id has to be answered once ([RQ1], [AC4]).
 */
export class FuzzSession {
  readonly faults: string[] = [];
  /** Frames that the server took; of a session that it closed, those that it answered. */
  frames = 0;
  #sent = 0;
  #heard = 0;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<string, Frame>();
  readonly #answered = new Set<string>();
  readonly #rooms = new Set<string>();
  /** Rooms that were asked for without an id: nothing tells when one is in them. */
  readonly #unsaid = new Set<string>();
  readonly #closed: Promise<void>;
  #code: number | undefined;
  #onAnswer: (() => void) | undefined;

  /** @returns the session, when it has ended */
  static async play(url: string, script: FuzzScript, name: string): Promise<FuzzSession> {
    const socket = new WebSocket(url, { perMessageDeflate: false });
    const session = new FuzzSession(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    await session.#play(script, name);
    return session;
  }

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('error', () => undefined);
    socket.on('message', (data: Buffer) => this.#take(JSON.parse(data.toString()) as Frame));
    this.#closed = new Promise((resolve) => {
      socket.on('close', (code) => {
        this.#code = code;
        resolve();
      });
    });
  }

  async #play(script: FuzzScript, name: string): Promise<void> {
    if (script.greets) this.#request({ type: 'connect', name, room: script.room }, true);
    for (const frame of script.frames) this.#send(frame);
    // All that was asked is answered, or the server had enough of this.
    while (this.#waiting.size > 0 && this.#code === undefined) {
      await Promise.race([this.#closed, new Promise<void>((resolve) => (this.#onAnswer = resolve))]);
    }
    // After bytes that are no frame, a closing frame would not be read as one.
    if (script.tail) (this.#socket as unknown as { _socket: Socket | null })._socket?.end(script.tail);
    else this.#socket.close();
    await this.#closed;
    this.frames = this.#code === CLOSED_BY_SERVER ? Math.min(this.#heard, this.#sent) : this.#sent;
    if (!END_CODES.has(this.#code ?? 0)) this.faults.push(`the socket was closed with ${this.#code}`);
  }

  #send(frame: FuzzFrame): void {
    this.#sent += 1;
    if (frame.kind === 'object') this.#request(frame.fields, frame.hasId);
    else this.#socket.send(frame.kind === 'text' ? frame.text : frame.bytes);
    if (frame.kind === 'text') this.#noteUnsaid(parsed(frame.text));
  }

  #noteUnsaid(fields: unknown): void {
    if (typeof fields !== 'object' || fields === null || !('room' in fields) || !('type' in fields)) return;
    const { type, room } = fields;
    if ((type === 'join' || type === 'connect') && typeof room === 'string') this.#unsaid.add(key(room));
  }

  #request(fields: Record<string, unknown>, hasId: boolean): void {
    const id = `f${this.#waiting.size + this.#answered.size}`;
    if (hasId) this.#waiting.set(id, fields as Frame);
    else this.#noteUnsaid(fields);
    this.#socket.send(JSON.stringify(hasId ? { ...fields, id } : fields));
  }

  #take(frame: Frame): void {
    if (frame.type === 'ok' || frame.type === 'error') {
      this.#heard += 1;
      if (frame['code'] === 'internal') this.faults.push(`internal: ${JSON.stringify(frame)}`);
      if (frame.id !== undefined) this.#answer(frame.id, frame);
    } else if (typeof frame['room'] === 'string') {
      const room = key(frame['room']);
      if (!this.#rooms.has(room) && !this.#unsaid.has(room)) this.faults.push(`heard ${JSON.stringify(frame)}`);
    }
  }

  #answer(id: string, frame: Frame): void {
    const request = this.#waiting.get(id);
    if (!request) {
      this.faults.push(this.#answered.has(id) ? `${id} was answered twice` : `${id} was never asked`);
      return;
    }
    this.#waiting.delete(id);
    this.#answered.add(id);
    if (frame.type === 'ok') {
      if (request.type === 'connect')
        for (const { room } of frame['rooms'] as { room: string }[]) this.#rooms.add(key(room));
      if (request.type === 'join') this.#rooms.add(key(String(frame['room'])));
      if (request.type === 'leave') this.#rooms.delete(key(String(frame['room'])));
    }
    if (this.#waiting.size === 0) this.#onAnswer?.();
  }
}

function key(room: string): string {
  return room.trim().toLowerCase();
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
