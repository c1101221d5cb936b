import type { Clock } from './clock.ts';
import { limitedAs } from './clientAddress.ts';
import { TokenBucket } from './tokenBucket.ts';

/** A room full of people behind one address comes back at once after a restart, each with some rooms. */
const BURST_FACTOR = 10;
/** Past this many addresses the buckets are made anew: a flood of addresses must not fill the memory. */
const MOST_ADDRESSES = 10_000;

/** What one address may have of the server before anybody has said who they are. */
export class AddressLimits {
  readonly #mostSockets: number;
  readonly #perSecond: number;
  readonly #clock: Clock;
  readonly #sockets = new Map<string, number>();
  readonly #upgrades = new Map<string, TokenBucket>();

  /**
   * @param sockets open at once
   * @param upgradesPerSecond new WebSockets a second, with bursts of ten times that; 0 is 'no limit' for both
   */
  constructor(sockets: number, upgradesPerSecond: number, clock: Clock) {
    this.#mostSockets = sockets;
    this.#perSecond = upgradesPerSecond;
    this.#clock = clock;
  }

  /** Counts a socket. @returns whether it may stay; where it may, `closed` has to be called when it has closed */
  opened(address: string): boolean {
    const key = limitedAs(address);
    const count = this.#sockets.get(key) ?? 0;
    if (this.#mostSockets > 0 && count >= this.#mostSockets) return false;
    this.#sockets.set(key, count + 1);
    return true;
  }

  /** Counts a socket no more. */
  closed(address: string): void {
    const key = limitedAs(address);
    const left = (this.#sockets.get(key) ?? 1) - 1;
    if (left > 0) this.#sockets.set(key, left);
    else this.#sockets.delete(key);
  }

  /** Counts a WebSocket that is asked for. @returns 0, or the milliseconds to wait */
  upgrade(address: string): number {
    if (this.#perSecond === 0) return 0;
    const key = limitedAs(address);
    let bucket = this.#upgrades.get(key);
    if (!bucket) {
      if (this.#upgrades.size >= MOST_ADDRESSES) this.#upgrades.clear();
      bucket = new TokenBucket(this.#perSecond, this.#perSecond * BURST_FACTOR, this.#clock);
      this.#upgrades.set(key, bucket);
    }
    return bucket.take();
  }
}
