/*
 * The contract between the extension host and the chat's webview. The host owns all truth: it posts a whole
 * `snapshot` when the view becomes visible and small updates while it is; the webview answers with an enumerated set
 * of commands. Words for a person are made (and localised) by the side that shows them: entries carry data, notices
 * carry finished sentences.
 */

import type { FileInfo, PresenceState, Reaction, Snippet } from '../../server/protocol/model.ts';

/** Where the connection stands, for the line above the composer. */
export type ConnectionView =
  | { state: 'offline' }
  | { state: 'connecting' }
  | { state: 'online' }
  /** Lost; tried again by itself at `retryAt` (Unix ms). `reason` is a finished sentence. */
  | { state: 'waiting'; retryAt: number; reason: string }
  /** Given up: `reason` is a finished sentence that says what to do. */
  | { state: 'failed'; reason: string };

export interface PersonView {
  id: string;
  name: string;
}

export interface MemberView extends PersonView {
  guest: boolean;
  state: PresenceState;
  /** The person at this window. */
  self: boolean;
  /** May read here, and add nothing. */
  muted?: boolean | undefined;
}

/** How far the bytes of a file have come. */
export interface TransferProgress {
  /** Bytes that have arrived. */
  bytes: number;
  totalBytes: number;
  /** Over the last seconds; absent while nothing moves. */
  bytesPerSecond?: number | undefined;
  /** Waits for the connection, and goes on by itself. */
  paused?: boolean | undefined;
  /** The bytes are being read through before the first of them is sent: `bytes` says how far that has come. */
  preparing?: boolean | undefined;
}

/** Whether and where a file's bytes are on this computer. */
export type FileBytesView =
  | { state: 'remote' }
  | { state: 'loading'; progress?: TransferProgress | undefined }
  /** Verified and cached. `imageUri` is a webview URI where the kind is a raster image small enough to show inline. */
  | { state: 'ready'; imageUri?: string | undefined; animated?: boolean | undefined }
  | { state: 'failed'; reason: string };

/** What can be done with a file of the room besides opening and saving it; all of it on this computer only. */
export type FileAction =
  /** Brings its bytes here, and does nothing more. */
  | 'fetch'
  /** The editor's diff with the file that this person has. */
  | 'compare'
  /** Its text goes to the cursor of the editor. */
  | 'insert'
  /** Its text goes to the clipboard; a picture is copied by the webview itself. */
  | 'copy'
  /** Shows where this person has it: what was shared from here, or was saved. */
  | 'reveal';

/** How far an own message or file has come. */
export type DeliveryView =
  | { state: 'sent' }
  | { state: 'pending'; progress?: TransferProgress | undefined }
  | { state: 'failed'; reason: string; retryable: boolean };

interface EntryBase {
  /** Stable for the life of the entry, through pending and sent. */
  key: string;
  /** Place in the room's log; absent while pending or failed. Entries are ordered by it, those without one last. */
  seq?: number | undefined;
  /** Unix milliseconds. */
  time: number;
}

/** The message or file that an entry answers. */
export interface ReplyView {
  /** Its place in the log, to go there. */
  seq?: number | undefined;
  /** Absent where it is not at hand. */
  name?: string | undefined;
  /** The beginning of its text, or the file's name; empty where it was deleted. */
  text: string;
}

export interface ReactionView extends Reaction {
  /** Of the others, in order, as far as they are known. */
  names?: string[] | undefined;
}

export interface MessageEntry extends EntryBase {
  kind: 'message';
  from: PersonView;
  own: boolean;
  text: string;
  edited: boolean;
  deleted: boolean;
  replyTo?: ReplyView | undefined;
  snippet?: Snippet | undefined;
  reactions: ReactionView[];
  delivery: DeliveryView;
}

export interface FileEntry extends EntryBase {
  kind: 'file';
  from: PersonView;
  own: boolean;
  /** Of a pending file `id` and `sha256` are empty strings. */
  file: FileInfo;
  deleted: boolean;
  replyTo?: ReplyView | undefined;
  reactions?: ReactionView[] | undefined;
  bytes: FileBytesView;
  /** The sender's small picture of an image, where there is one. */
  thumbnail?: FileBytesView | undefined;
  delivery: DeliveryView;
}

