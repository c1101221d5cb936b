import type { Row } from './timeline.ts';

/** Rows that are drawn first; those out of sight follow once it is known how high a row is. */
const FIRST_ROWS = 20;
/** About what comes in at one end when it is neared, as much as goes at the other, in pixels. */
const STEP_PX = 1_000;
/** As above in rows, at most. */
const MOST_STEP_ROWS = 24;
/** A row is hardly lower than this, in pixels. */
const ROW_PX = 20;

/**
 * The rows that are in the page: a window over those at hand, which moves as one scrolls, so that a long room costs no
 * more than a short one. What is in it is known by the keys of its rows, since rows come in and go at both ends.
 */
export class TimelineWindow {
  #rows: readonly Row[] = [];
  #start = 0;
  #end = 0;
  #most = FIRST_ROWS;
  #step = MOST_STEP_ROWS;

  get shown(): readonly Row[] {
    return this.#rows.slice(this.#start, this.#end);
  }

  /** Rows at hand lie before those in the page. */
  get hasBefore(): boolean {
    return this.#start > 0;
  }

  /** Rows at hand lie after those in the page. */
  get hasAfter(): boolean {
    return this.#end < this.#rows.length;
  }

  /** Keeps enough rows in the page to fill such a list, with `margin` pixels on either side of what is visible. */
  fit({ clientHeight, scrollHeight }: Pick<Element, 'clientHeight' | 'scrollHeight'>, margin: number): void {
    const rowPx = Math.max(ROW_PX, scrollHeight / Math.max(1, this.#end - this.#start));
    this.#step = Math.min(MOST_STEP_ROWS, Math.ceil(STEP_PX / rowPx));
    this.#most = Math.ceil((clientHeight + 2 * margin) / rowPx) + this.#step;
  }

  /** Adds rows before those in the page, then after them, until it has as many as `fit` wants; false where it has. */
  fill(): boolean {
    if (this.#end - this.#start >= Math.min(this.#most, this.#rows.length)) return false;
    const start = Math.max(0, this.#end - this.#most);
    this.#set(start, start + this.#most);
    return true;
  }

  /** Takes other rows. At the newest it shows the newest, elsewhere the rows that it showed before. */
  take(rows: readonly Row[], atNewest: boolean): void {
    const before = this.shown;
    this.#rows = rows;
    if (atNewest) {
      this.showNewest();
      return;
    }
    const places = new Map(rows.map((row, index) => [row.key, index]));
    const kept = before.flatMap((row) => places.get(row.key) ?? []);
    const [first] = kept;
    const last = kept.at(-1);
    if (first === undefined || last === undefined) this.#showFrom(before.map(placeOf).find((seq) => seq !== undefined));
    else this.#set(first, Math.max(last + 1, Math.min(first + this.#most, rows.length)));
  }

  showNewest(): void {
    this.#set(this.#rows.length - this.#most, this.#rows.length);
  }

  showOldest(): void {
    this.#set(0, this.#most);
  }

  /** Brings the row at `index` of those at hand into the page, with as many on either side. */
  showAround(index: number): void {
    const start = Math.max(0, Math.min(index - (this.#most >> 1), this.#rows.length - this.#most));
    this.#set(start, start + this.#most);
  }

  /** Moves towards the oldest; false where the first row is in the page already. */
  moveUp(): boolean {
    if (!this.hasBefore) return false;
    const start = Math.max(0, this.#start - this.#step);
    this.#set(start, Math.min(this.#end, start + this.#most));
    return true;
  }

  /** Moves towards the newest; false where the last row is in the page already. */
  moveDown(): boolean {
    if (!this.hasAfter) return false;
    const end = Math.min(this.#rows.length, this.#end + this.#step);
    this.#set(Math.max(this.#start, end - this.#most), end);
    return true;
  }

  /** What was shown is gone: what came after it takes its place. */
  #showFrom(seq: number | undefined): void {
    const next = seq === undefined ? -1 : this.#rows.findIndex((row) => (placeOf(row) ?? 0) >= seq);
    if (next < 0) this.showNewest();
    else this.#set(next, next + this.#most);
  }

  #set(start: number, end: number): void {
    this.#start = Math.max(0, start);
    this.#end = Math.max(this.#start, Math.min(end, this.#rows.length));
  }
}

function placeOf(row: Row): number | undefined {
  return row.kind === 'entry' ? row.entry.seq : undefined;
}
