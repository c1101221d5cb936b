import type { AuditLog } from './audit.ts';
import type { Clock } from './clock.ts';
import { INVITE_MS } from './protocol/limits.ts';
import type { Role } from './protocol/model.ts';
import { newId, newToken, type Random, tokenHash } from './random.ts';
import { ask } from './store/ask.ts';
import type { MessageStore } from './store/messageStore.ts';
import { roomName } from './verbs/verb.ts';

export interface InvitationsDeps {
  store: MessageStore;
  clock: Clock;
  random: Random;
  audit: AuditLog;
}

/** Who is to come, to which rooms, how often and how long; what is left out is one member within a week. */
export interface Invitation {
  rooms?: readonly string[] | undefined;
  role?: Role | undefined;
  uses?: number | undefined;
  expiresMs?: number | undefined;
}

/** What whoever runs the server gives away, without being a user of it ([AC3]). */
export class Invitations {
  readonly #deps: InvitationsDeps;

  constructor(deps: InvitationsDeps) {
    this.#deps = deps;
  }

  /** @returns the secret, which nobody can read again. @throws ProtocolError `bad_name`, `not_found`, `storage_failed` */
  async make(wish: Invitation): Promise<{ invite: string; inviteId: string; expires: number }> {
    const { store, audit, clock } = this.#deps;
    const { rooms = [], role = 'member', uses = 1, expiresMs = INVITE_MS } = wish;
    const fresh = this.#fresh(expiresMs);
    const input = { ...fresh.stored, rooms: rooms.map(roomName), role, uses, now: clock.now() };
    await ask(store, 'invite', input);
    const { id, expires } = fresh.stored;
    audit.note('invite', { target: id, detail: role });
    return { invite: fresh.secret, inviteId: id, expires };
  }

  /** The invite of the first owner: once in the life of a data folder, and never where it has an owner. */
  async firstOwner(): Promise<string | undefined> {
    const { store, audit, clock } = this.#deps;
    const fresh = this.#fresh(INVITE_MS);
    const isNew = await ask(store, 'claimOwnerLink', { ...fresh.stored, now: clock.now() });
    if (!isNew) return undefined;
    audit.note('invite', { target: fresh.stored.id, detail: 'owner' });
    return fresh.secret;
  }

  /** Writes down where people reach the server, for invites that are made beside it. */
  async announce(address: string, pin: string | undefined): Promise<void> {
    await ask(this.#deps.store, 'announce', { address, pin });
  }

  #fresh(expiresMs: number): { secret: string; stored: { id: string; hash: Uint8Array; expires: number } } {
    const { random, clock } = this.#deps;
    const secret = newToken(random);
    return { secret, stored: { id: newId(random, 'i'), hash: tokenHash(secret), expires: clock.now() + expiresMs } };
  }
}
