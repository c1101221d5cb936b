import type { Clock } from '../clock.ts';
import type { RoomSession, SessionChange } from '../connection/roomSession.ts';
import { DisposableStore } from '../disposables.ts';
import type { JoinedRooms } from '../join/joinedRooms.ts';
import { callOf, isSaidByOther, isTold, type Attention, type Call, type SaidEvent } from './noticeRules.ts';

/** How long is gathered before a notice, in milliseconds: what comes together is told together. */
export const GATHER_MS = 1_000;
/** Between two notices of one room, in milliseconds: what comes meanwhile is one line. */
export const HOLD_MS = 30_000;
/** Places that wait for one notice; more are told as that many. */
const MOST_WAITING = 1_000;

/** What is to be told of one room. */
export interface RoomNotice {
  session: RoomSession;
  count: number;
  /** The newest that calls this person, else the newest. */
  event: SaidEvent;
  /** How `event` calls them. */
  call: Call | undefined;
}

export interface NoticesOptions {
  rooms: Pick<JoinedRooms, 'roomChanges' | 'listed' | 'sessions' | 'isJoined'>;
  clock: Clock;
  /** Where the person's attention is now. */
  attention(session: RoomSession): Attention;
  /** Shows one notice for these rooms. */
  tell(notices: readonly [RoomNotice, ...RoomNotice[]]): void;
}

/**
 * Decides what is told, and when: never one's own, never what is in view, never twice, a burst as one. What was read
 * elsewhere before its notice was due is not told.
 */
export class Notices {
  readonly #options: NoticesOptions;
  readonly #store = new DisposableStore();
  /** The newest place of each room that was considered: what is paged in or changed later is not new. */
  readonly #newest = new WeakMap<RoomSession, number>();
  readonly #waiting = new Map<RoomSession, number[]>();
  readonly #told = new WeakMap<RoomSession, number>();
  #timer: { cancel(): void; at: number } | undefined;

  constructor(options: NoticesOptions) {
    this.#options = options;
    const { rooms } = options;
    this.#store.defer(rooms.roomChanges.on(({ session, change }) => this.#note(session, change)));
    this.#store.defer(rooms.listed.on(() => this.#meet()));
    this.#store.defer(() => this.#timer?.cancel());
    this.#meet();
  }

  dispose(): void {
    this.#store.dispose();
  }

  /** What a room holds when it is joined is not news. */
  #meet(): void {
    for (const session of this.#options.rooms.sessions) {
      if (!this.#newest.has(session)) this.#newest.set(session, session.state.seq);
    }
  }

  #note(session: RoomSession, change: SessionChange): void {
    const known = this.#newest.get(session) ?? session.state.seq;
    if (change.kind === 'reset') {
      // Another log, or the first look at this one after a reload: the badge says what is unread there.
      this.#newest.set(session, session.state.seq);
      return;
    }
    if (change.kind !== 'events') return;
    const fresh = change.seqs.filter((seq) => seq > known && isSaidByOther(session.state.event(seq), session.self));
    this.#newest.set(session, Math.max(known, ...change.seqs));
    // What comes while notices are snoozed is dropped then: it would be told late where the snooze ends in this moment.
    if (fresh.length === 0 || this.#options.attention(session).snoozed) return;
    const waiting = [...(this.#waiting.get(session) ?? []), ...fresh];
    this.#waiting.set(session, waiting.slice(-MOST_WAITING));
    this.#wakeIn(GATHER_MS);
  }

  #wakeIn(delayMs: number): void {
    const { clock } = this.#options;
    const at = clock.now() + delayMs;
    if (this.#timer && this.#timer.at <= at) return;
    this.#timer?.cancel();
    const timer = clock.after(delayMs, () => {
      this.#timer = undefined;
      this.#flush();
    });
    this.#timer = { at, cancel: () => timer.cancel() };
  }

  #flush(): void {
    const { clock, rooms } = this.#options;
    const now = clock.now();
    const due: RoomNotice[] = [];
    for (const [session, seqs] of this.#waiting) {
      const notice = rooms.isJoined(session) ? this.#notice(session, seqs) : undefined;
      const heldMs = (this.#told.get(session) ?? -HOLD_MS) + HOLD_MS - now;
      if (notice && heldMs > 0) {
        this.#wakeIn(heldMs);
        continue;
      }
      this.#waiting.delete(session);
      if (!notice) continue;
      this.#told.set(session, now);
      due.push(notice);
    }
    const [first, ...others] = due;
    if (first) this.#options.tell([first, ...others]);
  }

  /** What of these places is still to be told; `undefined` where nothing is. */
  #notice(session: RoomSession, seqs: readonly number[]): RoomNotice | undefined {
    const { state, self } = session;
    const attention = this.#options.attention(session);
    const told = seqs.flatMap((seq) => {
      const event = state.event(seq);
      if (seq <= state.read || !isSaidByOther(event, self)) return [];
      const answered = event.replyTo === undefined ? undefined : state.event(event.replyTo);
      const call = callOf(event, self, answered, state.standing.traits.direct !== undefined);
      return isTold(call !== undefined, attention) ? [{ event, call }] : [];
    });
    const newest = told.findLast(({ call }) => call !== undefined) ?? told.at(-1);
    return newest && { session, count: told.length, ...newest };
  }
}
