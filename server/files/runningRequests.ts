import type { Actor } from '../store/operations.ts';

interface Running {
  actor: Actor;
  abort: () => void;
}

/** The requests for files that are being answered, so that they end with the rights that they began under ([AC6]). */
export class RunningRequests {
  readonly #running = new Set<Running>();
  #revocations = 0;

  /** How often rights were taken from somebody: an answer about rights that began before the last time is stale. */
  get revocations(): number {
    return this.#revocations;
  }

  /** @returns what to call at its end */
  begin(actor: Actor, abort: () => void): () => void {
    const running = { actor, abort };
    this.#running.add(running);
    return () => this.#running.delete(running);
  }

  /** Cuts off those of whom something was taken. */
  end(fits: (actor: Actor) => boolean): void {
    this.#revocations += 1;
    for (const { actor, abort } of [...this.#running]) if (fits(actor)) abort();
  }
}
