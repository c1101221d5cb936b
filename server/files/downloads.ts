import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { DOWNLOADS_PER_USER } from '../protocol/limits.ts';
import type { Downloads } from './fileRequest.ts';

/** The downloads that run, and whose they are. */
export class RunningDownloads implements Downloads {
  readonly #metrics: () => Metrics;
  readonly #log: Logger;
  readonly #byHolder = new Map<string, number>();
  #running = 0;

  constructor(metrics: () => Metrics, log: Logger) {
    this.#metrics = metrics;
    this.#log = log;
  }

  get running(): number {
    return this.#running;
  }

  begin(holder: string): boolean {
    const own = this.#byHolder.get(holder) ?? 0;
    if (own >= DOWNLOADS_PER_USER) return false;
    this.#byHolder.set(holder, own + 1);
    this.#running += 1;
    return true;
  }

  end(holder: string): void {
    const own = (this.#byHolder.get(holder) ?? 1) - 1;
    if (own === 0) this.#byHolder.delete(holder);
    else this.#byHolder.set(holder, own);
    this.#running -= 1;
  }

  sent(bytes: number): void {
    this.#metrics().transferred('out', bytes);
  }

  damaged(sha256: string): void {
    this.#log.error({ sha256 }, 'blob_damaged');
  }
}
