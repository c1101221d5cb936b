import type { Memento } from 'vscode';
import type { RoomTarget } from '../connection/roomSession.ts';

const RECENT_KEY = 'recentRooms';
const JOINED_KEY = 'joinedRoom';
const MOST_RECENT = 8;

/** Rooms that this person joined before, the newest first, and the one that this window is in. */
export class RecentRooms {
  readonly #person: Memento;
  readonly #window: Memento;

  constructor(person: Memento, window: Memento) {
    this.#person = person;
    this.#window = window;
  }

  get all(): readonly RoomTarget[] {
    return this.#person.get<RoomTarget[]>(RECENT_KEY, []);
  }

  /** The room to take up again after a reload. */
  get joined(): RoomTarget | undefined {
    return this.#window.get<RoomTarget>(JOINED_KEY);
  }

  async noteJoined(target: RoomTarget): Promise<void> {
    const others = this.all.filter((known) => known.url !== target.url || known.room !== target.room);
    await this.#person.update(RECENT_KEY, [target, ...others].slice(0, MOST_RECENT));
    await this.#window.update(JOINED_KEY, target);
  }

  async noteLeft(): Promise<void> {
    await this.#window.update(JOINED_KEY, undefined);
  }
}
