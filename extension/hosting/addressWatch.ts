import type { Clock } from '../clock.ts';
import { Emitter } from '../emitter.ts';

/** How often it is looked where this computer is; the editor has no event for it. */
const LOOK_MS = 5_000;

/**
 * The address of this computer that others are told, for as long as it is watched. It stays the same while it is there
 * at all, whatever else comes and goes, and through times without a network, such as sleep.
 */
export class AddressWatch {
  /** Fires when the address gave way to another. */
  readonly moved = new Emitter<{ from: string; to: string }>();
  readonly #clock: Clock;
  readonly #addresses: () => readonly string[];
  #timer: { cancel(): void } | undefined;
  #told: string | undefined;

  /** @param addresses those that this computer has now, the likeliest first */
  constructor(clock: Clock, addresses: () => readonly string[]) {
    this.#clock = clock;
    this.#addresses = addresses;
  }

  /** The address as it is now; nothing where there is no network. */
  get address(): string | undefined {
    const addresses = this.#addresses();
    if (this.#told === undefined || (addresses.length > 0 && !addresses.includes(this.#told))) {
      return addresses[0];
    }
    return addresses.length > 0 ? this.#told : undefined;
  }

  /** Begins to watch, or ceases to. */
  watch(on: boolean): void {
    if (on === (this.#timer !== undefined)) return;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#told = undefined;
    if (on) this.#look();
  }

  dispose(): void {
    this.watch(false);
    this.moved.clear();
  }

  #look(): void {
    const now = this.address;
    const before = this.#told;
    if (now !== undefined) this.#told = now;
    this.#timer = this.#clock.after(LOOK_MS, () => this.#look());
    if (before !== undefined && now !== undefined && now !== before) this.moved.emit({ from: before, to: now });
  }
}
