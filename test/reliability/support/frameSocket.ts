import { WebSocket } from 'ws';

/** One frame of the server, as it came. */
export interface Frame {
  type: string;
  id?: string;
  [field: string]: unknown;
}

export interface FrameSocketEvents {
  onFrame(frame: Frame): void;
  /** Called once, whoever closed it. */
  onClose(code: number): void;
}

/** A WebSocket that keeps nothing of what it carries, for rigs through which hundreds of thousands of frames go. */
export class FrameSocket {
  /** Resolves with the close code. */
  readonly closed: Promise<number>;
  readonly #socket: WebSocket;
  readonly #asked = new Map<string, (frame: Frame | undefined) => void>();
  #nextId = 1;
  #closed = false;

  /** @param host what the `Host` header says, where that is not the address ([AC1]) */
  constructor(url: string, events: FrameSocketEvents, host?: string) {
    const headers = host === undefined ? {} : { Host: host };
    const socket = new WebSocket(url, { perMessageDeflate: false, headers });
    this.#socket = socket;
    this.closed = new Promise((resolve) => {
      // A socket that fails is closed after that, which is all that matters here.
      socket.on('error', () => undefined);
      socket.on('close', (code) => {
        this.#closed = true;
        events.onClose(code);
        for (const answer of this.#asked.values()) answer(undefined);
        this.#asked.clear();
        resolve(code);
      });
    });
    socket.on('message', (data: Buffer) => {
      const frame = JSON.parse(data.toString()) as Frame;
      // Before whoever asked goes on, since that takes another turn: what follows in the same packet is read before it.
      events.onFrame(frame);
      if (frame.id === undefined || (frame.type !== 'ok' && frame.type !== 'error')) return;
      this.#asked.get(frame.id)?.(frame);
      this.#asked.delete(frame.id);
    });
  }

  send(frame: Record<string, unknown>): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame));
  }

  /** Sends what goes over the wire as it is. */
  sendRaw(data: string | Buffer): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(data);
  }

  /** @returns the answer; `undefined` where the socket closes first */
  async ask(request: Record<string, unknown>): Promise<Frame | undefined> {
    if (this.#closed) return undefined;
    const given = request['id'];
    const id = typeof given === 'string' ? given : `q-${this.#nextId++}`;
    return await new Promise((resolve) => {
      this.#asked.set(id, resolve);
      this.send({ ...request, id });
    });
  }

  /** Without a goodbye. */
  cut(): void {
    this.#socket.terminate();
  }
}
