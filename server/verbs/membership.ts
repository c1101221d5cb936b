import type { AuditLog } from '../audit.ts';
import type { Clock } from '../clock.ts';
import { encodeFrame } from '../frame.ts';
import { ProtocolError } from '../protocol/errors.ts';
import type { ServerLimits } from '../protocol/limits.ts';
import type { RoomRegistry } from '../roomRegistry.ts';
import type { Session } from '../session.ts';
import type { MessageStore } from '../store/messageStore.ts';
import type { Entrance } from './entrance.ts';
import { connectedState, joinedRoom, roomName, type Verbs } from './verb.ts';

export interface MembershipDeps {
  store: MessageStore;
  rooms: RoomRegistry;
  limits: ServerLimits;
  clock: Clock;
  entrance: Entrance;
  audit: AuditLog;
  /** Whether this is an open server ([AC2]). */
  open: boolean;
  /** The sessions of one user, wherever they are. */
  sessionsOf: (holder: string) => Iterable<Session>;
}

/** Coming, going, and who is here ([RM1], [RM4], [MSG8]). */
export function membershipVerbs(
  deps: MembershipDeps,
): Pick<Verbs, 'join' | 'leave' | 'rooms' | 'presence' | 'typing' | 'read'> {
  const { store, rooms, limits, clock, entrance, audit } = deps;

  return {
    join(session, request, reply) {
      const state = connectedState(session);
      const room = roomName(request.room);
      if (!state.rooms.has(room.key) && limits.roomsPerSession > 0 && state.rooms.size >= limits.roomsPerSession) {
        throw new ProtocolError(
          'forbidden',
          `A session is in ${limits.roomsPerSession} rooms at most. Leave one first.`,
        );
      }
      entrance.enter(session, state, room, request, (failure, entered) => {
        if (failure || !entered) {
          reply.fail(failure ?? new ProtocolError('internal', 'The room is not there.'));
          return;
        }
        reply.ok(entered.fields, entered.raw);
      });
    },

    leave(session, request, reply) {
      const state = connectedState(session);
      const room = joinedRoom(state, request.room);
      const { actor } = state;
      state.rooms.delete(room.key);
      room.remove(session);
      // Somebody who is here in another window has not left.
      if (room.has(actor.id)) {
        rooms.release(room);
        reply.ok({ room: room.name });
        return;
      }
      store.submit('leave', { key: room.key, actor, now: clock.now() }, (outcome) => {
        rooms.release(room);
        if (!outcome.ok) {
          reply.fail(outcome.error);
          return;
        }
        const { seq, time, event } = outcome.value;
        const living = rooms.get(room.key);
        living?.forget(actor.id);
        if (event !== undefined) {
          living?.deliver(event);
          audit.note('leave', { actor: actor.id, room: room.name, address: session.address });
        }
        reply.ok({ room: room.name, seq, time });
      });
    },

    rooms(session, _request, reply) {
      const { actor } = connectedState(session);
      store.submit('rooms', { actor, open: deps.open }, (outcome) => {
        if (!outcome.ok) {
          reply.fail(outcome.error);
          return;
        }
        const list = outcome.value.map((summary) => {
          const here = rooms.get(roomName(summary.name).key);
          return { ...summary, members: summary.members + (here?.guests ?? 0) };
        });
        reply.ok({ rooms: list });
      });
    },

    presence(session, request, reply) {
      const state = connectedState(session);
      const before = Array.from(state.rooms, (room) => [room, room.stateOf(state.actor.id)] as const);
      session.state = request.state;
      for (const [room, was] of before) room.stateChanged(session, was);
      reply.ok({});
    },

    typing(session, request, reply) {
      joinedRoom(connectedState(session), request.room).typing(session, request.on);
      reply.ok({});
    },

    read(session, request, reply) {
      const state = connectedState(session);
      const room = joinedRoom(state, request.room);
      const { actor } = state;
      store.submit('markRead', { key: room.key, holder: actor.holder, seq: request.seq }, (outcome) => {
        if (!outcome.ok) {
          reply.fail(outcome.error);
          return;
        }
        const { seq, moved } = outcome.value;
        if (moved) tellOthers(session, actor.holder, room.name, room.key, seq);
        reply.ok({ room: room.name, seq });
      });
    },
  };

  function tellOthers(session: Session, holder: string, name: string, key: string, seq: number): void {
    const frame = encodeFrame(JSON.stringify({ type: 'read', room: name, seq }));
    for (const other of deps.sessionsOf(holder)) {
      if (other !== session && other.phase.phase === 'connected' && other.phase.rooms.has(key)) other.send(frame);
    }
  }
}
