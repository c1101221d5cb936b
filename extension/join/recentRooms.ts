import type { Memento } from 'vscode';
import type { RoomTarget } from '../connection/roomSession.ts';

const RECENT_KEY = 'recentRooms';
const JOINED_KEY = 'joinedRooms';
const MOST_RECENT = 8;
/** Rooms that a window is in at once at most: each is a connection of its own, and a server allows a user some dozens. */
export const MOST_JOINED = 20;

/** The rooms of a window, in the order of joining, and which of them is shown. */
export interface RoomsOfWindow {
  rooms: readonly RoomTarget[];
  /** Index into `rooms`. */
  shown: number;
}

/** Rooms that this person joined before, the newest first, and those that this window is in. */
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

  /** The rooms to take up again after a reload. */
  get joined(): RoomsOfWindow {
    const { rooms, shown } = this.#window.get<RoomsOfWindow>(JOINED_KEY, { rooms: [], shown: 0 });
    return { rooms: rooms.slice(0, MOST_JOINED), shown };
  }

  async noteJoined(target: RoomTarget): Promise<void> {
    const others = this.all.filter((known) => known.url !== target.url || known.room !== target.room);
    await this.#person.update(RECENT_KEY, [target, ...others].slice(0, MOST_RECENT));
  }

  async noteRooms(rooms: RoomsOfWindow): Promise<void> {
    await this.#window.update(JOINED_KEY, rooms);
  }
}
