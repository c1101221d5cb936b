import type { ProtocolError } from '../protocol/errors.ts';
import type { OperationName, Operations } from './operations.ts';

export type Outcome<T> = { ok: true; value: T } | { ok: false; error: ProtocolError };

/** What a commit took: for the metrics. */
export interface CommitReport {
  operations: number;
  /** How long the commit with its sync took. */
  commitMs: number;
}

/** The one door to stored rooms, events and accounts. */
export interface MessageStore {
  /** Made with the data ([RM3]). */
  readonly epoch: string;
  /** What a check at the start found wrong; with anything here the store only reads. */
  readonly problems: readonly string[];
  /** Whether the last write reached the disk. */
  readonly healthy: boolean;

  /**
   * Starts one operation. `settle` is called once, later, and never within this call. Writing operations settle in the order
   * of their commits and all at once: a callback and not a promise, because a continuation that is put off by even a
   * microtask would let an event slip between a snapshot and its subscription ([RM2], [MSG5]).
   */
  submit<N extends OperationName>(
    name: N,
    input: Operations[N]['input'],
    settle: (outcome: Outcome<Operations[N]['output']>) => void,
  ): void;

  /** Settles what is under way, then closes. What is submitted later fails with `storage_failed`. Idempotent. */
  close(): Promise<void>;
}
