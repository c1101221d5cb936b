import type { SearchHit } from '../../server/protocol/model.ts';

/** A room that can be searched, as `RoomSession` is. */
export interface SearchableRoom {
  search(query: string, limit: number, before?: string): Promise<{ hits: SearchHit[]; next?: string | undefined }>;
}

export interface FoundHit<R> {
  room: R;
  hit: SearchHit;
}

/** Hits of one page, and of one request to a server. */
export const PAGE_HITS = 30;
/** Requests that one page makes of a room: a server may answer that it has looked far and found nothing yet. */
const MOST_REQUESTS = 5;

interface Source<R> {
  room: R;
  /** Hits that came and were not given yet, newest first. */
  waiting: SearchHit[];
  /** Where the next request goes on; absent at the first. */
  next: string | undefined;
  done: boolean;
}

/** One query over several rooms, page by page, the newest hits of all of them first. */
export class RoomSearch<R extends SearchableRoom> {
  readonly query: string;
  readonly #sources: Source<R>[];

  constructor(query: string, rooms: readonly R[]) {
    this.query = query;
    this.#sources = rooms.map((room) => ({ room, waiting: [], next: undefined, done: false }));
  }

  /** There may be more hits than those given so far. */
  get more(): boolean {
    return this.#sources.some(({ waiting, done }) => waiting.length > 0 || !done);
  }

  /**
   * The next page. A room that cannot be searched is left out; where all are like that, the reason is thrown.
   *
   * @throws ConnectionError, RequestError
   */
  async page(): Promise<FoundHit<R>[]> {
    const failures: unknown[] = [];
    const found: FoundHit<R>[] = [];
    const asked = new Map<Source<R>, number>();
    while (found.length < PAGE_HITS) {
      const empty = this.#sources.filter((source) => source.waiting.length === 0 && !source.done);
      const askable = empty.filter((source) => (asked.get(source) ?? 0) < MOST_REQUESTS);
      if (askable.length > 0) {
        for (const source of askable) asked.set(source, (asked.get(source) ?? 0) + 1);
        const outcomes = await Promise.allSettled(askable.map((source) => this.#fill(source)));
        for (const outcome of outcomes) if (outcome.status === 'rejected') failures.push(outcome.reason);
        continue;
      }
      const [newest] = this.#sources
        .filter(({ waiting }) => waiting.length > 0)
        .sort((one, other) => timeOf(other) - timeOf(one));
      const hit = newest?.waiting.shift();
      if (!newest || !hit) break;
      found.push({ room: newest.room, hit });
    }
    if (found.length === 0 && failures.length > 0 && failures.length === this.#sources.length) throw failures[0];
    return found;
  }

  async #fill(source: Source<R>): Promise<void> {
    try {
      const { hits, next } = await source.room.search(this.query, PAGE_HITS, source.next);
      source.waiting = hits;
      source.done = next === undefined || next === source.next;
      source.next = next;
    } catch (error) {
      source.done = true;
      throw error;
    }
  }
}

function timeOf<R>({ waiting }: Source<R>): number {
  return waiting[0]?.event.time ?? 0;
}
