import { createHash, type Hash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Clock } from '../clock.ts';
import { ProtocolError } from '../protocol/errors.ts';
import { TRANSFER_IDLE_MS } from '../protocol/limits.ts';
import { storageFault } from '../store/diskBlobStore.ts';
import type { UploadRow } from '../store/transferOperations.ts';
import { HttpError, refusal } from './httpError.ts';
import { IdleWatch } from './idleWatch.ts';
import type { PartialFiles } from './partialFiles.ts';
import { OverrunError, PartialWriter } from './partialWriter.ts';
import { type Turn, Turns } from './turns.ts';
import type { Checksum } from './tusHeaders.ts';

const REHASH_BYTES = 1_048_576;

export interface UploadDeps {
  partials: PartialFiles;
  clock: Clock;
  /** Remembers, durably, how much of an upload passed its checksums. */
  mark: (id: string, checked: number) => Promise<void>;
  onBytes: (count: number) => void;
}

/** An upload that is not finished: where it stands, and the one request that may add to it. */
export class Upload {
  readonly row: UploadRow;
  readonly #deps: UploadDeps;
  readonly #turns: Turns;
  /** What is told, and holds: everything before it is on stable storage. */
  #offset: number;
  #writer: PartialWriter | undefined;
  /** Of the first `#offset` bytes; absent where the server has not seen them come. */
  #hash: Hash | undefined;
  /** Whether the first `#offset` bytes were synced by this process. */
  #isSynced: boolean;
  #checked: number | undefined;
  #idleSince: number;
  #isGone = false;

