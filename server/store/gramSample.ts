import type { DatabaseSync } from 'node:sqlite';
import { fold } from './searchTokens.ts';
import { Query } from './sqlite.ts';

/** Where fewer events are there, their lists are short: all trigrams are asked for. */
const WORTHWHILE_EVENTS = 50_000;
/** So many of the newest messages tell what is common and what is rare, */
const NEWEST = 1_500;
/** and so many from all of the log: what is rare today may have been all the talk once. */
const SPREAD = 500;

/**
 * Which trigrams a search is to ask the index for. The list of a common one is as long as the log and takes as long to go
 * through as hundreds of messages take to be looked at, which is done in any case: so those are left out that narrow
 * nothing. What does is told by a sample; where it is wrong the search takes longer and finds the same.
 */
export class GramSample {
  readonly #read: Query<{ text: string }>;
  readonly #newest: Query<{ id: number }>;
  readonly #worthwhileEvents: number;
  #texts: readonly string[] = [];
  /** The newest event when the sample was taken. */
  #taken: number | undefined;

  constructor(database: DatabaseSync, worthwhileEvents = WORTHWHILE_EVENTS) {
    this.#worthwhileEvents = worthwhileEvents;
    this.#read = new Query(
      database,
      `SELECT * FROM (SELECT text FROM events WHERE type = 'message' AND deleted = 0 ORDER BY id DESC LIMIT ${NEWEST})
       UNION ALL SELECT text FROM events WHERE id IN (SELECT value FROM json_each(?)) AND type = 'message' AND deleted = 0`,
    );
    this.#newest = new Query(database, 'SELECT coalesce(max(id), 0) AS id FROM events');
  }

  /** Those of `grams` that are worth asking for: at least one. */
  choose(grams: readonly string[]): readonly string[] {
    const newest = this.#newest.get()?.id ?? 0;
    if (newest < this.#worthwhileEvents || grams.length < 2) return grams;
    if (this.#taken === undefined || newest - this.#taken >= NEWEST) {
      const spread = Array.from({ length: SPREAD }, (_, index) => Math.ceil((newest * (index + 1)) / SPREAD));
      this.#texts = this.#read.all(JSON.stringify(spread)).map(({ text }) => fold(text));
      this.#taken = newest;
    }
    const counted = grams.map((gram) => {
      const folded = fold(gram);
      return { gram, texts: this.#texts.filter((text) => text.includes(folded)) };
    });
    counted.sort((one, other) => one.texts.length - other.texts.length);
    const [rarest, ...others] = counted;
    if (!rarest) return grams;
    const chosen = [rarest.gram];
    let left = rarest.texts;
    for (const { gram, texts } of others) {
      if (left.length === 0) break;
      const having = new Set(texts);
      const narrowed = left.filter((text) => having.has(text));
      if (narrowed.length === left.length) continue;
      chosen.push(gram);
      left = narrowed;
    }
    return chosen;
  }
}
