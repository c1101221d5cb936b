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

export interface Member extends User {
  state: PresenceState;
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

export interface RoomSnapshot {
  room: string;
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
export interface RoomSummary {
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
