import type { Duplex } from 'node:stream';
import type { Backlog } from './backlog.ts';
import type { Frame } from './frame.ts';
import { QUEUE_BYTES, QUEUE_FRAMES } from './protocol/limits.ts';
import type { SendTick, TurnListener } from './sendTick.ts';

export interface SendQueueEvents {
  /** More waits than a session may have: it has to go ([LV2]). Called once. */
  onOverflow(): void;
  /** Less than half of the bounds waits again, after it was more. */
  onRelief(): void;
  onDrop(frames: number): void;
}

/**
 * What waits for one socket. Frames that come in one tick leave in one write, ephemeral ones a little later if
 * nothing else comes; while the socket is full they wait here, bounded in number and bytes. Frames go to the socket as they are and not through `ws`, which would encode and
 * write each by itself.
 */
export class SendQueue implements TurnListener {
  readonly #socket: Duplex;
  readonly #tick: SendTick;
  readonly #events: SendQueueEvents;
  #backlog: Backlog | undefined;
  #scheduled = false;
  #delayed = false;
  #pressed = false;
  #closed = false;

  constructor(socket: Duplex, tick: SendTick, events: SendQueueEvents) {
    this.#socket = socket;
    this.#tick = tick;
    this.#events = events;
  }

  /** Bytes that wait here and in the socket. */
  get waiting(): number {
    return (this.#backlog?.bytes ?? 0) + this.#socket.writableLength;
  }

  get pressed(): boolean {
    return this.#isPressing(this.waiting);
  }

  send(frame: Frame): void {
    if (this.#closed) return;
    const { length } = frame.bytes;
    // Asked for once: this runs for every frame of every socket.
    let { waiting } = this;
    if (this.#isPressing(waiting)) {
      this.#dropEphemeral();
      if (frame.ephemeral) {
        this.#events.onDrop(1);
        return;
      }
      ({ waiting } = this);
    }
    // A single frame larger than what is left is let through where nothing waits: the bound is on what piles up.
    if (this.#isFull(waiting, length)) {
      // A burst of one tick is not a slow reader: the socket may take it at once.
      this.flush();
      ({ waiting } = this);
      if (this.#isFull(waiting, length)) {
        this.#closed = true;
        this.#backlog = undefined;
        this.#events.onOverflow();
        return;
      }
    }
    this.#backlog = this.#backlog ? this.#backlog.with(frame) : this.#tick.begin(frame);
    // Whoever stops because of it has to be told when it is over, also where no further frame comes.
    if (this.#isPressing(waiting + length)) this.#pressed = true;
    this.#schedule(frame.ephemeral);
  }

  turnEnded(): void {
    this.#scheduled = false;
    this.flush();
  }

  delayEnded(): void {
    this.#delayed = false;
    this.flush();
  }

  /** Hands what waits to the socket, if that has room. Call it when the socket has some again, too: at its `drain`. */
  flush(): void {
    if (this.#closed || this.#socket.writableNeedDrain || this.#socket.destroyed) return;
    const backlog = this.#backlog;
    if (backlog) {
      this.#backlog = undefined;
      const joined = backlog.joined();
      if (joined) this.#socket.write(joined);
      else {
        this.#socket.cork();
        for (const frame of backlog.list()) this.#socket.write(frame.bytes);
        this.#socket.uncork();
      }
      this.#tick.sent(backlog.bytes);
    }
    if (this.#pressed && !this.pressed) {
      this.#pressed = false;
      this.#events.onRelief();
    }
  }

  /** Sends what waits even where the socket is full, then takes nothing more. */
  end(): void {
    if (this.#closed) return;
    const backlog = this.#backlog;
    this.#backlog = undefined;
    this.#closed = true;
    if (!backlog || this.#socket.destroyed) return;
    for (const frame of backlog.list()) this.#socket.write(frame.bytes);
  }

  /** What is ephemeral goes with the next frame that is not, or a little later. */
  #schedule(mayWait: boolean): void {
    if (this.#scheduled || (mayWait && this.#delayed)) return;
    if (mayWait) {
      this.#delayed = true;
      this.#tick.scheduleLater(this);
    } else {
      this.#scheduled = true;
      this.#tick.schedule(this);
    }
  }

  #isPressing(waiting: number): boolean {
    return waiting > QUEUE_BYTES / 2 || (this.#backlog?.frames ?? 0) > QUEUE_FRAMES / 2;
  }

  #isFull(waiting: number, more: number): boolean {
    return waiting > 0 && ((this.#backlog?.frames ?? 0) >= QUEUE_FRAMES || waiting + more > QUEUE_BYTES);
  }

  #dropEphemeral(): void {
    const kept = this.#backlog?.withoutEphemeral();
    const dropped = (this.#backlog?.frames ?? 0) - (kept?.frames ?? 0);
    if (dropped === 0) return;
    this.#backlog = kept;
    this.#events.onDrop(dropped);
  }
}
