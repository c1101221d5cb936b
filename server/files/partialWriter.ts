import type { Hash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { Writable } from 'node:stream';

/** Bytes that are written at once, and the most that are held: what comes faster waits in its socket. */
const BATCH_BYTES = 1_048_576;
const HELD_BYTES = 4_194_304;
/** A sync begins whenever this much was written since the last one: then the sync that an answer waits for is short. */
const SYNC_BYTES = 8_388_608;

/** A request brings more bytes than the upload has left. */
export class OverrunError extends Error {
  constructor() {
    super('More bytes came than the upload has left.');
    this.name = 'OverrunError';
  }
}

export interface PartialWriterOptions {
  file: FileHandle;
  /** Where in the file the first byte goes. */
  base: number;
  /** Most bytes that may come. */
  limit: number;
  /** Updated with every byte as it comes. */
  hashes: readonly Hash[];
  onBytes: (count: number) => void;
}

/** Takes the bytes of one request: hashes them as they come, writes them in batches and syncs behind itself. */
export class PartialWriter {
  /** What a request is piped into. That it ends says nothing yet: `settle` does. */
  readonly stream: Writable;
  readonly #options: PartialWriterOptions;
  #received = 0;
  #position: number;
  #synced: number;
  #batch: Buffer[] = [];
  #batchBytes = 0;
  #writingBytes = 0;
  #writing: Promise<void> | undefined;
  #syncing: Promise<void> | undefined;
  #goOn: ((error?: Error | null) => void) | undefined;
  #fault: Error | undefined;

  constructor(options: PartialWriterOptions) {
    this.#options = options;
    this.#position = options.base;
    this.#synced = options.base;
    this.stream = new Writable({
      highWaterMark: BATCH_BYTES,
      write: (chunk: Buffer, _encoding, done) => this.#take(chunk, done),
    });
  }

  /** How far the file is written. */
  get position(): number {
    return this.#position;
  }

  /**
   * Writes and syncs whatever came. Never rejects.
   * @returns how far the file is on stable storage, and what went wrong, if that is not all that came.
   */
  async settle(): Promise<{ synced: number; fault?: Error }> {
    while (this.#fault === undefined && (this.#writing !== undefined || this.#batchBytes > 0)) {
      this.#flush();
      await this.#writing;
    }
    await this.#writing;
    await this.#syncing;
    if (this.#fault === undefined && this.#synced < this.#position) await this.#sync();
    return { synced: this.#synced, ...(this.#fault && { fault: this.#fault }) };
  }

  #take(chunk: Buffer, done: (error?: Error | null) => void): void {
    this.#received += chunk.length;
    if (this.#fault ?? this.#received > this.#options.limit) {
      done(this.#fault ?? new OverrunError());
      return;
    }
    for (const hash of this.#options.hashes) hash.update(chunk);
    this.#options.onBytes(chunk.length);
    this.#batch.push(chunk);
    this.#batchBytes += chunk.length;
    if (this.#batchBytes >= BATCH_BYTES) this.#flush();
    if (this.#batchBytes + this.#writingBytes < HELD_BYTES) done();
    else this.#goOn = done;
  }

  /** Begins to write what is held, if nothing is being written. */
  #flush(): void {
    if (this.#writing || this.#batchBytes === 0 || this.#fault) return;
    const batch = this.#batch;
    this.#writingBytes = this.#batchBytes;
    this.#batch = [];
    this.#batchBytes = 0;
    this.#writing = this.#write(batch).then(
      () => this.#wrote(),
      (error: unknown) => this.#wrote(asError(error)),
    );
  }

  #wrote(fault?: Error): void {
    this.#writing = undefined;
    this.#writingBytes = 0;
    this.#fault ??= fault;
    if (this.#position - this.#synced >= SYNC_BYTES) this.#syncing ??= this.#sync();
    if (this.#batchBytes >= BATCH_BYTES) this.#flush();
    const goOn = this.#goOn;
    this.#goOn = undefined;
    goOn?.(this.#fault);
  }

  async #write(batch: Buffer[]): Promise<void> {
    let rest = batch;
    while (rest.length > 0) {
      const { bytesWritten } = await this.#options.file.writev(rest, this.#position);
      if (bytesWritten === 0) throw new Error('The file takes no more bytes.');
      this.#position += bytesWritten;
      rest = after(rest, bytesWritten);
    }
  }

  async #sync(): Promise<void> {
    const covered = this.#position;
    try {
      await this.#options.file.datasync();
      this.#synced = covered;
    } catch (error) {
      // What a failed sync left in memory may never reach the disk, though the next one says so.
      this.#fault ??= asError(error);
    } finally {
      this.#syncing = undefined;
    }
  }
}

/** What is left of `chunks` behind their first `count` bytes. */
function after(chunks: readonly Buffer[], count: number): Buffer[] {
  let skip = count;
  const rest: Buffer[] = [];
  for (const chunk of chunks) {
    if (skip >= chunk.length) skip -= chunk.length;
    else {
      rest.push(skip > 0 ? chunk.subarray(skip) : chunk);
      skip = 0;
    }
  }
  return rest;
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
