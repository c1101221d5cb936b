import { type Frame, FrameSocket } from './frameSocket.ts';
import type { ChatEvent, Ledger } from './ledger.ts';
import { requestOf, type Send } from './sends.ts';

export interface ResumingOptions {
  name: string;
  room: string;
  ledger: Ledger;
  /** What to send next; `undefined` where there is nothing more. */
  next: () => Send | undefined;
  /** Sends under way at once. */
  window: number;
  /** The server's own address, where the way to it leads over another. */
  host?: string;
}

interface Snapshot {
  seq: number;
  events: ChatEvent[];
  gap?: { from: number; to: number };
}

/**
 * A client as the protocol asks for: resumes after the last place it saw, pages what lies in a gap, and sends again
 * under the same id whatever was not acknowledged. All that it is told goes into the ledger, and each live event has to
 * follow the one before ([MSG5]).
 */
export class ResumingClient {
  readonly #options: ResumingOptions;
  readonly #unacknowledged = new Map<string, Send>();
  #socket: FrameSocket | undefined;
  #online = false;
  /** The newest place, and how many were received, from the first. */
  #seq = 0;
  #first = 0;
  #received = 0;
  #gaps: { from: number; to: number }[] = [];
  #epoch: string | undefined;
  #token: string | undefined;
  #onDrained: (() => void) | undefined;

  constructor(options: ResumingOptions) {
    this.#options = options;
  }

  get seq(): number {
    return this.#seq;
  }

  /** Places between the first and the newest that never came. */
  get missing(): number {
    return this.#seq - this.#first + 1 - this.#received;
  }

  /** Dials, resumes and fills its gaps. @returns false where the socket was lost on the way. @throws where it is refused */
  async connect(url: string): Promise<boolean> {
    const { name, room } = this.#options;
    const greeting = Promise.withResolvers<Frame | undefined>();
    const events = {
      onFrame: (frame: Frame) => {
        if (frame.type === 'hello') greeting.resolve(frame);
        else if (socket === this.#socket) this.#take(frame);
      },
      onClose: () => {
        greeting.resolve(undefined);
        if (socket === this.#socket) this.#online = false;
      },
    };
    const socket = new FrameSocket(url, events, this.#options.host);
    this.#socket = socket;
    const hello = await greeting.promise;
    if (!hello) return false;
    if (this.#epoch !== undefined && this.#epoch !== hello['epoch']) this.#fault('met another epoch');
    this.#epoch = String(hello['epoch']);
    const place = this.#seq > 0 && { after: this.#seq, epoch: this.#epoch };
    const answer = await socket.ask({ type: 'connect', name, room, token: this.#token, ...place });
    if (answer?.type === 'error') throw new Error(`${name}: ${String(answer['code'])} ${String(answer['message'])}`);
    return answer !== undefined && (await this.#fillGaps(socket));
  }

  /** Resolves when the socket that it has now is closed. */
  async lost(): Promise<void> {
    await this.#socket?.closed;
  }

  /** Resolves when there is nothing more to send and all is acknowledged. */
  async drained(): Promise<void> {
    if (this.#online && this.#unacknowledged.size === 0) return;
    await new Promise<void>((resolve) => (this.#onDrained = resolve));
  }

  close(): void {
    this.#socket?.cut();
  }

  #take(frame: Frame): void {
    if (frame.type === 'ok' && frame['rooms'] !== undefined) this.#goLive(frame);
    else if (frame.type === 'ok' || frame.type === 'error') this.#answered(frame);
    else if (typeof frame['seq'] === 'number' && frame.type !== 'read') this.#advance(frame as unknown as ChatEvent);
  }

  /** Snapshot and subscription are one step ([RM2]): from here on every place follows the one before. */
  #goLive(answer: Frame): void {
    const [snapshot] = answer['rooms'] as [Snapshot];
    const token = answer['token'] ?? answer['transferToken'];
    if (typeof token === 'string') this.#token = token;
    const { gap, events, seq } = snapshot;
    if (gap) {
      if (gap.from !== this.#seq + 1) this.#fault(`was told of a gap from ${gap.from}`);
      this.#gaps.push(gap);
      this.#seq = gap.to;
    } else if (this.#first === 0) {
      this.#first = events[0]?.seq ?? 1;
      this.#seq = this.#first - 1;
    }
    for (const event of events) this.#advance(event);
    if (this.#seq !== seq) this.#fault(`was told of ${seq} places`);
    this.#online = true;
    for (const send of this.#unacknowledged.values()) this.#socket?.send(requestOf(send, this.#options.room));
    this.#pump();
  }

  #answered(frame: Frame): void {
    const id = frame.id ?? '';
    const send = this.#unacknowledged.get(id);
    if (!send) return;
    if (frame.type === 'error') {
      this.#fault(`was refused ${id}: ${String(frame['code'])}`);
      return;
    }
    const { ledger, name, room } = this.#options;
    const event = {
      type: send.kind === 'upload' ? 'file' : 'message',
      id,
      room,
      seq: frame['seq'] as number,
      from: { id: name, name },
    };
    // A repeated acknowledgement is of a place that was seen before, a first one of the next.
    if (event.seq > this.#seq) this.#advance(event);
    else ledger.observe(event);
    this.#unacknowledged.delete(id);
    ledger.acknowledge(id, event.seq);
    this.#pump();
  }

  #pump(): void {
    const { next, window, room } = this.#options;
    while (this.#online && this.#unacknowledged.size < window) {
      const send = next();
      if (!send) break;
      this.#unacknowledged.set(send.id, send);
      this.#socket?.send(requestOf(send, room));
    }
    if (this.#online && this.#unacknowledged.size === 0) this.#onDrained?.();
  }

  #advance(event: ChatEvent): void {
    if (event.seq !== this.#seq + 1) this.#fault(`heard ${event.seq}`);
    else this.#received += 1;
    this.#seq = Math.max(this.#seq, event.seq);
    this.#options.ledger.observe(event);
  }

  async #fillGaps(socket: FrameSocket): Promise<boolean> {
    for (let gap = this.#gaps[0]; gap; gap = this.#gaps[0]) {
      const { room, ledger } = this.#options;
      const page = await socket.ask({ type: 'history', room, after: gap.from - 1, limit: 200 });
      if (!page) return false;
      const events = ((page['events'] ?? []) as ChatEvent[]).filter(({ seq }) => seq <= gap.to);
      if (events.length === 0) throw new Error(`A gap from ${gap.from} has no page: ${JSON.stringify(page)}`);
      for (const event of events) {
        if (event.seq !== gap.from) this.#fault(`found ${event.seq} in its gap from ${gap.from}`);
        gap.from = event.seq + 1;
        this.#received += 1;
        ledger.observe(event);
      }
      if (gap.from > gap.to) this.#gaps.shift();
    }
    return true;
  }

  #fault(words: string): void {
    this.#options.ledger.fault(`${this.#options.name} at ${this.#seq} ${words}`);
  }
}
