import type { Frame } from '../frame.ts';
import type { Member, User } from '../protocol/model.ts';
import type { RoomRegistry } from '../roomRegistry.ts';
import type { SessionRegistry } from '../sessionRegistry.ts';

/** Tells those whom it concerns what somebody may, or may not any more. */
export class Told {
  readonly #sessions: SessionRegistry;
  readonly #rooms: RoomRegistry;

  constructor(sessions: SessionRegistry, rooms: RoomRegistry) {
    this.#sessions = sessions;
    this.#rooms = rooms;
  }

  /** All sessions of some holders, whatever rooms they are in. */
  holders(holders: Iterable<string>, frame: Frame): void {
    for (const holder of holders) for (const session of this.#sessions.of(holder)) session.send(frame);
  }

  /**
   * One room, or where none is named all that know the user; and always their own sessions, each once.
   * @param frame made for the name of the room, or for the whole server
   */
  aboutMember(
    user: User,
    roomKey: string | undefined,
    change: Pick<Member, 'role' | 'muted'>,
    frame: (room: string | undefined) => Frame,
  ): void {
    const named = roomKey === undefined ? undefined : this.#rooms.get(roomKey);
    const rooms = roomKey === undefined ? [...this.#rooms.all()].filter((room) => room.knows(user.id)) : [named];
    const sessions = new Set<{ send(frame: Frame): void }>(this.#sessions.matching(({ id }) => id === user.id));
    for (const room of rooms) {
      room?.mark(user.id, change);
      for (const session of room?.sessions ?? []) sessions.add(session);
    }
    const encoded = frame(named?.name ?? roomKey);
    for (const session of sessions) session.send(encoded);
  }
}
