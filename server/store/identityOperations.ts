import type { DeviceInfo, InviteInfo, Knock, Restriction, Role, User, Visibility } from '../protocol/model.ts';
import type { Actor, EventJson } from './operations.ts';

/* What identity, invites and moderation ask of the store ([GR5], [AC3], [AC5], [AC6], [RM5]-[RM7]); see operations.ts. */

/** Somebody whom a provider of identities, or a proxy, vouches for. */
export interface ExternalIdentity {
  issuer: string;
  subject: string;
}

export interface IdentifyInput {
  name: string;
  key: string;
  guestId: string;
  /** SHA-256 of the token that the client showed. */
  token?: Uint8Array | undefined;
  /** SHA-256 of the invite that it showed. */
  invite?: Uint8Array | undefined;
  /** Verified already. */
  external?: ExternalIdentity | undefined;
  remember: boolean;
  /** What the person calls this device. */
  label: string;
  /** Whether somebody without a token may come in ([AC2]). */
  open: boolean;
  /** What is used where something new is made. */
  fresh: { userId: string; lineage: string; device: string; token: Uint8Array; expires: number };
  /** Lineage of the guest who is here under this name now. */
  heldBy?: string | undefined;
  /** Whether a registered user is here under this name now. */
  live: boolean;
  now: number;
}

export interface IdentifyOutput {
  actor: Actor;
  role: Role;
  /** What the fresh token became: the registered user's, a guest's, or nothing. */
  issued: 'device' | 'guest' | 'none';
  /** The invite that was redeemed with this. */
  invite?: string | undefined;
}

/** Where and whom something is done to; no room: the whole server. */
export interface Aim {
  actor: Actor;
  user: string;
  room?: { key: string } | undefined;
  /** Whether it is done on an open server ([AC2]). */
  open: boolean;
  now: number;
}

/** What became of somebody who was removed: the events that say so, and who they were. */
export interface Removal {
  user: User;
  /** By the key of the room. */
  events: { key: string; event: EventJson }[];
}

export interface IdentityOperations {
  /** Who shows a token, and may go on. Fails with `bad_token`, `forbidden`. */
  whoIs: { input: { token: Uint8Array; open: boolean; now: number }; output: Actor };
  /** Fails with `forbidden`, `not_found`. */
  invite: {
    input: {
      id: string;
      hash: Uint8Array;
      /** Absent: the server itself, which may do anything. */
      actor?: Actor | undefined;
      rooms: { name: string; key: string }[];
      uses: number;
      expires: number;
      role: Role;
      now: number;
    };
    output: null;
  };
  invites: { input: { actor: Actor; now: number }; output: InviteInfo[] };
  revokeInvite: { input: { actor: Actor; id: string }; output: null };
  devices: { input: { actor: Actor }; output: DeviceInfo[] };
  /** An invite by which its maker comes from another device. Fails with `forbidden`. */
  deviceLink: { input: { actor: Actor; id: string; hash: Uint8Array; expires: number; now: number }; output: null };
  /** @returns whose it was */
  revokeDevice: { input: { actor: Actor; device: string; user?: string | undefined }; output: { user: string } };
  signOut: { input: { actor: Actor }; output: null };
  kick: { input: Aim; output: Removal };
  ban: { input: Aim & { on: boolean }; output: Removal };
  mute: { input: Aim & { on: boolean }; output: User };
  bans: { input: { actor: Actor; room?: { key: string } | undefined }; output: Restriction[] };
  role: { input: Aim & { role: Role }; output: User };
  roomOptions: {
    input: {
      actor: Actor;
      key: string;
      visibility?: Visibility | undefined;
      approval?: boolean | undefined;
      /** Holders who are in the room now: they stay. */
      present: string[];
    };
    output: { visibility: Visibility; approval: boolean; changed: boolean };
  };
  knocks: { input: { actor: Actor; key: string }; output: Knock[] };
  /** @returns the holders who waited */
  admit: { input: { actor: Actor; key: string; user: string; accept: boolean }; output: { waited: string[] } };
  direct: {
    input: {
      actor: Actor;
      user: string;
      /** The other one, where they are here. */
      other?: Actor | undefined;
      /** Name of the room where a new one is made; nobody can guess it. */
      room: string;
      now: number;
    };
    output: { room: string; key: string; other: { id: string; name: string; guest: boolean; holder: string } };
  };
  /** Whether the data have, or ever were offered, an owner; `true` once. */
  claimOwnerLink: { input: { id: string; hash: Uint8Array; expires: number; now: number }; output: boolean };
  /** Where people reach this server: for links that are made beside it. */
  announce: { input: { address: string; pin?: string | undefined }; output: null };
}
