import type { Clock, Timer } from '../clock.ts';

/** Calls `onIdle` once, where `touch` was not called for so long. */
export class IdleWatch {
  readonly #clock: Clock;
  readonly #idleMs: number;
  readonly #onIdle: () => void;
  #touched: number;
  #timer: Timer;

  constructor(clock: Clock, idleMs: number, onIdle: () => void) {
    this.#clock = clock;
    this.#idleMs = idleMs;
    this.#onIdle = onIdle;
    this.#touched = clock.monotonic();
    this.#timer = clock.after(idleMs, () => this.#look());
  }

  touch(): void {
    this.#touched = this.#clock.monotonic();
  }

  stop(): void {
    this.#timer.cancel();
  }

  /** One timer for all: it is set anew only when it ran, not with every chunk. */
  #look(): void {
    const left = this.#touched + this.#idleMs - this.#clock.monotonic();
    if (left <= 0) this.#onIdle();
    else this.#timer = this.#clock.after(left, () => this.#look());
  }
}
