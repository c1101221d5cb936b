import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { User } from '../../../server/protocol/model.ts';
import { Room, type RoomSession } from '../../../server/room.ts';
import type { MemberRow } from '../../../server/store/operations.ts';

/** Of these the first two are registered once they were let in. */
const USERS: readonly User[] = [
  { id: 'u_ada', name: 'Ada', guest: false },
  { id: 'u_grace', name: 'Grace', guest: false },
  { id: 'g_linus', name: 'Linus', guest: true },
];

class Sitting implements RoomSession {
  readonly user: User;
  state: 'online' | 'away' = 'online';

  constructor(user: User) {
    this.user = user;
  }

  send(): void {
    // What is told is not what is looked at.
  }
}

const who = fc.nat({ max: USERS.length - 1 });
const step = fc.oneof(
  fc.record({ kind: fc.constant('come' as const), who, role: fc.constantFrom('owner' as const, undefined) }),
  fc.record({ kind: fc.constant('go' as const), who }),
  fc.record({ kind: fc.constant('turn' as const), who }),
  fc.record({ kind: fc.constant('mark' as const), who, muted: fc.boolean() }),
  fc.record({ kind: fc.constant('forget' as const), who }),
);

describe('a room', () => {
  it('[RM2] [RM4] says at every moment who belongs to it, what they may, and whether they are here', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const room = new Room('general', 'general');
        const here = new Map<string, Sitting[]>(USERS.map(({ id }) => [id, []]));
        const registered = new Map<string, MemberRow>();
        for (const one of steps) {
          const user = USERS[one.who]!;
          const sessions = here.get(user.id)!;
          switch (one.kind) {
            case 'come': {
              const session = new Sitting(user);
              if (!user.guest) registered.set(user.id, { id: user.id, name: user.name, role: one.role });
              sessions.push(session);
              room.add(session, [...registered.values()]);
              break;
            }
            case 'go': {
              const session = sessions.shift();
              if (session) room.remove(session);
              break;
            }
            case 'turn': {
              const [session] = sessions;
              if (!session) break;
              const before = room.stateOf(user.id);
              session.state = session.state === 'online' ? 'away' : 'online';
              room.stateChanged(session, before);
              break;
            }
            case 'mark': {
              const member = registered.get(user.id);
              if (member) registered.set(user.id, { ...member, muted: one.muted });
              room.mark(user.id, { muted: one.muted });
              break;
            }
            case 'forget':
              registered.delete(user.id);
              room.forget(user.id);
              break;
          }
          const members = JSON.parse(room.membersJson()) as { id: string }[];
          const expected = USERS.filter(({ id }) => registered.has(id) || here.get(id)!.length > 0).map((user) => {
            const states = here.get(user.id)!.map(({ state }) => state);
            const state = states.length === 0 ? 'offline' : states.includes('online') ? 'online' : 'away';
            return JSON.parse(JSON.stringify({ ...registered.get(user.id), ...user, state })) as { id: string };
          });
          const byId = (list: { id: string }[]) => list.toSorted((one, other) => (one.id < other.id ? -1 : 1));
          assert.deepEqual(byId(members), byId(expected));
        }
      }),
    );
  });
});
