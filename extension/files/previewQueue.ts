import { RequestError } from '../connection/errors.ts';

/** Pictures that are fetched at the same time. */
const AT_ONCE = 2;
/** How often one that the server puts off is tried again. */
const MOST_TRIES = 8;
/** Where the server does not say how long, in milliseconds. */
const PAUSE_MS = 1_000;

interface Job {
  key: string;
  run(): Promise<unknown>;
  tries: number;
}

/**
 * Fetches the pictures that came into view a few at a time, the newest wish first: a screen of them does not use up what
 * the server allows for talking, and one that it puts off comes later instead of failing.
 */
export class PreviewQueue {
  readonly #delay: (milliseconds: number) => Promise<void>;
  #waiting: Job[] = [];
  readonly #underWay = new Set<string>();
  #paused = false;

  constructor(delay: (milliseconds: number) => Promise<void>) {
    this.#delay = delay;
  }

  /** Runs `run` when its turn comes; once for each key that waits or runs. What goes wrong is nobody's question. */
  add(key: string, run: () => Promise<unknown>): void {
    if (this.#underWay.has(key) || this.#waiting.some((job) => job.key === key)) return;
    this.#waiting.push({ key, run, tries: 0 });
    this.#next();
  }

  /** Forgets what waits, as for a room that was left. */
  clear(): void {
    this.#waiting = [];
  }

  #next(): void {
    while (!this.#paused && this.#underWay.size < AT_ONCE) {
      const job = this.#waiting.pop();
      if (!job) return;
      this.#underWay.add(job.key);
      void this.#run(job);
    }
  }

  async #run(job: Job): Promise<void> {
    try {
      await job.run();
    } catch (error) {
      if (error instanceof RequestError && error.code === 'rate_limited' && job.tries < MOST_TRIES) {
        this.#waiting.push({ ...job, tries: job.tries + 1 });
        await this.#pause(typeof error.retry === 'number' ? error.retry : PAUSE_MS);
      }
    }
    this.#underWay.delete(job.key);
    this.#next();
  }

  async #pause(milliseconds: number): Promise<void> {
    this.#paused = true;
    await this.#delay(milliseconds);
    this.#paused = false;
  }
}
