import type { DatabaseSync } from 'node:sqlite';
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { CommitError, runReading, runReadOnly, storageError, Transactions } from './batch.ts';
import { DataFolderError, dataPaths, FolderLock } from './dataFolder.ts';
import { openDatabase, openToRead, openToWrite } from './database.ts';
import { Engine } from './engine.ts';
import { IndexKeeper } from './indexKeeper.ts';
import { sqliteFault } from './sqlite.ts';
import type { Call, FromWorker, StoreWorkerData, ToWorker, WireError } from './workerMessages.ts';

/** Erased text stays in the write-ahead log this long at most, if no reader is in the way ([MSG6]). */
const SCRUB_DELAY_MS = 200;

const DAMAGED: WireError = {
  code: 'storage_failed',
  message: 'The stored data are damaged, so the server only lets you read. Its owner has to restore a backup.',
  retry: 'no',
};

/** What a store worker runs until it is told to close. */
export function runStoreWorker(): void {
  const port = parentPort;
  const data = workerData as StoreWorkerData;
  if (!port) throw new Error('A store worker needs a parent.');
  try {
    if (data.mode === 'write') serveWrites(port, data);
    else serveReads(port, data);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const folder = error instanceof DataFolderError ? { inUse: error.inUse } : undefined;
    post(port, { kind: 'failed', message, folder });
    port.close();
  }
}

function serveReads(port: MessagePort, data: StoreWorkerData): void {
  const database = openToRead(dataPaths(data.folder).database);
  const engine = new Engine(database, data.freshEpoch);
  port.on('message', (message: ToWorker) => {
    if (message.kind === 'close') {
      database.close();
      post(port, { kind: 'closed' });
      port.close();
      return;
    }
    // One by one, so that a slow search does not hold back the answers before it.
    for (const call of message.calls) {
      post(port, {
        kind: 'done',
        outcomes: runReading(engine, [call]),
        commitMs: undefined,
        healthy: true,
        fault: undefined,
      });
    }
  });
  post(port, { kind: 'ready', epoch: data.freshEpoch, problems: [], unclean: false });
}

function serveWrites(port: MessagePort, data: StoreWorkerData): void {
  const lock = new FolderLock(data.folder);
  let writer: Writer;
  try {
    writer = new Writer(data, lock);
  } catch (error) {
    lock.release(!lock.unclean);
    throw error;
  }
  port.on('message', (first: ToWorker) => {
    // All that came while the last commit ran goes into one: the sync is what costs ([MSG4]).
    const messages = [first];
    for (let more = receiveMessageOnPort(port); more; more = receiveMessageOnPort(port)) {
      messages.push(more.message as ToWorker);
    }
    const calls = messages.flatMap((message) => (message.kind === 'calls' ? message.calls : []));
    if (calls.length > 0) {
      post(port, writer.run(calls));
      writer.keepUp();
    }
    if (messages.some((message) => message.kind === 'close')) {
      writer.close();
      post(port, { kind: 'closed' });
      port.close();
    }
  });
  post(port, { kind: 'ready', epoch: writer.epoch, problems: writer.problems, unclean: lock.unclean });
}

class Writer {
  readonly epoch: string;
  readonly problems: string[];
  readonly #file: string;
  readonly #lock: FolderLock;
  #database: DatabaseSync;
  #engine: Engine;
  #transactions: Transactions;
  #scrub: NodeJS.Timeout | undefined;
  readonly #index: IndexKeeper;

  constructor(data: StoreWorkerData, lock: FolderLock) {
    const { database, epoch, problems } = openDatabase(data.folder, lock.unclean, data.freshEpoch);
    this.#file = dataPaths(data.folder).database;
    this.#lock = lock;
    this.#database = database;
    this.epoch = epoch;
    this.problems = problems;
    this.#engine = new Engine(database, epoch);
    this.#transactions = new Transactions(database, this.#engine);
    this.#index = new IndexKeeper(() => ({ database: this.#database, engine: this.#engine }));
    this.keepUp();
  }

  run(calls: Call[]): FromWorker {
    if (this.problems.length > 0) {
      const outcomes = runReadOnly(this.#engine, calls, DAMAGED);
      return { kind: 'done', outcomes, commitMs: undefined, healthy: false, fault: undefined };
    }
    try {
      return this.#commit(calls);
    } catch (first) {
      try {
        this.#recover(first);
        return this.#commit(calls);
      } catch (error) {
        const outcomes = runReadOnly(this.#engine, calls, storageError(error));
        const fault = error instanceof Error ? error.message : String(error);
        return { kind: 'done', outcomes, commitMs: undefined, healthy: false, fault };
      }
    }
  }

  /** Lets the search index follow. To be called after each batch, when its answers are on their way. */
  keepUp(): void {
    if (this.problems.length > 0) return;
    this.#index.keepUp();
  }

  close(): void {
    this.#index.stop();
    clearTimeout(this.#scrub);
    let clean = this.problems.length === 0;
    try {
      this.#truncateLog();
      this.#database.close();
    } catch {
      clean = false;
    }
    this.#lock.release(clean);
  }

  #commit(calls: Call[]): FromWorker {
    const { outcomes, commitMs } = this.#transactions.run(calls);
    if (this.#engine.takeErased()) this.#scheduleScrub();
    return { kind: 'done', outcomes, commitMs, healthy: true, fault: undefined };
  }

  /** A full disk may have room again once the log is folded in; after a failed write the connection is made anew. */
  #recover(error: unknown): void {
    const cause = error instanceof CommitError ? error.cause : error;
    if (sqliteFault(cause) === 'full') {
      this.#truncateLog();
      return;
    }
    const database = openToWrite(this.#file);
    const engine = new Engine(database, this.epoch);
    const old = this.#database;
    this.#database = database;
    this.#engine = engine;
    this.#transactions = new Transactions(database, engine);
    old.close();
  }

  #scheduleScrub(): void {
    this.#scrub ??= setTimeout(() => {
      this.#scrub = undefined;
      try {
        if (!this.#truncateLog()) this.#scheduleScrub();
      } catch {
        this.#scheduleScrub();
      }
    }, SCRUB_DELAY_MS);
  }

  /** Moves the write-ahead log into the database and empties its file. @returns whether nobody was in the way */
  #truncateLog(): boolean {
    const row = this.#database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get();
    return row?.['busy'] === 0;
  }
}

function post(port: MessagePort, message: FromWorker): void {
  port.postMessage(message);
}
