import type { RoomSession } from '../connection/roomSession.ts';

/**
 * How far one person has read in the room that a panel shows, and where that began when they came to look. What is on
 * the screen of a window that nobody looks at is not read.
 */
export class ReadingPlace {
  readonly #session: RoomSession;
  readonly #attentive: () => boolean;
  #onScreen = 0;
  #newFrom: number | undefined;

  /** @param attentive whether somebody looks at the panel now */
  constructor(session: RoomSession, attentive: () => boolean) {
    this.#session = session;
    this.#attentive = attentive;
  }

  /** The place from which on everything was new when the person came; `undefined` where nothing was. */
  get newFrom(): number | undefined {
    return this.#newFrom;
  }

  /** Somebody comes to look: what they have not read is new to them, and what is on the screen is read now. */
  arrive(): void {
    this.#newFrom = this.#firstUnread();
    this.#read();
  }

  /** Something came while nobody looked: the first of it begins what is new. */
  noteArrivals(): void {
    if (this.#newFrom === undefined && !this.#attentive()) this.#newFrom = this.#firstUnread();
  }

  /** Everything up to here was on the screen. */
  see(seq: number): void {
    this.#onScreen = Math.max(this.#onScreen, seq);
    this.#read();
  }

  #read(): void {
    if (this.#onScreen > 0 && this.#attentive()) this.#session.markRead(this.#onScreen);
  }

  /** Who has read nothing at all is new here themselves: not everything is marked for them. */
  #firstUnread(): number | undefined {
    const { state, self } = this.#session;
    if (state.read === 0) return undefined;
    for (const event of state.events(state.read + 1)) {
      const said = event.type === 'message' || event.type === 'file';
      if (said && event.from.id !== self?.id && event.deleted !== true) return event.seq;
    }
    return undefined;
  }
}
