import { Backlog } from './backlog.ts';
import type { Frame } from './frame.ts';

/** So long may presence and typing wait, in milliseconds: nobody sees it, and where many come at once they share writes. */
const EPHEMERAL_DELAY_MS = 30;

/** What has something to send at the end of this turn of the event loop, or a little later. */
export interface TurnListener {
  turnEnded(): void;
  delayEnded(): void;
}

/**
 * The end of a turn of the event loop, at which all sockets that got something are written to. Most of them got the same
 * frames: a socket costs one write of one buffer, however many messages there were.
 */
export class SendTick {
  #waiting: TurnListener[] = [];
  #flushed: TurnListener[] = [];
  #delayed: TurnListener[] = [];
  #first: Backlog | undefined;
  #sentBytes = 0;

  /** What went to sockets since the start. */
  get sentBytes(): number {
    return this.#sentBytes;
  }

  /** The backlog of a socket that nothing waited for: one for all of them. */
  begin(frame: Frame): Backlog {
    if (this.#first?.last !== frame) this.#first = new Backlog(frame);
    return this.#first;
  }

  /** Tells `queue` when this turn ends; to be called once a turn by each. */
  schedule(queue: TurnListener): void {
    if (this.#waiting.length === 0) setImmediate(() => this.#flush());
    this.#waiting.push(queue);
  }

  /** Tells `queue` when what can wait has waited; to be called once by each until then. */
  scheduleLater(queue: TurnListener): void {
    if (this.#delayed.length === 0) setTimeout(() => this.#endDelay(), EPHEMERAL_DELAY_MS);
    this.#delayed.push(queue);
  }

  /** Counts what went to a socket. */
  sent(bytes: number): void {
    this.#sentBytes += bytes;
  }

  #endDelay(): void {
    const delayed = this.#delayed;
    this.#delayed = [];
    for (const queue of delayed) queue.delayEnded();
  }

  #flush(): void {
    const waiting = this.#waiting;
    // Two lists by turns: a new one would grow anew in each turn.
    this.#waiting = this.#flushed;
    for (const queue of waiting) queue.turnEnded();
    waiting.length = 0;
    this.#flushed = waiting;
    // What was joined for this turn is of no use in another.
    this.#first = undefined;
  }
}
