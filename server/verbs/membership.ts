import type { Access } from '../access.ts';
import type { Clock } from '../clock.ts';
import { encodeFrame } from '../frame.ts';
import { CLOSE_CODES } from '../protocol/closeCodes.ts';
import { ProtocolError } from '../protocol/errors.ts';
import type { ServerLimits } from '../protocol/limits.ts';
import type { Member } from '../protocol/model.ts';
import { PROTOCOL_RANGE } from '../protocol/version.ts';
import type { RoomRegistry } from '../roomRegistry.ts';
import type { Session } from '../session.ts';
import type { MessageStore } from '../store/messageStore.ts';
import type { JoinOutput } from '../store/operations.ts';
import { type Connected, connectedState, joinedRoom, roomName, type Verbs } from './verb.ts';

export interface MembershipDeps {
  access: Access;
  store: MessageStore;
  rooms: RoomRegistry;
  limits: ServerLimits;
  clock: Clock;
  /** The sessions of one user, wherever they are. */
  sessionsOf: (userId: string) => Iterable<Session>;
  /** Called when a session knows who it is. @returns false where that user has too many already */
  register: (session: Session) => boolean;
}

interface Place {
  after?: number | undefined;
  epoch?: string | undefined;
}

/** Coming, going, and who is here ([GR2], [RM1], [RM4], [MSG8]). */
export function membershipVerbs(
  deps: MembershipDeps,
): Pick<Verbs, 'connect' | 'join' | 'leave' | 'rooms' | 'presence' | 'typing' | 'read'> {
  const { access, store, rooms, limits, clock } = deps;

  /** Snapshot and subscription are one step: the session is in the room before anything else settles ([RM2]). */
  function enter(
    session: Session,
    state: Connected,
    room: { name: string; key: string },
    place: Place,
    settle: (failure: ProtocolError | undefined, entered?: { fields: object; events: string }) => void,
  ): void {
    const { after, epoch } = place;
    const input = { room: room.name, key: room.key, actor: state.actor, after, epoch, now: clock.now() };
    store.submit('join', input, (outcome) => {
      if (session.phase.phase === 'closed') {
        settle(new ProtocolError('not_connected', 'The session has ended.'));
        return;
      }
      if (!outcome.ok) {
        settle(outcome.error);
        return;
      }
      const joined = outcome.value;
      const living = rooms.open(joined.key, joined.room);
      if (joined.joined !== undefined) living.deliver(joined.joined, session);
      living.add(session, joined.members);
      state.rooms.set(joined.key, living);
      settle(undefined, { fields: snapshotFields(joined, living.members()), events: `[${joined.events.join(',')}]` });
    });
  }

  return {
    connect(session, request, reply) {
      if (session.phase.phase !== 'greeting') {
        throw new ProtocolError('already_connected', 'This session is connected already.');
      }
      const [min, max] = PROTOCOL_RANGE;
      const requested = request.protocol ?? max;
      if (!Number.isInteger(requested) || requested < min || requested > max) {
        throw new ProtocolError(
          'unsupported_version',
          `This server speaks version ${min} to ${max} of the protocol, not ${requested}. Update the older side.`,
          { details: { supported: PROTOCOL_RANGE, requested } },
        );
      }
      const room = request.room === undefined ? undefined : roomName(request.room);
      const token = request.token ?? session.headerToken;
      session.connecting();
      access.admit({ name: request.name, token, invite: request.invite, remember: request.remember }, (outcome) => {
        if (!outcome.ok) {
          session.refused();
          reply.fail(outcome.error);
          return;
        }
        const { actor, ...tokens } = outcome.value;
        if (session.phase.phase === 'closed') {
          access.release(actor);
          return;
        }
        session.connected(actor, room?.key);
        const { id, name, guest } = actor;
        const answer = { user: { id, name, guest }, ...tokens };
        if (!deps.register(session)) {
          reply.fail(new ProtocolError('forbidden', 'You have too many sessions open. Close another one first.'));
          session.close(CLOSE_CODES.tooManySessions, 'Too many sessions.');
          return;
        }
        if (!room) {
          reply.ok({ ...answer, rooms: [] });
          return;
        }
        enter(session, connectedState(session), room, request, (failure, entered) => {
          if (failure || !entered) {
            reply.fail(failure ?? new ProtocolError('internal', 'The room is not there.'));
            // Half connected is nothing that a client could go on from.
            session.close(CLOSE_CODES.goingAway, 'The room could not be entered; try again.');
            return;
          }
          const head = JSON.stringify(entered.fields).slice(0, -1);
          reply.ok(answer, { name: 'rooms', json: `[${head},"events":${entered.events}}]` });
        });
      });
    },

    join(session, request, reply) {
      const state = connectedState(session);
      const room = roomName(request.room);
      if (!state.rooms.has(room.key) && limits.roomsPerSession > 0 && state.rooms.size >= limits.roomsPerSession) {
        throw new ProtocolError(
          'forbidden',
          `A session is in ${limits.roomsPerSession} rooms at most. Leave one first.`,
        );
      }
      enter(session, state, room, request, (failure, entered) => {
        if (failure || !entered) {
          reply.fail(failure ?? new ProtocolError('internal', 'The room is not there.'));
          return;
        }
        reply.ok(entered.fields, { name: 'events', json: entered.events });
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
        if (event !== undefined) living?.deliver(event);
        reply.ok({ room: room.name, seq, time });
      });
    },

    rooms(session, _request, reply) {
      const { actor } = connectedState(session);
      store.submit('rooms', { actor }, (outcome) => {
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
      const before = Array.from(state.rooms.values(), (room) => [room, room.stateOf(state.actor.id)] as const);
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

function snapshotFields(joined: JoinOutput, members: Member[]): object {
  const { room, seq, topic, gap, read } = joined;
  return { room, seq, ...(topic !== undefined && { topic }), members, ...(gap && { gap }), read };
}
