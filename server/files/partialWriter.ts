import type { Hash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { Writable } from 'node:stream';
import { passedThrough } from './shortLived.ts';

/** Written at once; three such buffers take turns, and what comes faster than they are written waits in its socket. */
const BUFFER_BYTES = 1_048_576;
const BUFFERS = 3;
/**
 * Taken of one request before everybody else gets a turn: the system gives up to 2 MiB at once, and hashing those would
 * hold chat up for milliseconds.
 */
const TURN_BYTES = 262_144;
/** A sync begins whenever this much was written since the last one: then the sync that an answer waits for is short. */
const SYNC_BYTES = 16_777_216;

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

type Done = (error?: Error | null) => void;

/**
 * Takes the bytes of one request: hashes them as they come, writes them in large pieces and syncs behind itself. They
 * are copied into buffers of its own: a socket's many small ones would have to be kept until they are written, which
 * costs more, in memory and in collecting them, than the copy.
 */
export class PartialWriter {
  /** What a request is piped into. That it ends says nothing yet: `settle` does. */
  readonly stream: Writable;
  readonly #options: PartialWriterOptions;
  /** Those that nothing is in. Made when they are first needed: most requests are small. */
  readonly #free: Buffer[] = [];
  #made = 0;
  #received = 0;
  #turnBytes = 0;
  #position: number;
  #synced: number;
  #filling: Buffer | undefined;
  #filled = 0;
  /** Full ones that wait to be written. */
  readonly #full: Buffer[] = [];
  #writing: Promise<void> | undefined;
  #syncing: Promise<void> | undefined;
  /** What did not fit any more, and whom to tell when it did. */
  #rest: { chunk: Buffer; done: Done } | undefined;
  #fault: Error | undefined;
  readonly #failed = Promise.withResolvers<never>();

  constructor(options: PartialWriterOptions) {
    this.#options = options;
    this.#position = options.base;
    this.#synced = options.base;
    this.#failed.promise.catch(() => undefined);
    this.stream = new Writable({
      highWaterMark: TURN_BYTES,
      write: (chunk: Buffer, _encoding, done) => this.#take(chunk, done),
    });
  }

  /**
   * Rejects where no more can be taken. The stream itself does not fail: that would end the request with its socket, and
   * the client would not hear why.
   */
  get failed(): Promise<never> {
    return this.#failed.promise;
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
    for (;;) {
      if (this.#rest === undefined && this.#full.length === 0) this.#seal();
      this.#writeNext();
      if (!this.#writing) break;
      await this.#writing;
    }
    await this.#syncing;
    if (this.#fault === undefined && this.#synced < this.#position) await this.#sync();
    return { synced: this.#synced, ...(this.#fault && { fault: this.#fault }) };
  }

  #take(chunk: Buffer, done: Done): void {
    this.#received += chunk.length;
    if (this.#fault ?? this.#received > this.#options.limit) {
      this.#failed.reject(this.#fault ?? new OverrunError());
      return;
    }
    for (const hash of this.#options.hashes) hash.update(chunk);
    this.#options.onBytes(chunk.length);
    passedThrough(chunk.length);
    this.#copy(chunk, this.#inTurn(chunk.length, done));
  }

  #inTurn(bytes: number, done: Done): Done {
    this.#turnBytes += bytes;
    if (this.#turnBytes < TURN_BYTES) return done;
    this.#turnBytes = 0;
    return (error) => setImmediate(done, error);
  }

  /** Puts a chunk into buffers, as far as there are some; the sender waits for the rest. */
  #copy(chunk: Buffer, done: Done): void {
    let rest = chunk;
    while (rest.length > 0) {
      this.#filling ??= this.#takeFree();
      if (!this.#filling) {
        this.#rest = { chunk: rest, done };
        return;
      }
      const count = rest.copy(this.#filling, this.#filled);
      this.#filled += count;
      rest = rest.subarray(count);
      if (this.#filled === this.#filling.length) {
        this.#seal();
        this.#writeNext();
      }
    }
    done();
  }

  #takeFree(): Buffer | undefined {
    const free = this.#free.pop();
    if (free ?? this.#made === BUFFERS) return free;
    this.#made += 1;
    return Buffer.allocUnsafeSlow(Math.min(BUFFER_BYTES, Math.max(1, this.#options.limit)));
  }

  /** What is being filled is to be written, as far as it is full. */
  #seal(): void {
    if (!this.#filling || this.#filled === 0) return;
    this.#full.push(this.#filling.subarray(0, this.#filled));
    this.#filling = undefined;
    this.#filled = 0;
  }

  #writeNext(): void {
    if (this.#writing || this.#fault) return;
    const bytes = this.#full.shift();
    if (!bytes) return;
    this.#writing = this.#write(bytes).then(
      () => this.#wrote(bytes),
      (error: unknown) => this.#wrote(bytes, asError(error)),
    );
  }

  #wrote(bytes: Buffer, fault?: Error): void {
    this.#writing = undefined;
    this.#fault ??= fault;
    this.#free.push(Buffer.from(bytes.buffer));
    if (this.#position - this.#synced >= SYNC_BYTES) this.#syncing ??= this.#sync();
    this.#writeNext();
    const waiting = this.#rest;
    this.#rest = undefined;
    if (!waiting) return;
    if (this.#fault) this.#failed.reject(this.#fault);
    else this.#copy(waiting.chunk, waiting.done);
  }

  async #write(bytes: Buffer): Promise<void> {
    for (let done = 0; done < bytes.length;) {
      const { bytesWritten } = await this.#options.file.write(bytes, done, bytes.length - done, this.#position);
      if (bytesWritten === 0) throw new Error('The file takes no more bytes.');
      this.#position += bytesWritten;
      done += bytesWritten;
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

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
