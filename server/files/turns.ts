import type { Clock } from '../clock.ts';
import { TAKEOVER_MS } from '../protocol/limits.ts';
import { ProtocolError } from '../protocol/errors.ts';
import { HttpError } from './httpError.ts';

/** The right to work on something alone, until `end`. */
export interface Turn {
  /** Called when somebody newer waits: ends what can be ended. */
  onAbort: (() => void) | undefined;
  end(): void;
}

interface Running extends Turn {
  readonly ended: Promise<undefined>;
}

/**
 * Lets one request at a time work on an upload. A newer one ends the one before it, whose client may long be gone
 * without the server knowing, and goes on when that is synced ([FL3]).
 */
export class Turns {
  readonly #clock: Clock;
  #running: Running | undefined;

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
      const { onAbort, ended } = this.#running;
      onAbort?.();
      if (!(await this.#within(deadline - this.#clock.monotonic(), ended))) {
        const message = 'Another request works on this upload.';
        throw new HttpError(423, new ProtocolError('rate_limited', message, { retry: 1_000 }));
      }
    }
    const { promise: ended, resolve } = Promise.withResolvers<undefined>();
    const running: Running = {
      onAbort: undefined,
      ended,
      end: () => {
        if (this.#running === running) this.#running = undefined;
        resolve(undefined);
      },
    };
    this.#running = running;
    return running;
  }

  async #within(milliseconds: number, work: Promise<undefined>): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const timer = this.#clock.after(Math.max(0, milliseconds), () => resolve(false));
    const done = await Promise.race([work.then(() => true), promise]);
    timer.cancel();
    return done;
  }
}
