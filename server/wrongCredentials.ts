import { limitedAs } from './clientAddress.ts';
import type { Clock } from './clock.ts';
import { WRONG_CREDENTIALS } from './protocol/limits.ts';
import type { Session } from './session.ts';
import { TokenBucket } from './tokenBucket.ts';

/** Wrong tokens and invites that one address may show a second, and at once. */
const PER_SECOND = 1;
const BURST = 50;
/** Past this many addresses the buckets are made anew: a flood of addresses must not fill the memory. */
const MOST_ADDRESSES = 10_000;

/**
 * Makes guessing dear for who guesses, and for nobody else: right tokens pass whatever else came from their address,
 * and a wrong one costs the socket that it came on ([LV6]).
 */
export class WrongCredentials {
  readonly #clock: Clock;
  readonly #bySession = new WeakMap<Session, number>();
  readonly #byAddress = new Map<string, TokenBucket>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Counts one. @returns whether the session has shown enough of them, and has to go */
  isTooMany(session: Session): boolean {
    const count = (this.#bySession.get(session) ?? 0) + 1;
    this.#bySession.set(session, count);
    const wait = this.#bucket(limitedAs(session.address)).take();
    return count >= WRONG_CREDENTIALS || wait > 0;
  }

  #bucket(key: string): TokenBucket {
    let bucket = this.#byAddress.get(key);
    if (!bucket) {
      if (this.#byAddress.size >= MOST_ADDRESSES) this.#byAddress.clear();
      bucket = new TokenBucket(PER_SECOND, BURST, this.#clock);
      this.#byAddress.set(key, bucket);
    }
    return bucket;
  }
}
