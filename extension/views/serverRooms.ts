import type { RoomSummary } from '../../server/protocol/model.ts';
import type { RoomSession } from '../connection/roomSession.ts';
import { DisposableStore } from '../disposables.ts';
import { Emitter } from '../emitter.ts';
import type { JoinedRooms } from '../join/joinedRooms.ts';
import { failureFields, type Logger } from '../log.ts';

/** Rooms of one server that are listed at most besides the joined ones. */
const MOST_LISTED = 100;

/** The rooms on the servers that this window is connected to. */
export class ServerRooms {
  /** Fires when what is known of a server changed. */
  readonly changes = new Emitter<void>();
  readonly #rooms: JoinedRooms;
  readonly #log: Logger;
  readonly #store = new DisposableStore();
  readonly #known = new Map<string, readonly RoomSummary[]>();
  #online = new WeakSet<RoomSession>();

  constructor(rooms: JoinedRooms, log: Logger) {
    this.#rooms = rooms;
    this.#log = log;
    this.#store.defer(
      rooms.roomChanges.on(({ session, change }) => {
        if (change.kind !== 'connection') return;
        const online = session.connection.state === 'online';
        if (online && !this.#online.has(session)) void this.#ask(session);
        if (online) this.#online.add(session);
        else this.#online.delete(session);
      }),
    );
    this.#store.defer(rooms.listed.on(() => void this.refresh()));
  }

  dispose(): void {
    this.#store.dispose();
    this.changes.clear();
  }

  /** What a server has, the latest word first, without the rooms that are joined; empty until it answered. */
  othersOn(url: string): readonly RoomSummary[] {
    const others = (this.#known.get(url) ?? []).filter(({ name }) => !this.#rooms.find({ url, room: name }));
    return others.sort((one, other) => other.lastTime - one.lastTime).slice(0, MOST_LISTED);
  }

  /** Asks every server again. */
  async refresh(): Promise<void> {
    const asked = new Map<string, RoomSession>();
    for (const session of this.#rooms.sessions) {
      if (session.connection.state === 'online') asked.set(session.target.url, session);
    }
    for (const url of this.#known.keys())
      if (!this.#rooms.sessions.some((s) => s.target.url === url)) this.#known.delete(url);
    await Promise.all([...asked.values()].map((session) => this.#ask(session)));
  }

  async #ask(session: RoomSession): Promise<void> {
    try {
      this.#known.set(session.target.url, await session.queries.rooms());
    } catch (error) {
      // The list of before stays; the next look asks again.
      this.#log.warn('rooms.unlisted', failureFields(error));
      return;
    }
    this.changes.emit();
  }
}
