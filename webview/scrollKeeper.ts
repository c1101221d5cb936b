import type { ScrollPlace } from './events.ts';

/** Closer to the lower edge than this counts as at the newest, in pixels. */
const BOTTOM_PX = 24;
/** How many rows are remembered to find the place by. */
const FOLLOWING_ROWS = 400;

/**
 * Keeps a list of rows in place while it grows: at the newest it stays at the newest, elsewhere the row at the upper edge
 * stays where it is, whatever is added above it, loaded late or folded. Rows are the children of `content` that
 * have a `data-key`: those that last, not a day's separator. The browser's own anchoring does nothing at the upper end, just where older rows are added.
 */
export class ScrollKeeper {
  /** At the newest row, and kept there. */
  stuck = true;
  /** The last row in the page is the newest of all: only then does its lower end count as the newest. */
  endsAtNewest = true;
  readonly #onMove: () => void;
  #scroller: HTMLElement | undefined;
  #content: HTMLElement | undefined;
  #resizing: ResizeObserver | undefined;
  #place: ScrollPlace | undefined;
  /** Keys of the rows below the one at the upper edge: where that is gone, the next one takes its place. */
  #following: string[] = [];
  #lastTop = 0;
  /** Rows changed in this frame and are not laid out yet: positions mean nothing until then. */
  #settling = false;

  /** `onMove` is called after each scrolling and each change of size. */
  constructor(onMove: () => void) {
    this.#onMove = onMove;
  }

  /** Watches `scroller` and the rows in `content` until `detach`. */
  attach(scroller: HTMLElement, content: HTMLElement): void {
    if (this.#scroller === scroller) return;
    this.detach();
    this.#scroller = scroller;
    this.#content = content;
    scroller.addEventListener('scroll', this.#scrolled, { passive: true });
    this.#resizing = new ResizeObserver(() => {
      this.restore();
      this.#onMove();
    });
    this.#resizing.observe(scroller);
    this.#resizing.observe(content);
  }

  detach(): void {
    this.#scroller?.removeEventListener('scroll', this.#scrolled);
    this.#resizing?.disconnect();
    this.#scroller = undefined;
    this.#content = undefined;
  }

  /** The row at the upper edge, or `undefined` at the newest. */
  get place(): ScrollPlace | undefined {
    return this.stuck ? undefined : this.#place;
  }

  /** Pixels above the visible part. */
  get top(): number {
    return this.#scroller?.scrollTop ?? 0;
  }

  /** Pixels below the visible part. */
  get below(): number {
    const scroller = this.#scroller;
    return scroller === undefined ? 0 : scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop;
  }

