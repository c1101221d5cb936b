import type { Clock } from '../clock.ts';
import { ProtocolError } from '../protocol/errors.ts';
import { TAKEOVER_MS } from '../protocol/limits.ts';
import { HttpError } from './httpError.ts';

/** The right to work on something alone, until `end`. */
export interface Turn {
  /** Aborted when somebody newer waits: what can be ended should be. */
  readonly signal: AbortSignal;
  end(): void;
}

/**
 * Lets one request at a time work on an upload. A newer one ends the one before it, whose client may long be gone
 * without the server knowing, and goes on when that is synced ([FL3]).
 */
export class Turns {
  readonly #clock: Clock;
  #running: { wanted: AbortController; ended: Promise<undefined> } | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get isBusy(): boolean {
    return this.#running !== undefined;
  }

  /** @throws HttpError 423 where the one before does not end in time */
  async take(): Promise<Turn> {
    const deadline = this.#clock.monotonic() + TAKEOVER_MS;
    while (this.#running) {
      this.#running.wanted.abort();
      if (!(await this.#within(deadline - this.#clock.monotonic(), this.#running.ended))) {
        const message = 'Another request works on this upload.';
        throw new HttpError(423, new ProtocolError('rate_limited', message, { retry: 1_000 }));
      }
    }
    const { promise: ended, resolve } = Promise.withResolvers<undefined>();
    const running = { wanted: new AbortController(), ended };
    this.#running = running;
    return {
      signal: running.wanted.signal,
      end: () => {
        if (this.#running === running) this.#running = undefined;
        resolve(undefined);
      },
    };
  }

  async #within(milliseconds: number, work: Promise<undefined>): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const timer = this.#clock.after(Math.max(0, milliseconds), () => resolve(false));
    const done = await Promise.race([work.then(() => true), promise]);
    timer.cancel();
    return done;
  }
}
