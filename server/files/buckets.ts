import type { Clock } from '../clock.ts';
import { TokenBucket } from '../tokenBucket.ts';

const BURST_FACTOR = 4;
/** Past this many users the buckets are made anew: a flood of names must not fill the memory. */
const MOST_USERS = 10_000;

/** A token bucket for each user ([LV3]). */
export class Buckets {
  readonly #perSecond: number;
  readonly #clock: Clock;
  readonly #byHolder = new Map<string, TokenBucket>();

  /** @param perSecond 0 is 'no limit' */
  constructor(perSecond: number, clock: Clock) {
    this.#perSecond = perSecond;
    this.#clock = clock;
  }

  /** @returns 0, or the milliseconds to wait */
  take(holder: string): number {
    if (this.#perSecond === 0) return 0;
    let bucket = this.#byHolder.get(holder);
    if (!bucket) {
      if (this.#byHolder.size >= MOST_USERS) this.#byHolder.clear();
      bucket = new TokenBucket(this.#perSecond, this.#perSecond * BURST_FACTOR, this.#clock);
      this.#byHolder.set(holder, bucket);
    }
    return bucket.take();
  }
}
