/** Limits that the protocol fixes, and the defaults of those that a server may set ([GR1], [LV3]). Sizes are bytes, times milliseconds. */

/** Longest id of a request, event, file or user, in characters ([TR5]). */
export const ID_CHARACTERS = 64;
/** Longest name of a user or room, in code points ([GR4]). */
export const NAME_CODE_POINTS = 64;
/** Longest name of a file ([FL6]). */
export const FILE_NAME_BYTES = 255;
/** Longest token or invite, in characters. */
export const TOKEN_CHARACTERS = 256;
/** Longest label of a device, in characters. */
export const DEVICE_LABEL_CHARACTERS = 128;
/** Most rooms that one invite opens. */
export const INVITE_ROOMS = 20;
/** Most people who may come by one invite. */
export const INVITE_USES = 10_000;
/** How long an invite is good for where nothing is said, and at most. */
export const INVITE_MS = 7 * 86_400_000;
export const INVITE_MAX_MS = 366 * 86_400_000;
/** How long one's own further device may take to come. */
export const DEVICE_LINK_MS = 600_000;
/** Within this time an invite that is used up brings the same new user a token again, if none was ever shown. */
export const REDEEM_AGAIN_MS = 60_000;
/** Invites that are good at once, of one user; devices of one; people who wait to be let into one room. */
export const INVITES_PER_USER = 1_000;
export const DEVICES_PER_USER = 100;
export const KNOCKS_PER_ROOM = 1_000;
/** Wrong tokens and invites of a session that close it. */
export const WRONG_CREDENTIALS = 5;
/** Longest emoji of a reaction. */
export const EMOJI_BYTES = 64;
/** Most kinds of reactions to one event. */
export const REACTIONS_PER_EVENT = 64;
/** Longest topic of a room. */
export const TOPIC_BYTES = 1_024;
/** Longest search query. */
export const QUERY_BYTES = 1_024;
/** Largest frame before `connect` succeeded ([GR2]). */
export const GREETING_FRAME_BYTES = 4_096;
/** The same where `connect` may carry the token of a provider of identities. */
export const IDENTITY_FRAME_BYTES = 16_384;
/** Longest such token, in characters. */
export const IDENTITY_TOKEN_CHARACTERS = 12_288;
/** How long a socket may stay open without `connect` ([GR2]). */
export const CONNECT_TIMEOUT_MS = 10_000;
/** Most events of a snapshot ([RM3]). */
export const SNAPSHOT_EVENTS = 500;
/** Most events of a `history` answer ([RM3], [MSG7]). */
export const HISTORY_EVENTS = 200;
/** Most hits of a `search` answer. */
export const SEARCH_HITS = 100;
/** Most bytes of events in a snapshot or `history` answer ([RM3]). */
export const PAGE_BYTES = 262_144;
/** Most files of a `files` answer ([FL8]). */
export const FILES_LISTED = 200;
/** Largest thumbnail, decoded ([FL7]). */
export const THUMBNAIL_BYTES = 12_288;
/** Widest and highest thumbnail, in pixels. */
export const THUMBNAIL_PIXELS = 512;
/** What a thumbnail may be. */
export const THUMBNAIL_TYPES = ['image/png', 'image/jpeg', 'image/webp'] as const;
/** Largest `Upload-Metadata` and all other headers of a request together: room for a thumbnail in Base64. */
export const HEADER_BYTES = 32_768;
/** Uploads that one user may have unfinished ([FL3]). */
export const UNFINISHED_UPLOADS = 100;
/** Downloads that one user may have running at once ([FL4]). */
export const DOWNLOADS_PER_USER = 32;
/** How long an upload that nothing comes for is kept ([FL3]). */
export const UPLOAD_EXPIRES_MS = 86_400_000;
/** How long the body of an upload may stand still, or a download be read not at all, before the connection is ended. */
export const TRANSFER_IDLE_MS = 30_000;
/** How long any other request may take to arrive whole. */
export const REQUEST_TIMEOUT_MS = 30_000;
/** How long a request waits for the one before it on the same upload to be ended and synced. */
export const TAKEOVER_MS = 10_000;
/** Unread messages of a room are counted up to this many. */
export const UNREAD_COUNTED = 1_000;
/** Malformed frames in a minute that close the session ([RQ2]). */
export const BAD_FRAMES_PER_MINUTE = 10;
/** Most bytes that wait for one session ([LV2]). */
export const QUEUE_BYTES = 1_048_576;
/** Most frames that wait for one session ([LV2]). */
export const QUEUE_FRAMES = 512;
/** Largest frame that a client takes from a server. */
export const CLIENT_FRAME_BYTES = 1_048_576;

/** The limits that `hello` announces; each is set by a flag of its name in kebab-case, 0 is 'no limit' ([LV3]). */
export interface ServerLimits {
  /** Longest text of a message. */
  textBytes: number;
  /** Largest file that `upload` and `download` carry in a frame, decoded. */
  inlineFileBytes: number;
  /** Largest file that the server stores. */
  fileBytes: number;
  /** Largest frame after `connect`. */
  frameBytes: number;
  /** Requests of a session a second; bursts of four times that pass. */
  messagesPerSecond: number;
  /** Rooms that one session may have joined at once. */
  roomsPerSession: number;
}

export const DEFAULT_LIMITS: Readonly<ServerLimits> = {
  textBytes: 16_384,
  inlineFileBytes: 262_144,
  fileBytes: 4_294_967_296,
  frameBytes: 393_216,
  messagesPerSecond: 50,
  roomsPerSession: 100,
};

/** What the files of one user may hold: two of the largest, so that nobody alone fills a laptop's disk. */
export const DEFAULT_USER_FILE_BYTES = 2 * DEFAULT_LIMITS.fileBytes;
/** What those of one room may. */
export const DEFAULT_ROOM_FILE_BYTES = 8 * DEFAULT_LIMITS.fileBytes;

/** How long a guest's transfer token is good for, since the last `connect` ([GR5]). */
export const TRANSFER_TOKEN_MS = 7 * 86_400_000;
/** How long a session that was told to close may take to do so. */
export const CLOSE_TIMEOUT_MS = 3_000;

/** Milliseconds between WebSocket pings of the server; two missed end the session ([LV1]). */
export const HEARTBEAT_MS = 25_000;
