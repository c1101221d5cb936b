import type { Memento } from 'vscode';
import type { RoomTarget } from '../connection/roomSession.ts';
import { Emitter } from '../emitter.ts';
import { roomKey } from '../join/joinedRooms.ts';

/** What of a room is told: everything that is said, what is said to this person, or nothing. */
export type NoticeLevel = 'all' | 'mentions' | 'none';

const LEVELS: readonly string[] = ['all', 'mentions', 'none'] satisfies NoticeLevel[];

export function isNoticeLevel(value: string): value is NoticeLevel {
  return LEVELS.includes(value);
}

const LEVELS_KEY = 'noticeLevels';
/** Rooms with a level of their own that are remembered; past it the one that was set first goes back to the setting. */
const MOST_LEVELS = 500;

type Where = Pick<RoomTarget, 'url' | 'room'>;

/** The level of each room: the person's setting, unless the room has one of its own. */
export class NoticeLevels {
  /** Fires when a room's own level changed. */
  readonly changes = new Emitter<void>();
  readonly #person: Memento;
  readonly #usual: () => NoticeLevel;

  /** @param usual the level of rooms without one of their own */
  constructor(person: Memento, usual: () => NoticeLevel) {
    this.#person = person;
    this.#usual = usual;
  }

  of(room: Where): NoticeLevel {
    return this.ownOf(room) ?? this.#usual();
  }

  /** The level that was chosen for this room; `undefined` where it goes by the setting. */
  ownOf(room: Where): NoticeLevel | undefined {
    return this.#kept().find(([key]) => key === roomKey(room))?.[1];
  }

  /** @param level `undefined` goes back to the setting */
  async set(room: Where, level: NoticeLevel | undefined): Promise<void> {
    const others = this.#kept().filter(([key]) => key !== roomKey(room));
    const kept = level === undefined ? others : [...others, [roomKey(room), level] as const];
    await this.#person.update(LEVELS_KEY, kept.slice(-MOST_LEVELS));
    this.changes.emit();
  }

  #kept(): readonly (readonly [string, NoticeLevel])[] {
    return this.#person.get<[string, NoticeLevel][]>(LEVELS_KEY, []);
  }
}
