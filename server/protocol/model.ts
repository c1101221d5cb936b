/** The things of the protocol as both sides see them. Times are Unix milliseconds, sizes bytes ([TR5]). */

export type PresenceState = 'online' | 'away' | 'offline';

/** Who said something: the name is the one that was in use then. */
interface Author {
  id: string;
  name: string;
}

export interface User extends Author {
  /** Without a registered name: it is theirs only while a session holds it ([GR5]). */
  guest: boolean;
}

/** What a user may do on the server ([AC5]). */
export const ROLES = ['owner', 'member', 'guest'] as const;
export type Role = (typeof ROLES)[number];

/** Who `connect` says one is ([GR3]). */
export interface Self extends User {
  role?: Role | undefined;
  /** Of the token that was shown or made; guests have none. */
  device?: string | undefined;
}

export interface Member extends User {
  state: PresenceState;
  /** Who may moderate the room: its owners and the server's. */
  role?: 'owner' | undefined;
  muted?: boolean | undefined;
}

/** Whether anybody finds a room, or only who was invited or admitted ([RM5]). */
export const VISIBILITIES = ['open', 'invite'] as const;
export type Visibility = (typeof VISIBILITIES)[number];

/** What differs from an open room; see [RM5] and [RM6]. */
export interface RoomTraits {
  visibility?: 'invite' | undefined;
  /** Newcomers wait until an owner lets them in. */
  approval?: true | undefined;
  /** The other one of a room of two. */
  direct?: Author | undefined;
}

/** An invite as its maker sees it again: never the secret ([AC3]). */
export interface InviteInfo {
  inviteId: string;
  rooms: string[];
  role: Role;
  uses: number;
  left: number;
  created: number;
  expires: number;
  by: Author;
}

/** One of a user's own devices. */
export interface DeviceInfo {
  device: string;
  label: string;
  /** 0: before servers kept it. */
  created: number;
  lastSeen: number;
  current: boolean;
}

/** Somebody who waits to be let in ([RM6]). */
export interface Knock {
  user: User;
  time: number;
}

/** Somebody who is kept out, or kept silent ([AC6]). */
export interface Restriction {
  user: Author;
  kind: 'ban' | 'mute';
  time: number;
  by: Author;
}

/** A small picture of a file, made by who sent it ([FL7]). */
export interface ThumbnailInfo {
  size: number;
  mediaType: string;
  /** Lower-case hex. */
  sha256: string;
}

/** A stored file as an event names it ([FL1]). */
export interface FileInfo {
  id: string;
  name: string;
  size: number;
  mediaType: string;
  /** Lower-case hex. */
  sha256: string;
  /** Pixels, for raster images whose header says so. */
  width?: number | undefined;
  height?: number | undefined;
  thumbnail?: ThumbnailInfo | undefined;
}

/** One line of a `files` answer ([FL8]): a file that is not deleted, and the event that brought it. */
export interface FileEntry {
  seq: number;
  time: number;
  from: Author;
  file: FileInfo;
}

/** Code shared from an editor ([MSG9]). Lines count from 1, both inclusive. */
export interface Snippet {
  path: string;
  startLine: number;
  endLine: number;
  languageId: string;
  text: string;
  repository?: { remote: string; commit: string; root: string } | undefined;
}

export interface Reaction {
  emoji: string;
  /** Ids of the users who gave it, in the order they did. */
  users: string[];
}

interface EventBase {
  room: string;
  /** Place in the room's log: from 1, contiguous, never used twice ([MSG2]). */
  seq: number;
  time: number;
  from: Author;
}

/** A message in its present state ([MSG6]): `text` is empty once `deleted`. */
interface MessageEvent extends EventBase {
  type: 'message';
  id: string;
  text: string;
  replyTo?: number | undefined;
  snippet?: Snippet | undefined;
  /** When it was last edited. */
  edited?: number | undefined;
  deleted?: boolean | undefined;
  reactions?: Reaction[] | undefined;
}

/** A shared file; `file` is absent once `deleted`. */
interface FileEvent extends EventBase {
  type: 'file';
  id: string;
  file?: FileInfo | undefined;
  replyTo?: number | undefined;
  deleted?: boolean | undefined;
  reactions?: Reaction[] | undefined;
}

/** `text` is there only while the message still has it. */
interface EditEvent extends EventBase {
  type: 'edit';
  target: number;
  text?: string | undefined;
}

interface DeleteEvent extends EventBase {
  type: 'delete';
  target: number;
}

interface ReactEvent extends EventBase {
  type: 'react';
  target: number;
  emoji: string;
  on: boolean;
}

/** Somebody became, or ceased to be, a member of the room; not a change of presence. */
interface MemberEvent extends EventBase {
  type: 'member';
  change: 'joined' | 'left';
  guest: boolean;
  /** Who removed them. */
  by?: Author | undefined;
}

interface TopicEvent extends EventBase {
  type: 'topic';
  topic: string;
}

/** Stands in the place of an event that retention removed whole. */
interface RemovedEvent extends EventBase {
  type: 'removed';
}

export type RoomEvent =
  MessageEvent | FileEvent | EditEvent | DeleteEvent | ReactEvent | MemberEvent | TopicEvent | RemovedEvent;

/** An event of a later protocol: it counts for `seq` and is shown as a placeholder ([TR3]). */
export interface UnknownEvent {
  type: 'unknown';
  /** The `type` that it came with. */
  originalType: string;
  room: string;
  seq: number;
  time: number;
}

export interface RoomSnapshot extends RoomTraits {
  room: string;
  /** Where one may moderate it. */
  role?: 'owner' | undefined;
  /** The newest place in the log; 0 for a room without events. */
  seq: number;
  topic?: string | undefined;
  members: Member[];
  events: RoomEvent[];
  /** What was missed and is not in `events`, both inclusive ([RM3]). */
  gap?: { from: number; to: number } | undefined;
  /** The user's read mark. */
  read: number;
}

/** A line of the `rooms` answer ([RM1]). */
export interface RoomSummary extends RoomTraits {
  name: string;
  members: number;
  seq: number;
  /** Time of the newest event; 0 where there is none. */
  lastTime: number;
  unread: number;
}

/** One match of a `search` ([MSG7]). */
export interface SearchHit {
  event: MessageEvent | FileEvent;
  /** The matching parts of the message's text, or of the file's name, in UTF-16 units: `[start, end)`, ascending. */
  marks: [start: number, end: number][];
}