/** A quiet line: somebody joined or left, the topic changed, an event is not known to this version, events are missing. */
export type SystemEntry = EntryBase & { kind: 'system' } & (
    | { what: 'joined' | 'left'; name: string }
    /** An owner saw to it that they left. */
    | { what: 'expelled'; name: string; by: string }
    | { what: 'topic'; name: string; topic: string }
    | { what: 'unknown'; originalType: string }
    | { what: 'removed' }
    /** Both inclusive; `loading` while the host is fetching it, else it cannot be had. */
    | { what: 'gap'; from: number; to: number; loading: boolean }
  );

export type EntryView = MessageEntry | FileEntry | SystemEntry;

/** A message or file that a search found. */
export interface SearchHitView {
  /** The server's URL, as `jumpTo` wants it. */
  server: string;
  room: string;
  /** In the room that is shown. */
  here: boolean;
  seq: number;
  /** Unix milliseconds. */
  time: number;
  name: string;
  kind: 'message' | 'file';
  /** The part of the text around the first match, or the file's name. */
  text: string;
  /** The matching parts of `text` in UTF-16 units: `[start, end)`, ascending, apart. */
  marks: [start: number, end: number][];
}

/** What ends a message: Enter alone, or with Ctrl (Cmd on a Mac), so that Enter alone breaks the line. */
export type SendKey = 'enter' | 'ctrlEnter';

export interface ChatSnapshot {
  /** Another number for every other room that is shown; what is asked for on the page comes with it. */
  shown?: number | undefined;
  /** Absent where no room is joined: the view then offers Join and Host. */
  room?: string | undefined;
  /** Host and port, for the header. */
  server?: string | undefined;
  topic?: string | undefined;
  self?: PersonView | undefined;
  connection: ConnectionView;
  members: MemberView[];
  /** The newest window of the timeline, in order. */
  entries: EntryView[];
  /** Older entries can be loaded. */
  hasOlder: boolean;
  /** The entries end before the newest: newer ones can be loaded, and none is posted as it comes. */
  hasNewer?: boolean | undefined;
  /** What this person had not read when they came to look begins here. */
  newFrom?: number | undefined;
  /** Names of the others who are typing. */
  typing?: string[] | undefined;
  /** Longest message in UTF-8 bytes. */
  textBytes: number;
  /** Enter alone where absent. */
  sendKey?: SendKey | undefined;
  /** Largest image that a card asks for by itself when it comes into view; 0 for none, 1 MiB where absent. */
  previewBytes?: number | undefined;
}

/** What the host posts to the webview. */
export type HostMessage =
  | { type: 'snapshot'; snapshot: ChatSnapshot }
  /** Entries that are new or changed (by key), and keys that are gone. */
  | { type: 'entries'; upsert: EntryView[]; remove: string[] }
  | { type: 'older'; entries: EntryView[]; hasOlder: boolean }
  | { type: 'newer'; entries: EntryView[]; hasNewer: boolean }
  /** What surrounds the entry at `seq`, instead of what was shown before; it is brought into view and marked. */
  | { type: 'around'; seq: number; entries: EntryView[]; hasOlder: boolean; hasNewer: boolean }
  | { type: 'newFrom'; seq?: number | undefined }
  | { type: 'typing'; names: string[] }
  | { type: 'connection'; connection: ConnectionView }
  | { type: 'members'; members: MemberView[] }
  /** Answer to `send`: where not accepted, the composer keeps its text and shows `message`. */
  | { type: 'sendResult'; requestId: number; accepted: boolean; message?: string | undefined }
  /** A finished sentence to show above the composer until dismissed; `error` ones are announced assertively. */
  | { type: 'notice'; level: 'info' | 'error'; message: string }
  /** Goes where the cursor of the composer is. */
  | { type: 'insertText'; text: string }
  | { type: 'focusComposer' }
  /** Asks a page that outlived being hidden to say `ready` once more. */
  | { type: 'wake' }
  /** Code that goes with the next message, unless it is taken away. */
  | { type: 'attachSnippet'; snippet: Snippet }
  /** Opens the search, and searches at once where there is a query. */
  | { type: 'openSearch'; query: string }
  /** Lists who is in the room. */
  | { type: 'showMembers' }
  /** Lists what can be typed and pressed; nobody else sees it. */
  | { type: 'showHelp' }
  /** Answer to `search`: the next hits, newest first; where there are none because it failed, a finished sentence. */
  | { type: 'searchResult'; requestId: number; hits: SearchHitView[]; more: boolean; message?: string | undefined }
  /** Asks for a piece of an offered file; answered by `fileChunk`. Sizes are bytes. */
  | { type: 'pullFile'; pullId: number; offerId: number; index: number; offset: number; length: number }
  /** Nothing more is asked for of what was offered. */
  | { type: 'releaseFiles'; offerId: number }
  /** Shares the image on the clipboard, which only the page can read; answered by `offerFiles`. */
  | { type: 'shareClipboardImage' }
  /** Asks for a small picture of the image at `uri`, a webview URI; answered by `thumbnail`. */
  | { type: 'makeThumbnail'; requestId: number; uri: string };

