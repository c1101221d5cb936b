import { mkdirSync, rmSync, unlinkSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, stat, statfs, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { ProtocolError } from '../protocol/errors.ts';
import type { Logger } from '../log.ts';
import { newId, type Random } from '../random.ts';
import type { BlobStore } from './blobStore.ts';

export interface DiskBlobStoreOptions {
  folder: string;
  /** Bytes of the disk that files leave free, so that chat goes on. */
  reserveBytes: number;
  random: Random;
  log: Logger;
}

const SHA256 = /^[0-9a-f]{64}$/u;

/** Blobs as files, named by their content. */
export class DiskBlobStore implements BlobStore {
  readonly #folder: string;
  readonly #incoming: string;
  readonly #reserveBytes: number;
  readonly #random: Random;
  readonly #log: Logger;
  /** How many are storing each blob now: it must not be discarded meanwhile. */
  readonly #held = new Map<string, number>();

  constructor(options: DiskBlobStoreOptions) {
    this.#folder = options.folder;
    this.#incoming = join(options.folder, 'incoming');
    this.#reserveBytes = options.reserveBytes;
    this.#random = options.random;
    this.#log = options.log;
    // What a crash left half-written belongs to nothing.
    rmSync(this.#incoming, { recursive: true, force: true });
    mkdirSync(this.#incoming, { recursive: true, mode: 0o700 });
  }

  async put(bytes: Uint8Array, sha256: string): Promise<{ release: () => void }> {
    this.#hold(sha256, 1);
    try {
      if (!(await this.#isStored(sha256, bytes.length))) await this.#write(bytes, sha256);
    } catch (error) {
      this.#hold(sha256, -1);
      throw this.#fault(error);
    }
    let released = false;
    return {
      release: () => {
        if (!released) this.#hold(sha256, -1);
        released = true;
      },
    };
  }

  async read(sha256: string): Promise<Buffer> {
    return await readFile(this.#path(sha256));
  }

  discard(sha256: string): void {
    if (this.#held.has(sha256)) return;
    try {
      // Not put off: somebody could store the same bytes before it happens.
      unlinkSync(this.#path(sha256));
    } catch (error) {
      if (!isMissing(error)) this.#log.warn({ err: error }, 'blob_discard');
    }
  }

  async *list(): AsyncIterable<string[]> {
    for (const shard of await readdir(this.#folder)) {
      if (!/^[0-9a-f]{2}$/u.test(shard)) continue;
      const names = await readdir(join(this.#folder, shard));
      const blobs = names.filter((name) => SHA256.test(name));
      if (blobs.length > 0) yield blobs;
    }
  }

  async #write(bytes: Uint8Array, sha256: string): Promise<void> {
    await this.#checkRoom(bytes.length);
    const shard = join(this.#folder, sha256.slice(0, 2));
    const temporary = join(this.#incoming, newId(this.#random, 'f'));
    try {
      if ((await mkdir(shard, { recursive: true, mode: 0o700 })) !== undefined) await syncFolder(this.#folder);
      const file = await open(temporary, 'wx', 0o600);
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, this.#path(sha256));
      await syncFolder(shard);
    } catch (error) {
      await unlink(temporary).catch(() => undefined);
      throw error;
    }
  }

  async #checkRoom(bytes: number): Promise<void> {
    const { bavail, bsize } = await statfs(this.#folder);
    if (bavail * bsize < bytes + this.#reserveBytes) {
      const message = 'The disk of the server has no room for files now. Messages still go through.';
      throw new ProtocolError('storage_full', message, { retry: 'same_id' });
    }
  }

  /** A file of the right length was renamed into place after its bytes were synced, so it is whole. */
  async #isStored(sha256: string, size: number): Promise<boolean> {
    try {
      const found = await stat(this.#path(sha256));
      return found.size === size;
    } catch (error) {
      if (isMissing(error)) return false;
      throw error;
    }
  }

  #hold(sha256: string, by: 1 | -1): void {
    const count = (this.#held.get(sha256) ?? 0) + by;
    if (count === 0) this.#held.delete(sha256);
    else this.#held.set(sha256, count);
  }

  #path(sha256: string): string {
    if (!SHA256.test(sha256)) throw new Error('A blob is named by a SHA-256 in lower-case hex.');
    return join(this.#folder, sha256.slice(0, 2), sha256);
  }

  #fault(error: unknown): unknown {
    if (error instanceof ProtocolError) return error;
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    this.#log.error({ code }, 'blob_write');
    return code === 'ENOSPC' || code === 'EDQUOT'
      ? new ProtocolError('storage_full', 'The disk of the server is full, so the file was not stored.', {
          retry: 'same_id',
          cause: error,
        })
      : new ProtocolError('storage_failed', 'The server could not write the file to its disk.', {
          retry: 'same_id',
          cause: error,
        });
  }
}

/** A new name in a folder is on stable storage only when the folder is. */
async function syncFolder(folder: string): Promise<void> {
  // Windows has no such thing: there a rename is in the journal.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
