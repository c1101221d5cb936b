import type { DeviceInfo, InviteInfo, Knock, Restriction, Role, Visibility } from '../../server/protocol/model.ts';
import { decodeBans, decodeDevices, decodeInvites, decodeKnocks, decodeMadeInvite } from './accessAnswers.ts';
import { ConnectionError } from './errors.ts';

/** What an invite is good for; what is left out is the server's to say. */
export interface InviteWish {
  rooms?: readonly string[];
  uses?: number;
  /** How long it is good for. */
  expiresMs?: number;
  role?: Role;
}

/** Where something is done to somebody: in one room, or on the whole server. */
export type Scope = { room: string } | Record<string, never>;

/**
 * Asks the server who may what: invites, devices, moderation, rooms that ask before they let in ([AC3], [AC5], [AC6],
 * [GR6], [RM5]-[RM7]). Each rejects with ConnectionError or RequestError.
 */
export class AccessRequests {
  readonly #request: (type: string, fields?: Record<string, unknown>) => Promise<Record<string, unknown>>;

  /** @param request as `RoomConnection.request` */
  constructor(request: (type: string, fields?: Record<string, unknown>) => Promise<Record<string, unknown>>) {
    this.#request = request;
  }

  /** The secret of a new invite, which is told this once, and when it ends. */
  async invite(wish: InviteWish): Promise<{ invite: string; expires: number }> {
    return answered(decodeMadeInvite(await this.#request('invite', { ...wish })), 'no invite');
  }

  async invites(): Promise<InviteInfo[]> {
    return answered(decodeInvites(await this.#request('invites')), 'no invites');
  }

  async revokeInvite(inviteId: string): Promise<void> {
    await this.#request('revokeInvite', { inviteId });
  }

  async devices(): Promise<DeviceInfo[]> {
    return answered(decodeDevices(await this.#request('devices')), 'no devices');
  }

  /** The secret by which another computer becomes one of this person's. */
  async deviceLink(): Promise<{ invite: string; expires: number }> {
    return answered(decodeMadeInvite(await this.#request('deviceLink')), 'no invite');
  }

  async revokeDevice(device: string): Promise<void> {
    await this.#request('revokeDevice', { device });
  }

  /** Ends the token of this computer. */
  async signOut(): Promise<void> {
    await this.#request('signOut');
  }

  async kick(user: string, scope: Scope): Promise<void> {
    await this.#request('kick', { user, ...scope });
  }

  async ban(user: string, on: boolean, scope: Scope): Promise<void> {
    await this.#request('ban', { user, on, ...scope });
  }

  async mute(user: string, on: boolean, scope: Scope): Promise<void> {
    await this.#request('mute', { user, on, ...scope });
  }

  /** Who is kept out, or silent, there. */
  async bans(scope: Scope): Promise<Restriction[]> {
    return answered(decodeBans(await this.#request('bans', scope)), 'no bans');
  }

  async setRole(user: string, role: Role, scope: Scope): Promise<void> {
    await this.#request('role', { user, role, ...scope });
  }

  async roomOptions(room: string, options: { visibility?: Visibility; approval?: boolean }): Promise<void> {
    await this.#request('roomOptions', { room, ...options });
  }

  /** Who waits to be let into a room. */
  async knocks(room: string): Promise<Knock[]> {
    return answered(decodeKnocks(await this.#request('knocks', { room })), 'no knocks');
  }

  async admit(room: string, user: string, accept: boolean): Promise<void> {
    await this.#request('admit', { room, user, accept });
  }

  /** The name of the room of this person and another. */
  async direct(user: string): Promise<string> {
    const { room } = await this.#request('direct', { user });
    return answered(typeof room === 'string' && room.length <= 1_024 ? room : undefined, 'no room');
  }
}

function answered<T>(answer: T | undefined, what: string): T {
  if (answer === undefined) throw new ConnectionError('not_a_room_server', `${what} in the answer`);
  return answer;
}
