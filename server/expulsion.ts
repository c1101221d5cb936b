import type { RunningRequests } from './files/runningRequests.ts';
import { encodeFrame } from './frame.ts';
import { CLOSE_CODES } from './protocol/closeCodes.ts';
import type { RoomRegistry } from './roomRegistry.ts';
import type { SessionRegistry } from './sessionRegistry.ts';
import type { Actor } from './store/operations.ts';

/** Ends what somebody may not go on with: sessions and requests for files ([AC6]). */
export class Expulsion {
  readonly #sessions: SessionRegistry;
  readonly #rooms: RoomRegistry;
  readonly #requests: RunningRequests;

  constructor(sessions: SessionRegistry, rooms: RoomRegistry, requests: RunningRequests) {
    this.#sessions = sessions;
    this.#rooms = rooms;
    this.#requests = requests;
  }

  /** Off the server. @param reason a sentence that the close carries */
  fromServer(fits: (actor: Actor) => boolean, reason: string): void {
    this.#requests.end(fits);
    for (const session of this.#sessions.matching(fits)) session.close(CLOSE_CODES.refused, reason);
  }

  /** Out of one room; a session that was in no other has nothing to stay for. */
  fromRoom(user: string, roomKey: string, by: { id: string; name: string }): void {
    const fits = (actor: Actor): boolean => actor.id === user;
    this.#requests.end(fits);
    for (const session of this.#sessions.matching(fits)) {
      const { phase } = session;
      const room = phase.phase === 'connected' ? phase.rooms.get(roomKey) : undefined;
      if (!room || phase.phase !== 'connected') continue;
      session.send(encodeFrame(JSON.stringify({ type: 'kicked', room: room.name, by })));
      phase.rooms.delete(roomKey);
      room.remove(session);
      this.#rooms.release(room);
      if (phase.rooms.size === 0) session.close(CLOSE_CODES.refused, 'An owner removed you from the room.');
    }
  }
}
