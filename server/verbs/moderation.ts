import type { AuditAction, AuditLog } from '../audit.ts';
import type { Clock } from '../clock.ts';
import type { Expulsion } from '../expulsion.ts';
import { encodeFrame } from '../frame.ts';
import type { User } from '../protocol/model.ts';
import type { RoomRegistry } from '../roomRegistry.ts';
import type { Session } from '../session.ts';
import type { Aim, Removal } from '../store/identityOperations.ts';
import type { MessageStore } from '../store/messageStore.ts';
import type { Told } from './told.ts';
import { connectedState, orFail, roomName, type Verbs } from './verb.ts';

export interface ModerationDeps {
  store: MessageStore;
  rooms: RoomRegistry;
  clock: Clock;
  audit: AuditLog;
  expulsion: Expulsion;
  told: Told;
  /** Whether this is an open server ([AC2]). */
  open: boolean;
}

/** What owners do to others; a room that is left out is the whole server ([AC5], [AC6]). */
export function moderationVerbs(deps: ModerationDeps): Pick<Verbs, 'kick' | 'ban' | 'mute' | 'bans' | 'role'> {
  const { store, rooms, clock, audit, expulsion, told, open } = deps;

  function aim(session: Session, request: { user: string; room?: string | undefined }): Aim {
    const { actor } = connectedState(session);
    const room = request.room === undefined ? undefined : { key: roomName(request.room).key };
    return { actor, user: request.user, room, open, now: clock.now() };
  }

  function note(action: AuditAction, session: Session, at: Aim, room: string | undefined, detail?: string): void {
    audit.note(action, { actor: at.actor.id, target: at.user, room, address: session.address, detail });
  }

  /** Tells the rooms that somebody is no member any more, and ends what they have open. */
  function remove(at: Aim, { user, events }: Removal, reason: string): void {
    for (const { key, event } of events) {
      const living = rooms.get(key);
      living?.forget(user.id);
      living?.deliver(event);
    }
    const { id, name } = at.actor;
    if (at.room) expulsion.fromRoom(user.id, at.room.key, { id, name });
    else expulsion.fromServer((actor) => actor.id === user.id, reason);
  }

  return {
    kick(session, request, reply) {
      const at = aim(session, request);
      store.submit(
        'kick',
        at,
        orFail(reply, (removal) => {
          note('kick', session, at, request.room);
          remove(at, removal, 'An owner removed you from this server.');
          reply.ok({ user: removal.user });
        }),
      );
    },

    ban(session, request, reply) {
      const at = aim(session, request);
      store.submit(
        'ban',
        { ...at, on: request.on },
        orFail(reply, (removal) => {
          note(request.on ? 'ban' : 'unban', session, at, request.room);
          if (request.on) remove(at, removal, 'An owner of this server has banned you from it.');
          reply.ok({ user: removal.user });
        }),
      );
    },

    mute(session, request, reply) {
      const at = aim(session, request);
      const { on } = request;
      store.submit(
        'mute',
        { ...at, on },
        orFail(reply, (user: User) => {
          note(on ? 'mute' : 'unmute', session, at, request.room);
          told.aboutMember(user, at.room?.key, { muted: on ? true : undefined }, (room) => {
            return encodeFrame(JSON.stringify({ type: 'mute', room, user: { id: user.id, name: user.name }, on }));
          });
          reply.ok({ user });
        }),
      );
    },

    bans(session, request, reply) {
      const { actor, room } = aim(session, { ...request, user: '' });
      store.submit(
        'bans',
        { actor, room },
        orFail(reply, (bans) => reply.ok({ bans })),
      );
    },

    role(session, request, reply) {
      const at = aim(session, request);
      const { role } = request;
      store.submit(
        'role',
        { ...at, role },
        orFail(reply, (user: User) => {
          note('role', session, at, request.room, role);
          told.aboutMember(user, at.room?.key, { role: role === 'owner' ? 'owner' : undefined }, (room) => {
            return encodeFrame(JSON.stringify({ type: 'role', room, user: { id: user.id, name: user.name }, role }));
          });
          reply.ok({ user });
        }),
      );
    },
  };
}
