import type { DatabaseSync } from 'node:sqlite';
import { ProtocolError } from '../protocol/errors.ts';
import type { Role } from '../protocol/model.ts';
import type { Authority } from './authority.ts';
import type { Devices, TokenRow } from './devices.ts';
import type { ExternalIdentity, IdentifyInput, IdentifyOutput } from './identityOperations.ts';
import type { InviteRow, Invites } from './invites.ts';
import type { Actor } from './operations.ts';
import type { RoomAccess } from './roomAccess.ts';
import { Command, Query } from './sqlite.ts';

interface UserRow {
  id: string;
  name: string;
  key: string;
  role: Role;
  kicked: number;
}

/** What those who keep accounts together. */
export interface AccountsParts {
  authority: Authority;
  devices: Devices;
  invites: Invites;
  access: RoomAccess;
}

/** Tells who connects: registered names, guests, who is invited, who is vouched for ([GR5], [AC2], [AC3]). */
export class Accounts {
  readonly #parts: AccountsParts;
  readonly #byKey: Query<UserRow>;
  readonly #byId: Query<UserRow>;
  readonly #byIdentity: Query<UserRow>;
  readonly #addUser: Command;
  readonly #addIdentity: Command;
  readonly #setKicked: Command;
  readonly #forgetGuests: readonly Command[];

