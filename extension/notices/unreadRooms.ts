import type { Clock } from '../clock.ts';
import type { RoomSession, SessionChange } from '../connection/roomSession.ts';
import { DisposableStore } from '../disposables.ts';
import { Emitter } from '../emitter.ts';
import type { JoinedRooms } from '../join/joinedRooms.ts';
import { callOf, isSaidByOther } from './noticeRules.ts';

/** Unread messages that are counted at most, as on the server ([RM1]). */
export const MOST_UNREAD = 1_000;
/** Counted anew at most this often, in milliseconds. */
const RECOUNT_MS = 100;

/** What a person has not read in a room, by the read mark that the server keeps over their devices. */
export interface Unread {
  /** Messages and files of others, up to `MOST_UNREAD`. */
  count: number;
  /** Those of them that call this person. */
  calls: number;
}

const NOTHING: Unread = { count: 0, calls: 0 };

/** How much is unread in each room that is joined. */
export class UnreadRooms {
  /** Fires when a count changed. */
  readonly changes = new Emitter<void>();
  readonly #rooms: Pick<JoinedRooms, 'roomChanges' | 'listed' | 'sessions'>;
  readonly #clock: Clock;
  readonly #store = new DisposableStore();
  #unread = new Map<RoomSession, Unread>();
  readonly #dirty = new Set<RoomSession>();
  #timer: { cancel(): void } | undefined;

  constructor(rooms: Pick<JoinedRooms, 'roomChanges' | 'listed' | 'sessions'>, clock: Clock) {
    this.#rooms = rooms;
    this.#clock = clock;
    this.#store.defer(rooms.roomChanges.on(({ session, change }) => this.#note(session, change)));
    this.#store.defer(rooms.listed.on(() => this.#keepJoined()));
    this.#store.defer(() => this.#timer?.cancel());
    this.#keepJoined();
  }

  of(session: RoomSession): Unread {
    return this.#unread.get(session) ?? NOTHING;
  }

  dispose(): void {
    this.#store.dispose();
    this.changes.clear();
  }

  #note(session: RoomSession, change: SessionChange): void {
    if (change.kind !== 'events' && change.kind !== 'read' && change.kind !== 'reset') return;
    this.#recountSoon(session);
  }

  #keepJoined(): void {
    for (const session of this.#unread.keys()) {
      if (!this.#rooms.sessions.includes(session)) this.#unread.delete(session);
    }
    for (const session of this.#rooms.sessions) if (!this.#unread.has(session)) this.#recountSoon(session);
    this.changes.emit();
  }

  #recountSoon(session: RoomSession): void {
    this.#dirty.add(session);
    this.#timer ??= this.#clock.after(RECOUNT_MS, () => {
      this.#timer = undefined;
      this.#recount();
    });
  }

  #recount(): void {
    let changed = false;
    for (const session of this.#dirty) {
      if (!this.#rooms.sessions.includes(session)) continue;
      const unread = unreadIn(session);
      const before = this.of(session);
      changed ||= unread.count !== before.count || unread.calls !== before.calls;
      this.#unread.set(session, unread);
    }
    this.#dirty.clear();
    if (changed) this.changes.emit();
  }
}

/** Counts what others said after the read mark. What is not at hand is not counted. */
function unreadIn({ state, self }: Pick<RoomSession, 'state' | 'self'>): Unread {
  let [count, calls] = [0, 0];
  for (const event of state.events(Math.max(state.read + 1, state.first))) {
    if (!isSaidByOther(event, self)) continue;
    count += 1;
    const answered = event.replyTo === undefined ? undefined : state.event(event.replyTo);
    if (callOf(event, self, answered, state.standing.traits.direct !== undefined)) calls += 1;
    if (count >= MOST_UNREAD) break;
  }
  return { count, calls };
}
