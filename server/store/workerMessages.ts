import type { ErrorCode, Retry } from '../protocol/errors.ts';
import type { OperationName, Operations } from './operations.ts';

/** Given to a store worker when it starts; `role` tells that the bundle runs as one. */
export interface StoreWorkerData {
  role: 'roomChatStore';
  folder: string;
  /** The writer holds the folder's lock; the reader serves what only reads. */
  mode: 'write' | 'read';
  freshEpoch: string;
}

export type Call = { [N in OperationName]: { id: number; name: N; input: Operations[N]['input'] } }[OperationName];

export interface WireError {
  code: ErrorCode;
  message: string;
  retry: Retry;
  /** For the log, never for a client. */
  detail?: string | undefined;
}

export type CallOutcome = { id: number; ok: true; value: unknown } | { id: number; ok: false; error: WireError };

export type FromWorker =
  | { kind: 'ready'; epoch: string; problems: string[]; unclean: boolean }
  /** `folder` where the data folder is what fails. */
  | { kind: 'failed'; message: string; folder: { inUse: boolean } | undefined }
  | { kind: 'done'; outcomes: CallOutcome[]; commitMs: number | undefined; healthy: boolean; fault: string | undefined }
  | { kind: 'closed' };

export type ToWorker = { kind: 'calls'; calls: Call[] } | { kind: 'close' };
