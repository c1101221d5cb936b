import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../clock.ts';
import type { ServerLimits } from '../protocol/limits.ts';
import type { BlobStore } from '../store/blobStore.ts';
import type { MessageStore } from '../store/messageStore.ts';
import type { Actor } from '../store/operations.ts';
import type { Buckets } from './buckets.ts';
import type { RunningRequests } from './runningRequests.ts';
import type { Uploads } from './uploads.ts';

/** What the handlers of /files and /uploads work with. */
export interface FilesDeps {
  store: MessageStore;
  blobs: BlobStore;
  uploads: Uploads;
  clock: Clock;
  limits: ServerLimits;
  /** How fast each user may make uploads. */
  creations: Buckets;
  downloads: Downloads;
  running: RunningRequests;
  /** Called for a wrong token. @returns how long its answer has to wait, in milliseconds */
  wrongToken: (request: IncomingMessage) => number;
  /** Whether this is an open server ([AC2]). */
  open: boolean;
}

/** Told of every download, and asked whether one more may run. */
export interface Downloads {
  /** @returns false where this user has too many running */
  begin(holder: string): boolean;
  end(holder: string): void;
  sent(bytes: number): void;
  /** The bytes that are stored are not those that belong there. */
  damaged(sha256: string): void;
}

/** A request of somebody who is known ([FL5]). */
export interface FileRequest {
  request: IncomingMessage;
  response: ServerResponse;
  actor: Actor;
}

/** One about a single file or upload. */
export interface UploadFileRequest extends FileRequest {
  id: string;
}
