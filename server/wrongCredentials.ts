import { limitedAs } from './clientAddress.ts';
import type { Clock } from './clock.ts';
import { WRONG_CREDENTIALS } from './protocol/limits.ts';
import type { Session } from './session.ts';
import { TokenBucket } from './tokenBucket.ts';

/** Wrong tokens and invites that one address may show a second, and at once. */
const PER_SECOND = 1;
const BURST = 50;
/** How long the answer to one more waits. */
const HOLD_MS = 1_000;
/** Past this many addresses the buckets are made anew: a flood of addresses must not fill the memory. */
const MOST_ADDRESSES = 10_000;

/**
 * Makes guessing slow for who guesses, and for nobody else: right tokens pass whatever else came from their address, and
 * a wrong one costs the socket that it came on ([LV6]).
 */
export class WrongCredentials {
  readonly #clock: Clock;
  readonly #bySession = new WeakMap<Session, number>();
  readonly #byAddress = new Map<string, TokenBucket>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Counts one. @returns how long its answer has to wait, and whether that is the last one of the session */
  of(session: Session): { holdMs: number; isLast: boolean } {
    const count = (this.#bySession.get(session) ?? 0) + 1;
    this.#bySession.set(session, count);
    const holdMs = this.from(session.address);
    return { holdMs, isLast: holdMs > 0 || count >= WRONG_CREDENTIALS };
  }

  /** Counts one that came by HTTP. @returns how long its answer has to wait */
  from(address: string): number {
    return this.#bucket(limitedAs(address)).take() > 0 ? HOLD_MS : 0;
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