  /**
   * @param size bytes that a process before this one left, synced or not
   * @param idleMs how long ago the last of them came
   */
  constructor(row: UploadRow, deps: UploadDeps, size = 0, idleMs = 0) {
    this.row = row;
    this.#deps = deps;
    this.#turns = new Turns(deps.clock);
    this.#checked = row.checked;
    this.#offset = Math.min(size, row.checked ?? size, row.length);
    this.#isSynced = size === 0;
    if (this.#offset === 0) this.#hash = createHash('sha256');
    this.#idleSince = deps.clock.monotonic() - idleMs;
  }

  get offset(): number {
    return this.#offset;
  }

  get isComplete(): boolean {
    return this.#offset === this.row.length;
  }

  /** Bytes of the disk that it still needs. */
  get outstanding(): number {
    return this.row.length - Math.max(this.#offset, this.#writer?.position ?? 0);
  }

  /** Milliseconds since the last byte came; 0 while bytes come. */
  get idleMs(): number {
    return this.isReceiving ? 0 : this.#deps.clock.monotonic() - this.#idleSince;
  }

  get isReceiving(): boolean {
    return this.#writer !== undefined;
  }

  /**
   * Ends whatever request works on it, and holds it for another.
   * @throws HttpError 423, ProtocolError `not_found` where it is gone meanwhile
   */
  async take(): Promise<Turn> {
    const turn = await this.#turns.take();
    if (!this.#isGone) return turn;
    turn.end();
    throw new ProtocolError('not_found', 'There is no such upload, or it has expired.');
  }

  /** Nobody gets a turn any more. */
  retire(): void {
    this.#isGone = true;
  }

  /** What a process before this one left counts only once it is synced. */
  async ensureSynced(): Promise<void> {
    if (this.#isSynced) return;
    await this.#withFile(async (file) => {
      const { size } = await file.stat();
      this.#offset = Math.min(this.#offset, size);
      if (size > this.#offset) await file.truncate(this.#offset);
      await file.sync();
      this.#isSynced = true;
    });
  }

  /**
   * Adds the bytes of one request. When it resolves they are on stable storage.
   * @throws HttpError 413, 460; ProtocolError `storage_full`, `storage_failed`; else what cut the request off
   */
  async receive(body: Readable, turn: Turn, checksum: Checksum | undefined): Promise<void> {
    await this.ensureSynced();
    await this.#withFile(async (file) => {
      this.#hash ??= await this.#rehash(file);
      if (checksum && this.#checked === undefined) await this.#mark(this.#offset);
      await this.#receiveInto(file, this.#hash, body, turn, checksum);
    });
  }

  /** SHA-256 of the whole, in hex. Call it when all is there. */
  async sha256(): Promise<string> {
    await this.ensureSynced();
    this.#hash ??= await this.#withFile((file) => this.#rehash(file));
    return this.#hash.copy().digest('hex');
  }

  /** Up to `count` bytes from its beginning. */
  async head(count: number): Promise<Buffer> {
    return await this.#withFile(async (file) => {
      const bytes = Buffer.alloc(Math.min(count, this.#offset));
      const { bytesRead } = await file.read(bytes, 0, bytes.length, 0);
      return bytes.subarray(0, bytesRead);
    });
  }

  async #receiveInto(
    file: FileHandle,
    hash: Hash,
    body: Readable,
    turn: Turn,
    checksum: Checksum | undefined,
  ): Promise<void> {
    const base = this.#offset;
    const before = hash.copy();
    const sum = checksum && createHash(checksum.algorithm);
    const limit = this.row.length - base;
    const cut = new AbortController();
    const idle = new IdleWatch(this.#deps.clock, TRANSFER_IDLE_MS, () => cut.abort());
    const writer = new PartialWriter({
      file,
      base,
      limit,
      hashes: sum ? [hash, sum] : [hash],
      onBytes: (count) => {
        idle.touch();
        this.#deps.onBytes(count);
      },
    });
    this.#writer = writer;
    let failure: Error | undefined;
    try {
      const piped = pipeline(body, writer.stream, { signal: AbortSignal.any([cut.signal, turn.signal]) });
      await Promise.race([piped, writer.failed]);
    } catch (error) {
      body.unpipe(writer.stream);
      failure = error instanceof Error ? error : new Error(String(error));
    }
    idle.stop();
    // From here on nothing is ended half-way: what came is made safe, or put back.
    const { synced, fault } = await writer.settle();
    const mismatch = checksum && failure === undefined && !sum?.digest().equals(checksum.digest);
    const keeps = fault ? !checksum : failure === undefined ? mismatch !== true : !checksum && !isOverrun(failure);
    try {
      await this.#move(file, keeps ? synced : base, fault ? undefined : keeps ? hash : before);
    } finally {
      this.#writer = undefined;
      this.#idleSince = this.#deps.clock.monotonic();
    }
    if (fault) throw storageFault(fault);
    if (isOverrun(failure)) throw tooMuch(limit);
    if (failure) throw failure;
    if (mismatch === true) throw refusal(460, 'The bytes that came are not those of Upload-Checksum; none was kept.');
  }

  /** Sets how much counts; what the file has beyond it goes. */
  async #move(file: FileHandle, offset: number, hash: Hash | undefined): Promise<void> {
    // Where that cannot be remembered, what was hashed is not what counts: the file is read again.
    this.#hash = undefined;
    if (this.#checked !== undefined && offset !== this.#checked) await this.#mark(offset);
    this.#hash = hash;
    this.#offset = offset;
    const { size } = await file.stat();
    if (size > offset) await file.truncate(offset);
  }

  async #mark(offset: number): Promise<void> {
    await this.#deps.mark(this.row.id, offset);
    this.#checked = offset;
  }

  async #rehash(file: FileHandle): Promise<Hash> {
    const hash = createHash('sha256');
    const buffer = Buffer.allocUnsafe(Math.min(REHASH_BYTES, Math.max(1, this.#offset)));
    for (let position = 0; position < this.#offset;) {
      const { bytesRead } = await file.read(buffer, 0, Math.min(buffer.length, this.#offset - position), position);
      if (bytesRead === 0) throw new ProtocolError('storage_failed', 'The bytes of this upload cannot be read again.');
      hash.update(buffer.subarray(0, bytesRead));
      position += bytesRead;
    }
    return hash;
  }

  async #withFile<T>(work: (file: FileHandle) => Promise<T>): Promise<T> {
    let file: FileHandle;
    try {
      file = await this.#deps.partials.open(this.row.id, this.#offset === 0 && !this.#isGone);
    } catch (error) {
      throw storageFault(error);
    }
    try {
      return await work(file);
    } finally {
      await file.close();
    }
  }
}

function isOverrun(failure: unknown): boolean {
  return failure instanceof OverrunError;
}

export function tooMuch(left: number): HttpError {
  return new HttpError(413, new ProtocolError('too_large', `This upload has ${left} bytes left, and more came.`));
}