/** What the webview posts to the host: everything a person can do there. Each comes with `shown` of the last snapshot. */
export type Command =
  | { type: 'ready' }
  /** Composer text, `upload: …` and `download: …` included; the host interprets them. */
  | {
      type: 'send';
      requestId: number;
      text: string;
      replyTo?: number | undefined;
      /** Code that goes with it; the text may be empty then. */
      snippet?: Snippet | undefined;
    }
  /** Shares a text that is too long for a message as a file; answered by `sendResult` as `send` is. */
  | { type: 'shareText'; requestId: number; text: string }
  /** Shows shared code in the person's own copy of the file, else as it was sent. */
  | { type: 'openSnippet'; snippet: Snippet }
  /** Asks for hits, or for the next page of those that `requestId` asked for; answered by `searchResult`. */
  | { type: 'search'; requestId: number; query: string; more?: boolean | undefined }
  /** Shows a hit in its room, which may be another one that this window is in. */
  | { type: 'jumpTo'; server: string; room: string; seq: number }
  /** Another text for one's own message; answered by `sendResult` as `send` is. */
  | { type: 'edit'; requestId: number; seq: number; text: string }
  /** The host asks before it deletes. */
  | { type: 'delete'; seq: number }
  | { type: 'react'; seq: number; emoji: string; on: boolean }
  /** Something is being written, or not any more. */
  | { type: 'typing'; on: boolean }
  /** Everything up to here was on the screen. */
  | { type: 'seen'; seq: number }
  /** The cursor is in the composer, as the host asked. */
  | { type: 'composerFocused' }
  | { type: 'retry'; key: string }
  | { type: 'discard'; key: string }
  | { type: 'openFile'; fileId: string }
  | { type: 'saveFile'; fileId: string }
  /** Stops fetching a file; an upload is stopped by `discard`. */
  | { type: 'cancelFile'; fileId: string }
  /** An image card came into view and wants its picture. */
  | { type: 'previewFile'; fileId: string }
  | { type: 'fileAction'; action: FileAction; fileId: string }
  /** Base64 of a WebP or JPEG; absent where none could be made. */
  | { type: 'thumbnail'; requestId: number; data?: string | undefined }
  | { type: 'loadOlder' }
  | { type: 'loadNewer' }
  /** Asks for what surrounds an entry that the page does not have; answered by `around`. */
  | { type: 'showAround'; seq: number }
  /** Asks for the newest entries again; answered by a snapshot. */
  | { type: 'showNewest' }
  /** The page keeps only the entries from `from` to `to` now, both inclusive; without `to` it follows the newest. */
  | { type: 'window'; from: number; to?: number | undefined }
  | { type: 'copyText'; text: string }
  /** Code of a message, for the cursor of the editor. */
  | { type: 'insertCode'; text: string }
  /** Code of a message, as an editor tab; `language` as the message named it. */
  | { type: 'openCode'; text: string; language: string }
  | { type: 'shareFile' }
  /** Dropped from within the editor: the host reads them by itself. */
  | { type: 'shareUris'; uris: string[] }
  /** Dropped from elsewhere or pasted; the host asks for the bytes by `pullFile`. Sizes are bytes. */
  | { type: 'offerFiles'; offerId: number; files: { name: string; size: number; folder: boolean }[]; pasted: boolean }
  /** Without bytes where the file cannot be read. */
  | { type: 'fileChunk'; pullId: number; bytes?: Uint8Array | undefined }
  | { type: 'join' }
  | { type: 'startServer' }
  | { type: 'reconnect' }
  /** The host shows the target and asks before it opens it. */
  | { type: 'openLink'; url: string };
