import type { Frame } from './frame.ts';

/** More than this is not copied together: the copy would cost more than the longer list of buffers. */
const JOINED_BYTES = 131_072;
/** More than this only where a second socket has the same to send: a list is no dearer than a copy for one alone. */
const COPIED_BYTES = 4_096;

/**
 * What waits for a socket: frames, in order. It never changes, and what is made of it by one more frame is remembered:
 * sockets that got the same frames hold the same backlog, whose bytes are joined once for all of them.
 */
export class Backlog {
  readonly last: Frame;
  /** How many frames, and their bytes. */
  readonly frames: number;
  readonly bytes: number;
  readonly #ephemeral: number;
  readonly #before: Backlog | undefined;
  #longer: Backlog | undefined;
  #joined: Buffer | undefined;
  #askedFor = false;

  constructor(last: Frame, before?: Backlog) {
    this.last = last;
    this.frames = (before?.frames ?? 0) + 1;
    this.bytes = (before?.bytes ?? 0) + last.bytes.length;
    this.#ephemeral = (before ? before.#ephemeral : 0) + (last.ephemeral ? 1 : 0);
    this.#before = before;
  }

  /** This and one more frame. */
  with(frame: Frame): Backlog {
    if (this.#longer?.last !== frame) this.#longer = new Backlog(frame, this);
    return this.#longer;
  }

  /** This without what is ephemeral; `undefined` where nothing is left. */
  withoutEphemeral(): Backlog | undefined {
    if (this.#ephemeral === 0) return this;
    let kept: Backlog | undefined;
    for (const frame of this.list()) if (!frame.ephemeral) kept = new Backlog(frame, kept);
    return kept;
  }

  /** The bytes of all frames one after another, for one more socket; `undefined` where a copy of them does not pay. */
  joined(): Buffer | undefined {
    if (!this.#before) return this.last.bytes;
    if (this.bytes > JOINED_BYTES) return undefined;
    if (this.bytes > COPIED_BYTES && !this.#askedFor) {
      this.#askedFor = true;
      return undefined;
    }
    this.#joined ??= Buffer.concat(
      this.list().map((frame) => frame.bytes),
      this.bytes,
    );
    return this.#joined;
  }

  list(): Frame[] {
    const frames = new Array<Frame>(this.frames);
    frames[this.frames - 1] = this.last;
    for (let earlier = this.#before; earlier; earlier = earlier.#before) frames[earlier.frames - 1] = earlier.last;
    return frames;
  }
}
