import type { RoomState } from '../connection/roomState.ts';

/** How many messages and files of others came while nobody looked. */
export class UnseenCount {
  #count = 0;
  /** Newest place that was counted or seen: what is paged in or changed later is not new. */
  #newest = 0;

  get count(): number {
    return this.#count;
  }

  /** All that there is up to `newest` is known, as after joining. */
  startAt(newest: number): void {
    this.#count = 0;
    this.#newest = newest;
  }

  /** Takes places that are new or look different now. */
  note(seqs: readonly number[], state: RoomState, selfId: string | undefined): void {
    let newest = this.#newest;
    for (const seq of seqs) {
      if (seq <= this.#newest) continue;
      newest = Math.max(newest, seq);
      const event = state.event(seq);
      const said = event?.type === 'message' || event?.type === 'file';
      if (said && event.from.id !== selfId) this.#count += 1;
    }
    this.#newest = newest;
  }

  /** Somebody looked. */
  seen(): void {
    this.#count = 0;
  }
}
