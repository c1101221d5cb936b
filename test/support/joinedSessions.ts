import type { RoomSession, SessionChange } from '../../extension/connection/roomSession.ts';
import { RoomState } from '../../extension/connection/roomState.ts';
import { Emitter } from '../../extension/emitter.ts';
import type { AnyEvent } from '../../server/protocol/frames.ts';

export const ADA = { id: 'g_ada', name: 'Ada', guest: true };
const GRACE = { id: 'g_grace', name: 'Grace', guest: true };

/** A session of Ada's as those see it who only read it, over a real state. */
export class JoinedSession {
  readonly state: RoomState;
  readonly self = ADA;
  readonly target: { url: string; room: string; name: string };
  readonly #rooms: JoinedSessions;

  constructor(rooms: JoinedSessions, room: string) {
    this.#rooms = rooms;
    this.state = new RoomState({ room });
    this.target = { url: 'ws://127.0.0.1:7465', room, name: 'Ada' };
  }

  /** For the parts under test, which look at no more of a session than is here. */
  get session(): RoomSession {
    return this as unknown as RoomSession;
  }

  /** The answer of `connect`: a log of `seq` messages of Grace's, read up to `read`, whose newest are `events`. */
  connected({
    seq,
    read = seq,
    from = 1,
    epoch = 'e1',
  }: {
    seq: number;
    read?: number;
    from?: number;
    epoch?: string;
  }) {
    const events = Array.from({ length: seq - from + 1 }, (_, index) =>
      this.event(from + index, `line ${from + index}`),
    );
    this.#emit(this.state.applySnapshot({ room: this.target.room, seq, members: [], events, read }, epoch));
  }

  /** Somebody says something. */
  hears(text: string, more: Partial<Extract<AnyEvent, { type: 'message' }>> = {}): void {
    this.#emit(this.state.applyEvent({ ...this.event(this.state.seq + 1, text), ...more }));
  }

  /** Another change of the log. */
  takes(event: Record<string, unknown>): void {
    const seq = this.state.seq + 1;
    const base = { room: this.target.room, seq, time: seq, from: GRACE };
    this.#emit(this.state.applyEvent({ ...base, ...event } as unknown as AnyEvent));
  }

  /** This person read on, here or on another device. */
  reads(seq: number): void {
    this.#emit(this.state.applyRead(seq));
  }

  event(seq: number, text: string): AnyEvent & { type: 'message' } {
    return { type: 'message', room: this.target.room, seq, time: seq, from: GRACE, id: `m${seq}`, text };
  }

  #emit(changes: readonly SessionChange[]): void {
    for (const change of changes) this.#rooms.roomChanges.emit({ session: this.session, change });
  }
}

/** The rooms of a window, without their connections. */
export class JoinedSessions {
  readonly roomChanges = new Emitter<{ session: RoomSession; change: SessionChange }>();
  readonly listed = new Emitter<void>();
  sessions: readonly RoomSession[] = [];

  /** Joins a room; `before` it is known to others, it is there. */
  join(room: string, before: (joined: JoinedSession) => void = () => undefined): JoinedSession {
    const joined = new JoinedSession(this, room);
    before(joined);
    this.sessions = [...this.sessions, joined.session];
    this.listed.emit();
    return joined;
  }

  leave(joined: JoinedSession): void {
    this.sessions = this.sessions.filter((session) => session !== joined.session);
    this.listed.emit();
  }

  isJoined(session: RoomSession): boolean {
    return this.sessions.includes(session);
  }
}
