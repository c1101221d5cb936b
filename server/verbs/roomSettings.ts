import type { AuditLog } from '../audit.ts';
import type { Clock } from '../clock.ts';
import { encodeFrame } from '../frame.ts';
import { ProtocolError } from '../protocol/errors.ts';
import { newId, type Random } from '../random.ts';
import type { RoomRegistry } from '../roomRegistry.ts';
import type { SessionRegistry } from '../sessionRegistry.ts';
import type { MessageStore } from '../store/messageStore.ts';
import type { Told } from './told.ts';
import { type Connected, connectedState, orFail, roomName, type Verbs } from './verb.ts';

export interface RoomSettingsDeps {
  store: MessageStore;
  rooms: RoomRegistry;
  sessions: SessionRegistry;
  clock: Clock;
  random: Random;
  audit: AuditLog;
  told: Told;
}

/** Who finds a room and who is let in ([RM5], [RM6]), and rooms of two ([RM7]). */
export function roomSettingsVerbs(deps: RoomSettingsDeps): Pick<Verbs, 'roomOptions' | 'knocks' | 'admit' | 'direct'> {
  const { store, rooms, sessions, clock, random, audit, told } = deps;
  return {
    roomOptions(session, request, reply) {
      const state = connectedState(session);
      const { key, name } = namedRoom(state, request.room);
      const { actor } = state;
      const { visibility, approval } = request;
      const here = sessions.all().flatMap(({ phase }) => {
        return phase.phase === 'connected' && phase.rooms.has(key) ? [phase.actor.holder] : [];
      });
      store.submit(
        'roomOptions',
        { actor, key, visibility, approval, present: [...new Set(here)] },
        orFail(reply, ({ changed, ...options }) => {
          const { address } = session;
          const detail = `${options.visibility}${options.approval ? ', approval' : ''}`;
          if (changed) {
            audit.note('room_options', { actor: actor.id, room: name, address, detail });
            const living = rooms.get(key);
            living?.tell(encodeFrame(JSON.stringify({ type: 'roomOptions', room: living.name, ...options })));
          }
          reply.ok({ room: rooms.get(key)?.name ?? name, ...options });
        }),
      );
    },

    knocks(session, request, reply) {
      const state = connectedState(session);
      const { key, name } = namedRoom(state, request.room);
      store.submit(
        'knocks',
        { actor: state.actor, key },
        orFail(reply, (knocks) => reply.ok({ room: name, knocks })),
      );
    },

    admit(session, request, reply) {
      const state = connectedState(session);
      const { key, name } = namedRoom(state, request.room);
      const { user, accept } = request;
      const { actor } = state;
      store.submit(
        'admit',
        { actor, key, user, accept },
        orFail(reply, ({ waited }) => {
          const room = rooms.get(key)?.name ?? name;
          audit.note(accept ? 'admit' : 'reject', { actor: actor.id, target: user, room, address: session.address });
          const type = accept ? 'admitted' : 'rejected';
          told.holders(waited, encodeFrame(JSON.stringify({ type, room })));
          reply.ok({ room });
        }),
      );
    },

    direct(session, request, reply) {
      const { actor } = connectedState(session);
      const { user } = request;
      const [other] = sessions.matching(({ id }) => id === user);
      const room = `@${newId(random, 'd')}`;
      store.submit(
        'direct',
        { actor, user, other: other && connectedState(other).actor, room, now: clock.now() },
        orFail(reply, (made) => {
          const { id, name, guest } = actor;
          audit.note('direct', { actor: id, target: made.other.id, address: session.address });
          const frame = encodeFrame(JSON.stringify({ type: 'direct', room: made.room, user: { id, name, guest } }));
          told.holders([made.other.holder], frame);
          reply.ok({ room: made.room });
        }),
      );
    },
  };
}

/** The room of a request that one need not be in ([RQ3]). @throws ProtocolError `bad_name`, `not_joined` */
function namedRoom(state: Connected, room: string | undefined): { name: string; key: string } {
  if (room !== undefined) return roomName(room);
  const home = state.home === undefined ? undefined : state.rooms.get(state.home);
  if (!home) throw new ProtocolError('not_joined', 'Say which room this is about.');
  return { name: home.name, key: home.key };
}