  /** The lowest row of which something is visible. */
  get lastVisible(): string | undefined {
    if (this.#scroller === undefined || this.#content === undefined) return undefined;
    const edge = this.#scroller.getBoundingClientRect().bottom;
    const rows = [...this.#content.querySelectorAll<HTMLElement>(':scope > [data-key]')];
    const index = Math.min(firstBelow(rows, edge), rows.length - 1);
    const row = rows[index];
    const whole = row !== undefined && row.getBoundingClientRect().top >= edge ? rows[index - 1] : row;
    return whole?.dataset['key'];
  }

  /**
   * Remembers the place before rows change.
   *
   * @param order keys of all rows, those that are not in the page included
   */
  capture(order?: readonly string[]): void {
    if (this.stuck || this.#scroller === undefined || this.#content === undefined) return;
    const edge = this.#scroller.getBoundingClientRect().top;
    const rows = [...this.#content.querySelectorAll<HTMLElement>(':scope > [data-key]')];
    const index = firstBelow(rows, edge);
    const [row, ...following] = rows.slice(index, index + FOLLOWING_ROWS);
    if (row === undefined) return;
    this.#place = { key: row.dataset['key'] ?? '', offset: row.getBoundingClientRect().top - edge };
    const at = order?.indexOf(this.#place.key) ?? -1;
    this.#following =
      order === undefined || at < 0
        ? following.map((next) => next.dataset['key'] ?? '')
        : order.slice(at + 1, at + 1 + FOLLOWING_ROWS);
  }

  /** Keeps the place after rows changed; they render themselves later in this frame. */
  settle(): void {
    // A list that never moved has nothing to keep yet: to measure its rows before they are drawn would only take time.
    if (!this.stuck || this.#lastTop > 0) this.restore();
    if (this.#settling) return;
    this.#settling = true;
    requestAnimationFrame(() => {
      this.restore();
      this.#settling = false;
    });
  }

  /** Puts the remembered row back where it was; or the next one that is still there. */
  restore(): void {
    const scroller = this.#scroller;
    if (scroller === undefined) return;
    // Somebody scrolled up, and the event that tells so is still to come: it must not be undone before.
    if (this.stuck && this.#hasLeft(scroller)) this.#scrolled();
    else if (this.stuck) this.#scrollTo(scroller.scrollHeight - scroller.clientHeight);
    else if (this.#place !== undefined) {
      const { key, offset } = this.#place;
      const row = this.#survivor(key);
      if (row === undefined) return;
      // What takes the place of another row begins in view, however far that one was cut by the edge.
      const wanted = row.dataset['key'] === key ? offset : Math.max(0, offset);
      const moved = row.getBoundingClientRect().top - scroller.getBoundingClientRect().top - wanted;
      if (Math.abs(moved) >= 1) this.#scrollTo(scroller.scrollTop + moved);
    }
  }

  /** Goes where an earlier page left off. */
  goTo(place: ScrollPlace): void {
    this.stuck = false;
    this.#place = place;
    this.#following = [];
    this.restore();
  }

  /** Goes to the newest row and stays there. */
  goToNewest(): void {
    this.stuck = true;
    this.restore();
  }

  #scrollTo(top: number): void {
    if (this.#scroller === undefined) return;
    this.#scroller.scrollTop = top;
    this.#lastTop = this.#scroller.scrollTop;
  }

  readonly #scrolled = (): void => {
    const scroller = this.#scroller;
    if (scroller === undefined) return;
    const { scrollTop } = scroller;
    const moved = scrollTop - this.#lastTop;
    const wasStuck = this.stuck;
    const below = scroller.scrollHeight - scroller.clientHeight - scrollTop;
    if (below <= BOTTOM_PX && this.endsAtNewest) this.stuck = true;
    // Only a move upwards leaves the newest: more rows below are no reason.
    else if (moved < -1) this.stuck = false;
    this.#lastTop = scrollTop;
    if (this.#settling && !wasStuck && this.#place !== undefined) {
      this.#place = { key: this.#place.key, offset: this.#place.offset - moved };
      this.restore();
    } else this.capture();
    this.#onMove();
  };

  /** Stands higher than where it was put, though it could still stand there. */
  #hasLeft({ scrollTop, scrollHeight, clientHeight }: HTMLElement): boolean {
    return scrollTop < this.#lastTop - 1 && this.#lastTop <= scrollHeight - clientHeight;
  }

  #survivor(key: string): HTMLElement | undefined {
    const rows = new Map<string, HTMLElement>();
    for (const row of this.#content?.querySelectorAll<HTMLElement>(':scope > [data-key]') ?? []) {
      rows.set(row.dataset['key'] ?? '', row);
    }
    const survivor = [key, ...this.#following].find((candidate) => rows.has(candidate));
    return survivor === undefined ? undefined : rows.get(survivor);
  }
}

/** Index of the first of rows that stand below each other whose lower edge is below `edge`. */
function firstBelow(rows: readonly Element[], edge: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const row = rows[middle];
    if (row !== undefined && row.getBoundingClientRect().bottom <= edge) low = middle + 1;
    else high = middle;
  }
  return low;
}
