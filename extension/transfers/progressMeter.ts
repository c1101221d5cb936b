/** How far bytes have come; what the chat's cards and notifications show. */
export interface Progress {
  bytes: number;
  totalBytes: number;
  /** Over the last seconds; absent while nothing moves. */
  bytesPerSecond?: number | undefined;
  /** Waits for the connection, and goes on by itself. */
  paused?: boolean | undefined;
  /** The bytes are being read through before the first of them is sent. */
  preparing?: boolean | undefined;
}

/** At most so often is progress told, in milliseconds. */
const TELL_MS = 200;
/** What the rate is taken over, in milliseconds. */
const RATE_MS = 4_000;

/** Measures one transfer, and tells of it at most five times a second. */
export class ProgressMeter {
  readonly #totalBytes: number;
  readonly #tell: (progress: Progress) => void;
  readonly #now: () => number;
  #bytes = 0;
  #paused = false;
  #preparing = false;
  #toldAt = -Infinity;
  /** Where the transfer stood at moments of the last seconds, the oldest first. */
  #samples: { at: number; bytes: number }[] = [];

  constructor(totalBytes: number, tell: (progress: Progress) => void, now: () => number = () => performance.now()) {
    this.#totalBytes = totalBytes;
    this.#tell = tell;
    this.#now = now;
  }

  /** The transfer stands at `bytes` from here on: what lies between was not moved now, and counts for no rate. */
  begin(bytes: number, options: { preparing?: boolean } = {}): void {
    this.#preparing = options.preparing ?? false;
    this.#paused = false;
    this.#samples = [];
    this.#note(bytes);
    this.#emit();
  }

  /** The transfer has come to `bytes`. */
  moved(bytes: number): void {
    this.#note(bytes);
    if (this.#now() - this.#toldAt >= TELL_MS) this.#emit();
  }

  /** Nothing moves until `begin`. */
  pause(): void {
    this.#paused = true;
    this.#samples = [];
    this.#emit();
  }

  #note(bytes: number): void {
    const at = this.#now();
    this.#bytes = Math.min(bytes, this.#totalBytes);
    const last = this.#samples.at(-1);
    // A sample for each chunk would be thousands a second.
    if (last && at - last.at < TELL_MS / 2) return;
    this.#samples.push({ at, bytes: this.#bytes });
    while (this.#samples.length > 2 && at - (this.#samples[1]?.at ?? at) > RATE_MS) this.#samples.shift();
  }

  #emit(): void {
    this.#toldAt = this.#now();
    const bytesPerSecond = this.#rate();
    this.#tell({
      bytes: this.#bytes,
      totalBytes: this.#totalBytes,
      ...(bytesPerSecond !== undefined && { bytesPerSecond }),
      ...(this.#paused && { paused: true }),
      ...(this.#preparing && { preparing: true }),
    });
  }

  #rate(): number | undefined {
    const [first] = this.#samples;
    if (!first || this.#paused) return undefined;
    const ms = this.#now() - first.at;
    return ms < TELL_MS ? undefined : Math.max(0, Math.round(((this.#bytes - first.bytes) / ms) * 1_000));
  }
}
