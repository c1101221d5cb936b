import type { FileEntry, FileInfo } from '../protocol/model.ts';
import type { Actor, AppendOutput, FileQuotas } from './operations.ts';

/* What the HTTP side asks of the store ([FL3], [FL4], [FL5]); see operations.ts. */

/** A small picture that travels with a file ([FL7]). */
export interface Thumbnail {
  mediaType: string;
  bytes: Uint8Array;
}

/** What a client says of a file before its bytes come. */
interface AnnouncedFile {
  actor: Actor;
  /** The event's id ([MSG3]). */
  clientId: string;
  /** Bytes of the whole file. */
  length: number;
  name: string;
  mediaType: string;
  /** What the client says that its bytes hash to. */
  sha256?: string | undefined;
  replyTo?: number | undefined;
}

/** An upload that was let in and is not finished. */
export interface UploadRow extends AnnouncedFile {
  id: string;
  room: { key: string; name: string };
  created: number;
  /** How much passed its checksum, of an upload that is sent with them; absent: as much as is on the disk counts. */
  checked?: number | undefined;
}

export interface CreateUploadInput extends AnnouncedFile {
  /** Used where a new upload is made. */
  id: string;
  /** Used where the file is posted at once. */
  fileId: string;
  roomKey: string;
  thumbnail?: Thumbnail | undefined;
  /** Whether the bytes of `sha256` are there: then they need not come again, if this user may see them. */
  stored: boolean;
  /** Whether the disk has room for `length` more bytes. */
  fits: boolean;
  quotas: FileQuotas;
  maxUnfinished: number;
  now: number;
}

export type CreateUploadOutput =
  /** A new one; nothing of it is there yet. */
  | { kind: 'created'; upload: UploadRow }
  /** The same was asked for before, and is not finished. */
  | { kind: 'existing'; id: string }
  /** The file is in the room: now, or since it was first asked for. */
  | { kind: 'posted'; id: string; room: { key: string; name: string }; append: AppendOutput };

/** What became of a finished upload; no `file` once it was deleted. */
export interface FinishedUpload {
  room: string;
  clientId: string;
  length: number;
  seq: number;
  time: number;
  finished: number;
  file?: FileInfo | undefined;
}

export interface TransferOperations {
  /** Whether somebody may see a file of these bytes. */
  seesBytes: { input: { holder: string; sha256: string; size: number }; output: boolean };
  /** Fails with `not_found`, `not_joined`, `id_conflict`, `quota_exceeded`, `storage_full`. */
  createUpload: { input: CreateUploadInput; output: CreateUploadOutput };
  /** Posts the file and ends the upload, in one step. */
  finishUpload: {
    input: {
      id: string;
      fileId: string;
      sha256: string;
      pixels?: { width: number; height: number } | undefined;
      now: number;
    };
    output: AppendOutput;
  };
  /** How much of an upload passed its checksums. */
  markUpload: { input: { id: string; checked: number }; output: null };
  dropUploads: { input: { ids: string[] }; output: null };
  /** All that are not finished. */
  uploads: { input: Record<string, never>; output: UploadRow[] };
  finishedUpload: { input: { id: string; holder: string }; output: FinishedUpload };
  /** Forgets uploads that finished before then, and where guests have been of whom no token is left. */
  forgetUploads: { input: { finishedBefore: number; now: number }; output: null };
  /** A file that somebody may see, by its id ([FL5]). */
  visibleFile: { input: { id: string; holder: string }; output: FileInfo };
  thumbnail: { input: { file: string }; output: Uint8Array };
  /** Files of a room that are not deleted, newest first ([FL8]). */
  files: {
    input: { key: string; before?: number | undefined; limit: number };
    output: { files: FileEntry[]; more: boolean };
  };
}
