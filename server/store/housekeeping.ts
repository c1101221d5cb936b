import type { Clock, Timer } from '../clock.ts';
import type { Logger } from '../log.ts';
import type { BlobStore } from './blobStore.ts';
import type { MessageStore } from './messageStore.ts';
import type { RetainOutput } from './operations.ts';

export interface RetentionRules {
  /** Days that events are kept; 0 is for ever. */
  keepDays: number;
  /** Bytes that events and files may hold; 0 is no bound. */
  maxData: number;
}

const DAY_MS = 86_400_000;
/** How often retention looks. */
const INTERVAL_MS = 600_000;
/** Events that one step removes: chat goes on between the steps. */
const STEP_EVENTS = 200;
/** A wall clock that gained this much on the other one was set, and says nothing about age until it has settled. */
const JUMP_MS = 3_600_000;

/** Removes what is too old or too much, now and every ten minutes. */
export class RetentionJob {
  readonly #rules: RetentionRules;
  readonly #store: MessageStore;
  readonly #blobs: BlobStore;
  readonly #clock: Clock;
  readonly #log: Logger;
  #timer: Timer | undefined;
  #stopped = false;
  #lastWall: number;
  #lastMonotonic: number;

  constructor(rules: RetentionRules, store: MessageStore, blobs: BlobStore, clock: Clock, log: Logger) {
    this.#rules = rules;
    this.#store = store;
    this.#blobs = blobs;
    this.#clock = clock;
    this.#log = log;
    this.#lastWall = clock.now();
    this.#lastMonotonic = clock.monotonic();
  }

  start(): void {
    if (this.#rules.keepDays === 0 && this.#rules.maxData === 0) return;
    this.#step(0);
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
  }

  #step(removedSoFar: number): void {
    if (this.#stopped) return;
    const { keepDays, maxData } = this.#rules;
    const now = this.#clock.now();
    const before = keepDays > 0 && !this.#jumped() ? now - keepDays * DAY_MS : undefined;
    const maxBytes = maxData > 0 ? maxData : undefined;
    this.#store.submit('retain', { before, maxBytes, limit: STEP_EVENTS, now }, (outcome) => {
      if (!outcome.ok) {
        this.#log.warn({ code: outcome.error.code }, 'retention');
        this.#later();
        return;
      }
      const { removed, more } = this.#discard(outcome.value);
      const total = removedSoFar + removed;
      if (more) {
        this.#timer = this.#clock.after(1, () => this.#step(total));
        return;
      }
      if (total > 0) this.#log.info({ events: total }, 'retention');
      this.#later();
    });
  }

  #discard(output: RetainOutput): RetainOutput {
    for (const sha256 of output.orphans) this.#blobs.discard(sha256);
    return output;
  }

  #later(): void {
    if (!this.#stopped) this.#timer = this.#clock.after(INTERVAL_MS, () => this.#step(0));
  }

  #jumped(): boolean {
    const wall = this.#clock.now();
    const monotonic = this.#clock.monotonic();
    const gained = wall - this.#lastWall - (monotonic - this.#lastMonotonic);
    this.#lastWall = wall;
    this.#lastMonotonic = monotonic;
    if (gained < JUMP_MS) return false;
    this.#log.warn({ gainedMs: Math.round(gained) }, 'clock_jump');
    return true;
  }
}

/**
 * Removes files that no event refers to: what a crash left between bytes and event, or between a deletion and its
 * bytes. Only before the server listens: nobody may be storing meanwhile.
 */
export async function sweepBlobs(store: MessageStore, blobs: BlobStore): Promise<number> {
  let swept = 0;
  for await (const sha256 of blobs.list()) {
    const orphans = await new Promise<string[]>((resolve) => {
      // Where the store cannot tell, everything is kept.
      store.submit('unreferenced', { sha256 }, (outcome) => resolve(outcome.ok ? outcome.value : []));
    });
    for (const orphan of orphans) blobs.discard(orphan);
    swept += orphans.length;
  }
  return swept;
}
