import type { DatabaseSync } from 'node:sqlite';
import type { Engine } from './engine.ts';
import { rollBack } from './sqlite.ts';

/** What was said waits at most so long for the search index to take it in, */
const DELAY_MS = 1_000;
/** or until so many events wait. */
const FLOOD_EVENTS = 256;

/** How much is done at once, for which whoever writes has to wait. */
interface Piece {
  events: number;
  /** That a merge writes. */
  pages: number;
}

/** Half a millisecond to one: nobody who writes now and then is to notice. */
const SMALL: Piece = { events: 64, pages: 4 };
/** Two to three, and a third less for each event: where all wait for all, what counts is how many get through. */
const LARGE: Piece = { events: FLOOD_EVENTS, pages: 16 };
/** Pieces of work after one batch at most; how many it takes depends on how many events wait. */
const MOST_PIECES = 16;
/** When it is tried again where the disk failed. */
const RETRY_MS = 2_000;

/**
 * Lets the search index follow the log, in small pieces between what others write: the events that wait are taken in, and
 * the parts that this leaves are merged before it goes on. The more events wait, the more pieces a batch has to wait for,
 * so that what waits has a bound, and a search, which reads that itself, stays fast.
 */
export class IndexKeeper {
  readonly #store: () => { database: DatabaseSync; engine: Engine };
  readonly #delayMs: number;
  #timer: NodeJS.Timeout | undefined;
  /** Whether there may be parts to merge: of an earlier run, too. */
  #unmerged = true;

  /** @param store as it is at the moment: a failed disk may have it opened anew */
  constructor(store: () => { database: DatabaseSync; engine: Engine }, delayMs = DELAY_MS) {
    this.#store = store;
    this.#delayMs = delayMs;
  }

  /** To be called after each batch, when its answers are on their way. */
  keepUp(): void {
    for (let pieces = 0; pieces < MOST_PIECES; pieces += 1) {
      const waiting = this.#store().engine.unindexed;
      if (waiting < FLOOD_EVENTS * (pieces + 1)) {
        if (waiting > 0 || this.#unmerged) this.#later(waiting < FLOOD_EVENTS ? this.#delayMs : 0);
        return;
      }
      if (!this.#do(LARGE)) return;
    }
    this.#later(0);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #later(milliseconds: number): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      if (!this.#do(SMALL)) return;
      const waiting = this.#store().engine.unindexed;
      if (this.#unmerged || waiting >= SMALL.events) this.#later(0);
      else if (waiting > 0) this.#later(this.#delayMs);
    }, milliseconds);
  }

  /** @returns false where the disk failed; it is then tried again later. */
  #do({ events, pages }: Piece): boolean {
    const { database, engine } = this.#store();
    try {
      // Nobody was promised that the index survives: what a power cut takes of it is made again from the events.
      database.exec('PRAGMA synchronous = NORMAL; BEGIN IMMEDIATE');
      if (this.#unmerged) this.#unmerged = engine.mergeIndex(pages);
      else {
        engine.index(events);
        this.#unmerged = true;
      }
      database.exec('COMMIT');
      return true;
    } catch {
      // A disk that fails is told of by the next write that somebody asks for.
      rollBack(database);
      clearTimeout(this.#timer);
      this.#timer = undefined;
      this.#unmerged = true;
      this.#later(RETRY_MS);
      return false;
    } finally {
      database.exec('PRAGMA synchronous = FULL');
    }
  }
}
