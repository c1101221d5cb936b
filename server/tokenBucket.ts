import type { Clock } from './clock.ts';

/** What fractions of a token may be off by. */
const ROUNDING = 1e-6;

/**
 * Lets `perSecond` pass on average, and bursts of `burst`; 0 a second is 'no limit' ([LV3]). For any number of buckets, of
 * each of which whoever has it keeps one number: the monotonic time at which it is full again, at first 0.
 */
export class TokenRate {
  readonly #perSecond: number;
  readonly #burst: number;
  readonly #clock: Clock;

  constructor(perSecond: number, burst: number, clock: Clock) {
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#clock = clock;
  }

  /** Milliseconds until the bucket has `count` tokens; 0 where they are there. */
  wait(fullAt: number, count = 1): number {
    if (this.#perSecond === 0) return 0;
    const missing = (Math.max(0, fullAt - this.#clock.monotonic()) / 1_000) * this.#perSecond;
    const short = count - (this.#burst - missing);
    return short <= ROUNDING ? 0 : Math.ceil((short / this.#perSecond) * 1_000 - ROUNDING);
  }

  /** Takes `count` tokens, which have to be there. @returns when the bucket is full again */
  take(fullAt: number, count = 1): number {
    if (this.#perSecond === 0) return fullAt;
    return Math.max(fullAt, this.#clock.monotonic()) + (count / this.#perSecond) * 1_000;
  }
}

/** One bucket of a rate. */
export class TokenBucket {
  readonly #rate: TokenRate;
  #fullAt = 0;

  constructor(perSecond: number, burst: number, clock: Clock) {
    this.#rate = new TokenRate(perSecond, burst, clock);
  }

  /** Takes `count` tokens. @returns 0 where they were there, else the milliseconds until they are; then none is taken. */
  take(count = 1): number {
    const wait = this.#rate.wait(this.#fullAt, count);
    if (wait === 0) this.#fullAt = this.#rate.take(this.#fullAt, count);
    return wait;
  }
}
