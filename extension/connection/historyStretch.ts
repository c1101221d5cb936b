import type { AnyEvent } from '../../server/protocol/frames.ts';
import { HISTORY_EVENTS } from '../../server/protocol/limits.ts';
import { RoomState, type RoomChange } from './roomState.ts';

/** One page of `history` ([MSG7]). */
export interface HistoryPage {
  /** Ascending. */
  events: AnyEvent[];
  /** There is more in the direction that was asked for. */
  more: boolean;
}

/** Asks the server for a page next to a place. Rejects with ConnectionError or RequestError. */
export type FetchHistory = (place: { before: number } | { after: number }, limit: number) => Promise<HistoryPage>;

/** Events on either side of the place that a stretch is fetched for. */
const AROUND_EVENTS = 60;

/**
 * A part of the log that was fetched around some place, far from what is at hand: it grows at both ends as one scrolls,
 * until its newer end meets the room's own stretch.
 */
export class HistoryStretch {
  readonly state: RoomState;
  readonly #fetch: FetchHistory;
  #hasOlder: boolean;

  private constructor(room: string, fetch: FetchHistory, older: HistoryPage) {
    this.state = new RoomState({ room });
    this.#fetch = fetch;
    this.#hasOlder = older.more;
    const seq = older.events.at(-1)?.seq ?? 0;
    this.state.applySnapshot({ room, seq, members: [], events: older.events, read: 0 }, '');
  }

  /**
   * Fetches what surrounds a place.
   *
   * @throws ConnectionError, RequestError
   */
  static async around(room: string, seq: number, fetch: FetchHistory): Promise<HistoryStretch> {
    const stretch = new HistoryStretch(room, fetch, await fetch({ before: seq + 1 }, AROUND_EVENTS));
    await stretch.loadNewer(AROUND_EVENTS);
    return stretch;
  }

  get hasOlder(): boolean {
    return this.#hasOlder && this.state.first > 1;
  }

  /** @throws ConnectionError, RequestError */
  async loadOlder(): Promise<void> {
    const { first } = this.state;
    const page = await this.#fetch({ before: first }, HISTORY_EVENTS);
    this.state.applyHistory(page.events, page.more);
    this.#hasOlder = page.more && this.state.first < first;
  }

  /**
   * Fetches the page after the newest place of the stretch.
   *
   * @throws ConnectionError, RequestError
   */
  async loadNewer(limit = HISTORY_EVENTS): Promise<void> {
    const page = await this.#fetch({ after: this.state.seq }, limit);
    for (const event of page.events) this.state.applyEvent(event);
  }

  /** Takes what happens live to the messages of the stretch. */
  revise(event: AnyEvent): RoomChange[] {
    return this.state.applyRevision(event);
  }
}
