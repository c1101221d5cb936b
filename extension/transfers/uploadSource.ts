import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { SourceError } from './sourceError.ts';

/** Bytes that are hashed at once: few enough that nothing else waits for it. */
const HASHED_BYTES = 524_288;

/** A file as it was when it was shared. */
export interface FileState {
  path: string;
  sizeBytes: number;
  /** Unix milliseconds; absent for a file that nobody else writes to. */
  modifiedMs?: number | undefined;
}

/** A file of this computer that is sent: read from disk as it goes, and only for as long as it is what was shared. */
export class UploadSource {
  readonly sizeBytes: number;
  readonly #handle: FileHandle;
  readonly #modifiedMs: number | undefined;

  /** @throws SourceError */
  static async open(state: FileState): Promise<UploadSource> {
    let handle: FileHandle;
    try {
      handle = await open(state.path, 'r');
    } catch (cause) {
      throw new SourceError(codeOf(cause) === 'ENOENT' ? 'vanished' : 'unreadable', { cause });
    }
    const source = new UploadSource(handle, state);
    try {
      await source.verify();
    } catch (error) {
      await source.close();
      throw error;
    }
    return source;
  }

  private constructor(handle: FileHandle, { sizeBytes, modifiedMs }: FileState) {
    this.#handle = handle;
    this.sizeBytes = sizeBytes;
    this.#modifiedMs = modifiedMs;
  }

  /** @throws SourceError `changed` where it is not what was shared */
  async verify(): Promise<void> {
    const info = await this.#handle.stat().catch((cause: unknown) => {
      throw new SourceError('unreadable', { cause });
    });
    if (!info.isFile()) throw new SourceError('unreadable');
    const touched = this.#modifiedMs !== undefined && Math.abs(info.mtimeMs - this.#modifiedMs) >= 1;
    if (info.size !== this.sizeBytes || touched) throw new SourceError('changed');
  }

  /**
   * Fills `into` with the bytes from `position` on.
   *
   * @throws SourceError
   */
  async read(into: Buffer, position: number): Promise<number> {
    const { bytesRead } = await this.#handle.read(into, 0, into.length, position).catch((cause: unknown) => {
      throw new SourceError('unreadable', { cause });
    });
    if (bytesRead === 0) throw new SourceError('changed');
    return bytesRead;
  }

  /**
   * SHA-256 of all, in lower-case hex.
   *
   * @param onRead is told how far it has come, in bytes
   * @throws SourceError, or what the signal gives as its reason
   */
  async digest(onRead: (bytes: number) => void, signal: AbortSignal): Promise<string> {
    const hash = createHash('sha256');
    const buffer = Buffer.allocUnsafe(Math.min(HASHED_BYTES, this.sizeBytes));
    for (let position = 0; position < this.sizeBytes;) {
      signal.throwIfAborted();
      const length = Math.min(buffer.length, this.sizeBytes - position);
      const filled = await this.read(buffer.subarray(0, length), position);
      hash.update(buffer.subarray(0, filled));
      position += filled;
      onRead(position);
    }
    await this.verify();
    return hash.digest('hex');
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
