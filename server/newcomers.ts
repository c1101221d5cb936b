import type { Clock } from './clock.ts';
import { limitedAs } from './clientAddress.ts';

/** Somebody who has a socket and has not said who they are. */
export interface Newcomer {
  readonly address: string;
  /** Whether they have asked for nothing yet. */
  readonly silent: boolean;
  /** Ends them for the good of others. */
  makeRoom(): void;
}

/** How long a newcomer may be silent before one who comes later may take the place. */
const PATIENCE_MS = 1_000;

/**
 * Those who have not said who they are: only so many at once, so that sockets which say nothing cannot take up all of
 * the server. When all places are taken, the one who has been silent longest goes, of the address that holds most.
 */
export class Newcomers<N extends Newcomer> {
  readonly #most: number;
  readonly #clock: Clock;
  /** In the order of coming, with the time of it. */
  readonly #byAddress = new Map<string, Map<N, number>>();
  #size = 0;

  constructor(most: number, clock: Clock) {
    this.#most = most;
    this.#clock = clock;
  }

  get size(): number {
    return this.#size;
  }

  /** Sees to it that one more finds a place. @returns false where none can be made */
  makeRoom(): boolean {
    if (this.#size < this.#most) return true;
    const held = [...this.#byAddress.values()].reduce((most, other) => (other.size > most.size ? other : most));
    const latest = this.#clock.monotonic() - PATIENCE_MS;
    for (const [newcomer, since] of held) {
      if (since > latest) return false;
      if (!newcomer.silent) continue;
      this.remove(newcomer);
      newcomer.makeRoom();
      return true;
    }
    return false;
  }

  add(newcomer: N): void {
    const key = limitedAs(newcomer.address);
    const held = this.#byAddress.get(key) ?? new Map<N, number>();
    held.set(newcomer, this.#clock.monotonic());
    this.#byAddress.set(key, held);
    this.#size += 1;
  }

  /** Harmless for one who is none. */
  remove(newcomer: N): void {
    const key = limitedAs(newcomer.address);
    const held = this.#byAddress.get(key);
    if (held?.delete(newcomer) !== true) return;
    this.#size -= 1;
    if (held.size === 0) this.#byAddress.delete(key);
  }
}
