import type { AuditLog } from '../audit.ts';
import type { Clock } from '../clock.ts';
import type { Expulsion } from '../expulsion.ts';
import { DEVICE_LINK_MS, INVITE_MS } from '../protocol/limits.ts';
import { newId, newToken, type Random, tokenHash } from '../random.ts';
import type { MessageStore } from '../store/messageStore.ts';
import { connectedState, orFail, roomName, type Verbs } from './verb.ts';

export interface IdentityDeps {
  store: MessageStore;
  clock: Clock;
  random: Random;
  audit: AuditLog;
  expulsion: Expulsion;
}

/** Invites, and the devices of a user ([AC3], [GR6]). */
export function identityVerbs(
  deps: IdentityDeps,
): Pick<Verbs, 'invite' | 'invites' | 'revokeInvite' | 'devices' | 'deviceLink' | 'revokeDevice' | 'signOut'> {
  const { store, clock, random, audit, expulsion } = deps;
  return {
    invite(session, request, reply) {
      const { actor } = connectedState(session);
      const { uses = 1, expiresMs = INVITE_MS, role = 'member' } = request;
      const now = clock.now();
      const secret = newToken(random);
      const id = newId(random, 'i');
      const rooms = (request.rooms ?? []).map(roomName);
      const expires = now + expiresMs;
      store.submit(
        'invite',
        { id, hash: tokenHash(secret), actor, rooms, uses, expires, role, now },
        orFail(reply, () => {
          audit.note('invite', { actor: actor.id, target: id, address: session.address, detail: role });
          reply.ok({ invite: secret, inviteId: id, expires });
        }),
      );
    },

    invites(session, _request, reply) {
      const { actor } = connectedState(session);
      store.submit(
        'invites',
        { actor, now: clock.now() },
        orFail(reply, (invites) => reply.ok({ invites })),
      );
    },

    revokeInvite(session, { inviteId }, reply) {
      const { actor } = connectedState(session);
      store.submit(
        'revokeInvite',
        { actor, id: inviteId },
        orFail(reply, () => {
          audit.note('revoke_invite', { actor: actor.id, target: inviteId, address: session.address });
          reply.ok({});
        }),
      );
    },

    devices(session, _request, reply) {
      const { actor } = connectedState(session);
      store.submit(
        'devices',
        { actor },
        orFail(reply, (devices) => reply.ok({ devices })),
      );
    },

    deviceLink(session, _request, reply) {
      const { actor } = connectedState(session);
      const now = clock.now();
      const secret = newToken(random);
      const id = newId(random, 'i');
      const expires = now + DEVICE_LINK_MS;
      store.submit(
        'deviceLink',
        { actor, id, hash: tokenHash(secret), expires, now },
        orFail(reply, () => {
          audit.note('device_link', { actor: actor.id, target: id, address: session.address });
          reply.ok({ invite: secret, expires });
        }),
      );
    },

    revokeDevice(session, { device, user }, reply) {
      const { actor } = connectedState(session);
      store.submit(
        'revokeDevice',
        { actor, device, user },
        orFail(reply, () => {
          audit.note('revoke_device', { actor: actor.id, target: device, address: session.address });
          reply.ok({});
          expulsion.fromServer((other) => other.device === device, 'This device was revoked.');
        }),
      );
    },

    signOut(session, _request, reply) {
      const { actor } = connectedState(session);
      store.submit(
        'signOut',
        { actor },
        orFail(reply, () => {
          audit.note('sign_out', { actor: actor.id, target: actor.device, address: session.address });
          reply.ok({});
          const { device, holder } = actor;
          expulsion.fromServer(
            (other) => other.holder === holder && other.device === device,
            'You signed out on this device.',
          );
        }),
      );
    },
  };
}
