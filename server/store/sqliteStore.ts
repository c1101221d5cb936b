import { Worker } from 'node:worker_threads';
import type { Logger } from '../log.ts';
import { ProtocolError } from '../protocol/errors.ts';
import { newId, type Random } from '../random.ts';
import { DataFolderError, makeDataFolder } from './dataFolder.ts';
import type { CommitReport, MessageStore, Outcome } from './messageStore.ts';
import { type OperationName, type Operations, READING } from './operations.ts';
import type { Call, CallOutcome, FromWorker, StoreWorkerData, ToWorker } from './workerMessages.ts';

export interface SqliteStoreOptions {
  folder: string;
  /** The module to run as the workers: the one that calls `runStoreWorker` where it finds itself in a worker. */
  workerUrl: URL;
  log: Logger;
  random: Random;
  onCommit?: ((report: CommitReport) => void) | undefined;
}

/** Opens the store of a data folder and holds it until `close`. @throws DataFolderError */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<MessageStore> {
  makeDataFolder(options.folder);
  const freshEpoch = newId(options.random, 'e');
  const writer = await StoreWorker.start('write', freshEpoch, options);
  try {
    const reader = await StoreWorker.start('read', writer.ready.epoch, options);
    return new SqliteStore(writer, reader);
  } catch (error) {
    await writer.close();
    throw error;
  }
}

class SqliteStore implements MessageStore {
  readonly #writer: StoreWorker;
  readonly #reader: StoreWorker;

  constructor(writer: StoreWorker, reader: StoreWorker) {
    this.#writer = writer;
    this.#reader = reader;
  }

  get epoch(): string {
    return this.#writer.ready.epoch;
  }

  get problems(): readonly string[] {
    return this.#writer.ready.problems;
  }

  get healthy(): boolean {
    return this.#writer.healthy && this.problems.length === 0;
  }

  submit<N extends OperationName>(
    name: N,
    input: Operations[N]['input'],
    settle: (outcome: Outcome<Operations[N]['output']>) => void,
  ): void {
    (READING.has(name) ? this.#reader : this.#writer).submit(name, input, settle);
  }

  async close(): Promise<void> {
    await this.#reader.close();
    await this.#writer.close();
  }
}

type Ready = FromWorker & { kind: 'ready' };

/** One worker thread, the calls that wait for it, and those it has not answered. */
class StoreWorker {
  readonly ready: Ready;
  healthy = true;
  readonly #worker: Worker;
  readonly #log: Logger;
  readonly #onCommit: ((report: CommitReport) => void) | undefined;
  readonly #pending = new Map<number, (outcome: Outcome<never>) => void>();
  #waiting: Call[] = [];
  #nextId = 1;
  #closing: Promise<void> | undefined;
  #gone = false;

  static async start(mode: 'write' | 'read', freshEpoch: string, options: SqliteStoreOptions): Promise<StoreWorker> {
    const data: StoreWorkerData = { role: 'roomChatStore', folder: options.folder, mode, freshEpoch };
    const worker = new Worker(options.workerUrl, { workerData: data, name: `store-${mode}` });
    const { promise, resolve, reject } = Promise.withResolvers<Ready>();
    worker.once('message', (message: FromWorker) => {
      if (message.kind === 'ready') resolve(message);
      else if (message.kind === 'failed' && message.folder)
        reject(new DataFolderError(message.message, message.folder));
      else reject(new Error(message.kind === 'failed' ? message.message : 'The store did not start.'));
    });
    worker.once('error', reject);
    worker.once('exit', (status) => reject(new Error(`The store's worker ended with status ${status}.`)));
    return new StoreWorker(worker, await promise, options);
  }

  private constructor(worker: Worker, ready: Ready, options: SqliteStoreOptions) {
    this.ready = ready;
    this.#worker = worker;
    this.#log = options.log;
    this.#onCommit = options.onCommit;
    worker.on('message', (message: FromWorker) => {
      if (message.kind === 'done') this.#take(message);
    });
    worker.on('error', (error: unknown) => this.#log.error({ err: error }, 'store_worker'));
    worker.on('exit', () => this.#fail());
  }

  submit(name: OperationName, input: unknown, settle: (outcome: Outcome<never>) => void): void {
    if (this.#gone || this.#closing) {
      queueMicrotask(() =>
        settle(failure({ code: 'storage_failed', message: 'The server is stopping.', retry: 'same_id' })),
      );
      return;
    }
    const id = this.#nextId;
    this.#nextId += 1;
    this.#pending.set(id, settle);
    // What one turn of the event loop asks for travels in one message.
    if (this.#waiting.length === 0) setImmediate(() => this.#flush());
    this.#waiting.push({ id, name, input } as Call);
  }

  close(): Promise<void> {
    this.#closing ??= new Promise<void>((resolve) => {
      if (this.#gone) {
        resolve();
        return;
      }
      this.#worker.once('exit', () => resolve());
      this.#flush();
      this.#send({ kind: 'close' });
    });
    return this.#closing;
  }

  #flush(): void {
    if (this.#waiting.length === 0) return;
    const calls = this.#waiting;
    this.#waiting = [];
    this.#send({ kind: 'calls', calls });
  }

  #send(message: ToWorker): void {
    this.#worker.postMessage(message);
  }

  #take(done: FromWorker & { kind: 'done' }): void {
    if (this.healthy !== done.healthy) {
      this.healthy = done.healthy;
      if (done.healthy) this.#log.info({}, 'store_recovered');
      else this.#log.error({ fault: done.fault }, 'store_fault');
    }
    if (done.commitMs !== undefined) {
      this.#onCommit?.({ operations: done.outcomes.length, commitMs: done.commitMs });
    }
    for (const outcome of done.outcomes) this.#settle(outcome);
  }

  #settle(outcome: CallOutcome): void {
    const settle = this.#pending.get(outcome.id);
    this.#pending.delete(outcome.id);
    if (!outcome.ok && outcome.error.detail !== undefined)
      this.#log.error({ detail: outcome.error.detail }, 'store_call');
    try {
      settle?.(outcome.ok ? { ok: true, value: outcome.value as never } : failure(outcome.error));
    } catch (error) {
      // One that fails must not keep the others of its commit from their answers.
      this.#log.error({ err: error }, 'settle');
    }
  }

  #fail(): void {
    this.#gone = true;
    this.healthy = false;
    for (const [id] of this.#pending) {
      const error = {
        code: 'storage_failed',
        message: 'The store of the server has stopped.',
        retry: 'same_id',
      } as const;
      this.#settle({ id, ok: false, error });
    }
  }
}

function failure(error: { code: ProtocolError['code']; message: string; retry: ProtocolError['retry'] }): {
  ok: false;
  error: ProtocolError;
} {
  return { ok: false, error: new ProtocolError(error.code, error.message, { retry: error.retry }) };
}
