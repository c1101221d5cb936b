import type { Frame } from './frame.ts';

/** What has something to send at the end of this turn of the event loop. */
export interface TurnListener {
  turnEnded(): void;
}

/** More than this is not copied together: the copy would cost more than the longer list of buffers. */
const JOINED_BYTES = 131_072;

/**
 * The end of a turn of the event loop, at which all sockets that got something are written to. Most of them got the same
 * frames: those are joined once, so that a socket costs one write of one buffer, however many messages there were.
 */
export class SendTick {
  #waiting: TurnListener[] = [];
  #frames: readonly Frame[] = [];
  #joined: Buffer | undefined;

  /** Tells `queue` when this turn ends; to be called once a turn by each. */
  schedule(queue: TurnListener): void {
    if (this.#waiting.length === 0) setImmediate(() => this.#flush());
    this.#waiting.push(queue);
  }

  /** The bytes of `frames` one after another; `undefined` where they are too many to be copied. */
  join(frames: readonly Frame[], bytes: number): Buffer | undefined {
    if (bytes > JOINED_BYTES) return undefined;
    if (!this.#joined || !sameFrames(frames, this.#frames)) {
      this.#frames = frames;
      this.#joined = Buffer.concat(
        frames.map((frame) => frame.bytes),
        bytes,
      );
    }
    return this.#joined;
  }

  #flush(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const queue of waiting) queue.turnEnded();
    // What was joined for this turn is of no use in another.
    this.#frames = [];
    this.#joined = undefined;
  }
}

function sameFrames(some: readonly Frame[], others: readonly Frame[]): boolean {
  if (some.length !== others.length) return false;
  for (let index = 0; index < some.length; index += 1) if (some[index] !== others[index]) return false;
  return true;
}
