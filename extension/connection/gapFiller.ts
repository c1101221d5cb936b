import type { Logger } from '../log.ts';
import type { Gap, RoomState } from './roomState.ts';

/** Pages of history that are fetched by themselves to close a gap; what lies further back comes as one scrolls. */
const GAP_PAGES = 10;

export interface GapFillerOptions {
  state: RoomState;
  /** Fetches the page before a place into the state. */
  fetchBefore: (seq: number) => Promise<void>;
  /** A gap turned out to be one that cannot be filled. */
  onLost: () => void;
  /** Drops what lies before a place. */
  forgetBefore: (seq: number) => void;
  log: Logger;
}

/** Closes the gaps of a room's timeline by paging back, the newest first; what cannot be had is kept as lost. */
export class GapFiller {
  readonly #options: GapFillerOptions;
  #lost: readonly Gap[] = [];
  #isFilling = false;

  constructor(options: GapFillerOptions) {
    this.#options = options;
  }

  /** Gaps that no history could fill. */
  get lost(): readonly Gap[] {
    return this.#lost;
  }

  /** Another connection, perhaps to other data: what could not be had before may be there now. */
  startOver(): void {
    this.#lost = [];
  }

  /** Does nothing where it is at it already; never rejects. */
  async fill(): Promise<void> {
    if (this.#isFilling) return;
    this.#isFilling = true;
    const { state, fetchBefore, onLost, forgetBefore, log } = this.#options;
    try {
      for (let page = 0; page < GAP_PAGES; page += 1) {
        const gap = this.#open();
        if (!gap) return;
        await fetchBefore(gap.to + 1);
        const left = state.gaps.find((candidate) => candidate.to === gap.to);
        if (left) {
          this.#lost = [...this.#lost, left];
          onLost();
        }
      }
      const gap = this.#open();
      if (gap) forgetBefore(gap.to + 1);
    } catch (error) {
      // Lost again on the way: the next connection finds the same gaps.
      log.warn('gap.open', { detail: error instanceof Error ? error.message : String(error) });
    } finally {
      this.#isFilling = false;
    }
  }

  #open(): Gap | undefined {
    return this.#options.state.gaps.findLast((gap) => !this.#lost.some((lost) => lost.to === gap.to));
  }
}
