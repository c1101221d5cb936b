import type { DatabaseSync } from 'node:sqlite';
import { ProtocolError } from '../protocol/errors.ts';
import type { Engine } from './engine.ts';
import { Command, type Query, rollBack, sqliteFault, totalChanges } from './sqlite.ts';
import type { Call, CallOutcome, WireError } from './workerMessages.ts';

/** How long a client waits before it tries a write again that the disk refused. */
const STORAGE_RETRY_MS = 2_000;

/** The commit did not reach the disk: nothing of the batch happened. */
export class CommitError extends Error {
  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = 'CommitError';
  }
}

/** Runs calls of a batch together: all that they store is on stable storage when `run` returns, or none of it is. */
export class Transactions {
  readonly #database: DatabaseSync;
  readonly #engine: Engine;
  readonly #begin: Command;
  readonly #commit: Command;
  readonly #changes: Query<{ count: number }>;

  constructor(database: DatabaseSync, engine: Engine) {
    this.#database = database;
    this.#engine = engine;
    this.#begin = new Command(database, 'BEGIN IMMEDIATE');
    this.#commit = new Command(database, 'COMMIT');
    this.#changes = totalChanges(database);
  }

  /**
   * A call that fails by itself takes nothing of the others with it.
   * @returns the outcomes, and how long the commit took.
   * @throws CommitError
   */
  run(calls: readonly Call[]): { outcomes: CallOutcome[]; commitMs: number } {
    try {
      this.#begin.run();
      let outcomes = this.#together(calls);
      if (!outcomes) {
        this.#database.exec('ROLLBACK');
        this.#engine.rolledBack();
        this.#begin.run();
        outcomes = this.#apart(calls);
      }
      const start = performance.now();
      this.#commit.run();
      return { outcomes, commitMs: performance.now() - start };
    } catch (error) {
      rollBack(this.#database);
      this.#engine.rolledBack();
      throw new CommitError(error);
    }
  }

  /**
   * Each call after the other, without a savepoint: at one the search index writes out what it has gathered, which would
   * make a batch as dear as its calls alone. @returns undefined where a call failed that had changed something
   */
  #together(calls: readonly Call[]): CallOutcome[] | undefined {
    const outcomes: CallOutcome[] = [];
    for (const call of calls) {
      const before = this.#changed();
      try {
        outcomes.push({ id: call.id, ok: true, value: run(this.#engine, call, true) });
      } catch (error) {
        if (isStorageFault(error)) throw error;
        if (this.#changed() !== before) return undefined;
        outcomes.push({ id: call.id, ok: false, error: toWireError(error) });
      }
    }
    return outcomes;
  }

  /** Each call behind a savepoint, to which one that fails goes back. */
  #apart(calls: readonly Call[]): CallOutcome[] {
    const outcomes: CallOutcome[] = [];
    for (const call of calls) {
      this.#database.exec('SAVEPOINT call');
      try {
        outcomes.push({ id: call.id, ok: true, value: run(this.#engine, call, true) });
      } catch (error) {
        if (isStorageFault(error)) throw error;
        this.#database.exec('ROLLBACK TO call');
        this.#engine.callUndone();
        outcomes.push({ id: call.id, ok: false, error: toWireError(error) });
      }
      this.#database.exec('RELEASE call');
    }
    return outcomes;
  }

  /** Rows that this connection has changed since it was opened. */
  #changed(): number {
    return this.#changes.get()?.count ?? 0;
  }
}

/** Runs each call with reading alone: what has to write fails with `why` ([LV4]). */
export function runReadOnly(engine: Engine, calls: readonly Call[], why: WireError): CallOutcome[] {
  return calls.map((call) => {
    if (call.name !== 'identify' && call.name !== 'join') return { id: call.id, ok: false, error: why };
    try {
      return { id: call.id, ok: true, value: run(engine, call, false) };
    } catch (error) {
      const wire = toWireError(error);
      return { id: call.id, ok: false, error: wire.code === 'storage_failed' ? why : wire };
    }
  });
}

/** Runs calls that only read; no transaction is needed. */
export function runReading(engine: Engine, calls: readonly Call[]): CallOutcome[] {
  return calls.map((call) => {
    try {
      return { id: call.id, ok: true, value: run(engine, call, false) };
    } catch (error) {
      return { id: call.id, ok: false, error: toWireError(error) };
    }
  });
}

/** What a storage fault is called on the wire. */
export function storageError(error: unknown): WireError {
  const cause = error instanceof CommitError ? error.cause : error;
  return sqliteFault(cause) === 'full'
    ? {
        code: 'storage_full',
        message:
          'The disk of the server is full, so nothing can be stored now. It will take messages again when there is room.',
        retry: STORAGE_RETRY_MS,
      }
    : {
        code: 'storage_failed',
        message: 'The server could not write to its disk, so nothing was stored. Ask its owner to look at the log.',
        retry: STORAGE_RETRY_MS,
      };
}

function isStorageFault(error: unknown): boolean {
  return sqliteFault(error) !== undefined;
}

function toWireError(error: unknown): WireError {
  if (error instanceof ProtocolError) return { code: error.code, message: error.message, retry: error.retry };
  const fault = sqliteFault(error);
  if (fault === 'corrupt') {
    return {
      code: 'storage_failed',
      message:
        'This part of the stored data is damaged and cannot be read. Ask the owner of the server to restore a backup.',
      retry: 'no',
      detail: String(error),
    };
  }
  if (fault !== undefined) return storageError(error);
  return {
    code: 'internal',
    message: 'The server made a mistake with this request; its log says more.',
    retry: 'same_id',
    detail: error instanceof Error ? error.stack : String(error),
  };
}

function run(engine: Engine, call: Call, canWrite: boolean): unknown {
  // Each name goes with its own input: TypeScript cannot follow that through the table.
  const handler = engine.handlers[call.name] as (input: Call['input'], canWrite: boolean) => unknown;
  return handler(call.input, canWrite);
}
