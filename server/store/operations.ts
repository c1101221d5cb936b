import type { FileInfo, RoomSummary, RoomTraits, SearchHit, Snippet } from '../protocol/model.ts';
import type { IdentifyInput, IdentifyOutput, IdentityOperations } from './identityOperations.ts';
import type { TransferOperations } from './transferOperations.ts';

/*
 * What the server asks of the store: plain data, because it crosses to the store's worker. Every operation fails
 * with a `ProtocolError`. `EventJson` is an event in its present state as it goes over the wire, encoded once.
 */

export type EventJson = string;

/** Who does something, as the store sees them. */
export interface Actor {
  /** User id; a guest's derives from the name. */
  id: string;
  name: string;
  guest: boolean;
  /** What owns things: the user id, or a guest's lineage, which whoever takes the name later does not have ([GR5]). */
  holder: string;
  /** Of the token that this session showed; guests have none. */
  device?: string | undefined;
}

/** The newest events of a room. */
export interface NewestPage {
  /** A JSON array: many clients are given the same, and one string goes from thread to thread more easily than fifty. */
  events: string;
  gap?: { from: number; to: number } | undefined;
}

export interface JoinInput {
  room: string;
  key: string;
  actor: Actor;
  after?: number | undefined;
  epoch?: string | undefined;
  /** Whether this is an open server ([AC2]). */
  open: boolean;
  now: number;
}

/** An owner has to let them in first ([RM6]). */
export interface WaitingOutput {
  waiting: true;
  room: string;
  /** Holders who may decide. */
  owners: string[];
  /** Whether they did not wait before. */
  fresh: boolean;
}

/** A registered member of a room. */
export interface MemberRow {
  id: string;
  name: string;
  role?: 'owner' | undefined;
  muted?: boolean | undefined;
}

export interface JoinOutput extends NewestPage, RoomTraits {
  room: string;
  key: string;
  seq: number;
  topic?: string | undefined;
  read: number;
  /** The registered members. */
  members: MemberRow[];
  /** Where this one may moderate it. */
  role?: 'owner' | undefined;
  /** The membership event, where this join made one. */
  joined?: EventJson | undefined;
}

export type Change =
  | { type: 'message'; text: string; replyTo?: number | undefined; snippet?: Snippet | undefined }
  | { type: 'file'; file: FileInfo; replyTo?: number | undefined; thumbnail?: Uint8Array | undefined }
  | { type: 'edit'; target: number; text: string }
  | { type: 'delete'; target: number }
  | { type: 'react'; target: number; emoji: string; on: boolean }
  | { type: 'topic'; topic: string };

/** Bytes that the files of one user, and of one room, may hold together; 0 is no limit. */
export interface FileQuotas {
  userFileBytes: number;
  roomFileBytes: number;
}

export interface AppendInput {
  key: string;
  actor: Actor;
  /** The client's id, which makes the append idempotent ([MSG3]). */
  clientId?: string | undefined;
  change: Change;
  /** What a file may not take the sender or the room past; absent: whatever it takes was reserved before. */
  quotas?: FileQuotas | undefined;
  now: number;
}

export interface AppendOutput {
  seq: number;
  time: number;
  /** The new event; absent where nothing was stored: a repeated id, or a change that changes nothing. */
  event?: EventJson | undefined;
  /** Of a file event, first or repeated. */
  file?: FileInfo | undefined;
  unchanged?: boolean | undefined;
  /** SHA-256 of a blob that nothing refers to any more. */
  orphan?: string | undefined;
}

export interface SearchInput {
  /** Keys of the rooms to look in, besides those of which `userId` is a registered member. */
  keys: string[];
  userId?: string | undefined;
  /** Only this room. */
  key?: string | undefined;
  query: string;
  before?: string | undefined;
  limit: number;
}

export interface Operations extends TransferOperations, IdentityOperations {
  identify: { input: IdentifyInput; output: IdentifyOutput };
  join: { input: JoinInput; output: JoinOutput | WaitingOutput };
  leave: { input: { key: string; actor: Actor; now: number }; output: AppendOutput };
  append: { input: AppendInput; output: AppendOutput };
  markRead: { input: { key: string; holder: string; seq: number }; output: { seq: number; moved: boolean } };
  /** Writes and syncs one row: whether the store can write now. */
  probe: { input: { now: number }; output: null };
  retain: { input: RetainInput; output: RetainOutput };
  rooms: { input: { actor: Actor; open: boolean }; output: RoomSummary[] };
  history: {
    input: { key: string; before?: number | undefined; after?: number | undefined; limit: number };
    output: { events: EventJson[]; more: boolean };
  };
  search: { input: SearchInput; output: { hits: SearchHit[]; next?: string | undefined } };
  /** By id, or the newest of that name. */
  findFile: { input: { key: string; file: string; name: string }; output: FileInfo };
  /** Which of these SHA-256 no event refers to. */
  unreferenced: { input: { sha256: string[] }; output: string[] };
}

export interface RetainInput {
  /** Events older than this are removed; absent: age does not matter. */
  before?: number | undefined;
  /** Bytes that messages and files together may hold. */
  maxBytes?: number | undefined;
  /** Most events that one call removes, so that chat goes on meanwhile. */
  limit: number;
  now: number;
}

export interface RetainOutput {
  removed: number;
  orphans: string[];
  more: boolean;
}

export type OperationName = keyof Operations;

/**
 * Those that only read run beside the writer, so that a search delays no acknowledgement. Not `unreferenced`: what it
 * tells has to come in the order of commits, or bytes would be thrown away that an event has just taken.
 */
export const READING: ReadonlySet<OperationName> = new Set<OperationName>([
  'rooms',
  'history',
  'search',
  'findFile',
  'whoIs',
  'uploads',
  'finishedUpload',
  'visibleFile',
  'seesBytes',
  'thumbnail',
  'files',
  'invites',
  'devices',
  'bans',
  'knocks',
]);
