import type { RoomSession } from '../connection/roomSession.ts';
import type { JoinedRooms } from '../join/joinedRooms.ts';
import type { DirectRooms } from './directRooms.ts';
import type { Knocks } from './knocks.ts';

/**
 * Passes on what a server tells this person about others who want something of them. What answers is evaluated and built
 * only then.
 */
export function hearAccess(rooms: JoinedRooms, actions: () => Promise<{ knocks: Knocks; directs: DirectRooms }>): void {
  /** Rooms with a door that this person keeps, whose waiting people were looked for. */
  const looked = new WeakSet<RoomSession>();
  rooms.roomChanges.on(({ session, change }) => {
    if (change.kind === 'notice') {
      const { notice } = change;
      if (notice.type === 'knock') void actions().then(({ knocks }) => knocks.hear(session, notice.room, notice.user));
      if (notice.type === 'direct') {
        void actions().then(({ directs }) => directs.hear(session, notice.room, notice.user.name));
      }
      return;
    }
    if (change.kind !== 'connection' || session.connection.state !== 'online' || looked.has(session)) return;
    const { moderates, traits } = session.state.standing;
    if (!moderates || traits.approval !== true) return;
    looked.add(session);
    void actions().then(({ knocks }) => knocks.look(session));
  });
}
