import type { Clock } from './clock.ts';

/** What fractions of a token may be off by. */
const ROUNDING = 1e-6;

/** Lets `perSecond` pass on average, and bursts of `burst`; 0 a second is 'no limit' ([LV3]). */
export class TokenBucket {
  readonly #perSecond: number;
  readonly #burst: number;
  readonly #clock: Clock;
  #tokens: number;
  #filledAt: number;

  constructor(perSecond: number, burst: number, clock: Clock) {
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#clock = clock;
    this.#tokens = burst;
    this.#filledAt = clock.monotonic();
  }

  /** Takes `count` tokens. @returns 0 where they were there, else the milliseconds until they are; then none is taken. */
  take(count = 1): number {
    if (this.#perSecond === 0) return 0;
    const now = this.#clock.monotonic();
    this.#tokens = Math.min(this.#burst, this.#tokens + ((now - this.#filledAt) / 1_000) * this.#perSecond);
    this.#filledAt = now;
    if (this.#tokens + ROUNDING >= count) {
      this.#tokens -= count;
      return 0;
    }
    return Math.ceil(((count - this.#tokens) / this.#perSecond) * 1_000 - ROUNDING);
  }
}