  constructor(database: DatabaseSync, parts: AccountsParts) {
    this.#parts = parts;
    const select = 'SELECT u.id, u.name, u.key, u.role, u.kicked FROM users u';
    this.#byKey = new Query(database, `${select} WHERE u.key = ?`);
    this.#byId = new Query(database, `${select} WHERE u.id = ?`);
    this.#byIdentity = new Query(
      database,
      `${select} JOIN identities i ON i.user = u.id WHERE i.issuer = ? AND i.subject = ?`,
    );
    this.#addUser = new Command(database, 'INSERT INTO users (id, name, key, created, role) VALUES (?, ?, ?, ?, ?)');
    this.#addIdentity = new Command(database, 'INSERT INTO identities (issuer, subject, user) VALUES (?, ?, ?)');
    this.#setKicked = new Command(database, 'UPDATE users SET kicked = ? WHERE id = ?');
    // A guest is gone with the last token of theirs.
    this.#forgetGuests = ['visits', 'grants', 'knocks'].map(
      (table) =>
        new Command(
          database,
          `DELETE FROM ${table} WHERE holder NOT IN (SELECT lineage FROM tokens WHERE lineage IS NOT NULL)
             AND holder NOT IN (SELECT id FROM users)`,
        ),
    );
  }

  /**
   * @param canWrite where false nothing is issued: somebody who only reads gets in while the disk is full ([LV4]).
   * @throws ProtocolError `bad_token`, `bad_invite`, `name_taken`, `forbidden`
   */
  identify(input: IdentifyInput, canWrite: boolean): IdentifyOutput {
    const { devices } = this.#parts;
    const shown = input.token && devices.shown(input.token, input.key, input.now);
    if (shown?.lineage === null) {
      if (input.external) this.#requireSame(input.external, shown.user, canWrite);
      return this.#byDevice(shown, input, canWrite);
    }
    if (input.external) return this.#vouchedFor(input.external, input, canWrite);
    const invite = this.#inviteOf(input, shown);
    if (invite && invite.user !== null) return this.#furtherDevice(invite, invite.user, input, canWrite);
    return this.#byName(input, shown, invite, canWrite);
  }

  /** A user by id. @throws ProtocolError `not_found` */
  registered(id: string): { id: string; name: string; role: Role } {
    const user = this.#byId.get(id);
    if (!user) throw new ProtocolError('not_found', 'There is nobody here who registered under this id.');
    return { id: user.id, name: user.name, role: user.role };
  }

  find(id: string): { id: string; name: string; role: Role } | undefined {
    const user = this.#byId.get(id);
    return user && { id: user.id, name: user.name, role: user.role };
  }

  /** Where invites are needed, who is kicked needs a new one. */
  setKicked(id: string, on: boolean): void {
    this.#setKicked.run(on ? 1 : 0, id);
  }

  /** Drops tokens that have expired, and where guests have been of whom none is left. */
  forget(now: number): void {
    this.#parts.devices.forget(now);
    this.#parts.invites.forget(now);
    for (const command of this.#forgetGuests) command.run();
  }

  #byDevice(shown: TokenRow, input: IdentifyInput, canWrite: boolean): IdentifyOutput {
    const user = this.#byId.get(shown.user);
    if (!user) throw new ProtocolError('bad_token', 'This token is of somebody who is not here any more.');
    const { devices } = this.#parts;
    const invite = canWrite ? this.#usable(input, user.id) : undefined;
    this.#requireWelcome(user, input, invite);
    if (canWrite) devices.sawAgain(shown, input.now);
    if (invite?.user === null) this.#apply(invite, user.id, input);
    const actor = { ...actorOf(user), ...(shown.device !== null && { device: shown.device }) };
    const role = this.#parts.authority.roleOf(user.id);
    return { actor, role, issued: 'none', ...(invite && { invite: invite.id }) };
  }

  /**
   * Who shows a token and is vouched for has to be one person; one of whom it was not known yet is from then on.
   * @throws ProtocolError `bad_token`
   */
  #requireSame({ issuer, subject }: ExternalIdentity, user: string, canWrite: boolean): void {
    const known = this.#byIdentity.get(issuer, subject);
    if (!known && canWrite) this.#addIdentity.run(issuer, subject, user);
    if (known && known.id !== user) {
      throw new ProtocolError('bad_token', 'This token is of somebody else than who signed in.');
    }
  }

  #vouchedFor(external: ExternalIdentity, input: IdentifyInput, canWrite: boolean): IdentifyOutput {
    const known = this.#byIdentity.get(external.issuer, external.subject);
    if (!canWrite) throw cannotWrite();
    if (known) {
      this.#requireWelcome({ ...known, kicked: 0 }, input, undefined);
      return this.#issue(known, input);
    }
    this.#requireFree(input, undefined);
    this.#requireNoGuestBan(input);
    const user = this.#register(input, 'member');
    this.#addIdentity.run(external.issuer, external.subject, user.id);
    const invite = this.#usable(input, user.id);
    if (invite?.user === null) this.#apply(invite, user.id, input);
    return this.#issue(user, input);
  }

  /** The invite that is shown by who has no account. @throws ProtocolError `bad_invite` */
  #inviteOf(input: IdentifyInput, shown: TokenRow | undefined): InviteRow | undefined {
    if (input.invite === undefined) {
      if (shown || input.open) return undefined;
      throw new ProtocolError(
        'bad_invite',
        'This server takes invited people only: connect with a token or an invite.',
      );
    }
    const { invites } = this.#parts;
    const invite = invites.find(input.invite, input.now);
    const isEnough = invite && (invite.entry === 1 || input.open || shown !== undefined);
    if (!isEnough) {
      // Who was let in before needs no invite any more.
      if (shown) return undefined;
      throw badInvite();
    }
    if (invite.remaining > 0 || (typeof shown?.lineage === 'string' && invites.wasRedeemed(invite, shown.lineage)))
      return invite;
    if (shown) return undefined;
    const registered = this.#byKey.get(input.key);
    const again = registered && !input.live && this.#mayAskAgain(invite, registered.id, input.now);
    if (!again) throw badInvite();
    return invite;
  }

  /**
   * The answer to who redeemed an invite was lost: nobody has shown the token that went with it. Only of an invite for one
   * person: others who have it could take a name that is a minute old.
   */
  #mayAskAgain(invite: InviteRow, user: string, now: number): boolean {
    const { invites, devices } = this.#parts;
    return invite.uses === 1 && invites.broughtJustNow(invite, user, now) && !devices.wasProven(user);
  }

  #furtherDevice(invite: InviteRow, owner: string, input: IdentifyInput, canWrite: boolean): IdentifyOutput {
    const user = this.#byId.get(owner);
    if (!user || invite.remaining === 0) throw badInvite();
    if (!canWrite) throw cannotWrite();
    this.#requireWelcome(user, input, undefined);
    this.#parts.invites.redeem(invite, input.fresh.device, input.now);
    return { ...this.#issue(user, input), invite: invite.id };
  }

  #byName(
    input: IdentifyInput,
    shown: TokenRow | undefined,
    invite: InviteRow | undefined,
    canWrite: boolean,
  ): IdentifyOutput {
    const { invites, devices } = this.#parts;
    this.#requireNoGuestBan(input);
    const registered = this.#byKey.get(input.key);
    if (registered && invite && !input.live && this.#mayAskAgain(invite, registered.id, input.now)) {
      if (!canWrite) throw cannotWrite();
      devices.revokeAllOf(registered.id);
      return { ...this.#issue(registered, input), invite: invite.id };
    }
    this.#requireFree(input, shown);
    // Where people are invited, a guest does not become more by asking.
    const registers = invite?.entry === 1 ? invite.role !== 'guest' : input.remember && input.open;
    if (!canWrite && (registers || invite)) throw cannotWrite();
    if (registers) {
      const user = this.#register(input, invite?.entry === 1 ? invite.role : 'member');
      if (invite) this.#apply(invite, user.id, input);
      return { ...this.#issue(user, input), ...(invite && { invite: invite.id }) };
    }
    const lineage = shown?.lineage ?? input.fresh.lineage;
    const actor = { id: input.guestId, name: input.name, guest: true, holder: lineage };
    if (!canWrite) return { actor, role: 'guest', issued: 'none' };
    devices.addGuest(input, lineage);
    if (invite) {
      invites.redeem(invite, lineage, input.now);
      this.#openRooms(invite, lineage);
    }
    return { actor, role: 'guest', issued: 'guest', ...(invite && { invite: invite.id }) };
  }

  /** An invite that somebody who is known shows: one that is over does them no harm. */
  #usable(input: IdentifyInput, user: string): InviteRow | undefined {
    if (input.invite === undefined) return undefined;
    const { invites } = this.#parts;
    const invite = invites.find(input.invite, input.now);
    return invite && (invite.remaining > 0 || invites.wasRedeemed(invite, user)) ? invite : undefined;
  }

  /** What an invite brings a registered user: its rooms, its role where that is more, and entry after a kick. */
  #apply(invite: InviteRow, user: string, input: IdentifyInput): void {
    const { invites, authority } = this.#parts;
    const isFirst = !invites.wasRedeemed(invite, user);
    if (isFirst) invites.redeem(invite, user, input.now);
    this.#openRooms(invite, user);
    if (invite.entry === 0) return;
    if (isFirst) this.setKicked(user, false);
    const present = authority.roleOf(user);
    if (isFirst && rank(invite.role) > rank(present)) authority.setRole(user, invite.role);
  }

  #openRooms(invite: InviteRow, holder: string): void {
    const { invites, access } = this.#parts;
    for (const { id } of invites.roomsOf(invite.id)) access.grant(id, holder);
  }

  #register(input: IdentifyInput, role: Role): UserRow {
    const { name, key, fresh, now } = input;
    this.#addUser.run(fresh.userId, name, key, now, role);
    return { id: fresh.userId, name, key, role, kicked: 0 };
  }

  #issue(user: UserRow, input: IdentifyInput): IdentifyOutput {
    this.#parts.devices.add(user, input);
    const role = this.#parts.authority.roleOf(user.id);
    return { actor: { ...actorOf(user), device: input.fresh.device }, role, issued: 'device' };
  }

  /** @throws ProtocolError `name_taken` */
  #requireFree(input: IdentifyInput, shown: TokenRow | undefined): void {
    const { name } = input;
    if (this.#byKey.get(input.key)) {
      throw new ProtocolError(
        'name_taken',
        `The name "${name}" is registered. Choose another, or connect with its token.`,
      );
    }
    if (input.heldBy !== undefined && input.heldBy !== shown?.lineage) {
      throw new ProtocolError('name_taken', `Somebody else is here as "${name}". Choose another name.`);
    }
  }

  /** A guest is banned by their name, so that nobody registers it either. @throws ProtocolError `forbidden` */
  #requireNoGuestBan(input: IdentifyInput): void {
    this.#parts.authority.requireWelcome(input.guestId);
  }

  /** @throws ProtocolError `forbidden`, `bad_invite` */
  #requireWelcome(user: UserRow, input: IdentifyInput, invite: InviteRow | undefined): void {
    this.#parts.authority.requireWelcome(user.id);
    if (user.kicked === 0 || input.open) return;
    const isInvitedAgain =
      invite?.entry === 1 && invite.user === null && !this.#parts.invites.wasRedeemed(invite, user.id);
    if (isInvitedAgain) return;
    throw new ProtocolError('bad_invite', 'You were removed from this server. Ask an owner for a new invite.');
  }
}

function actorOf(user: UserRow): Actor {
  return { id: user.id, name: user.name, guest: false, holder: user.id };
}

function rank(role: Role): number {
  return { guest: 0, member: 1, owner: 2 }[role];
}

function badInvite(): ProtocolError {
  return new ProtocolError('bad_invite', 'This invite is unknown, used up or has expired. Ask for another.');
}

function cannotWrite(): ProtocolError {
  return new ProtocolError('storage_failed', 'The name cannot be registered: the server cannot write.');
}
