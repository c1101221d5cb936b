import { mkdirSync, renameSync, rmSync } from 'node:fs';
import {
  copyFile,
  type FileHandle,
  link,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  stat,
  statfs,
  unlink,
} from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import { ProtocolError } from '../protocol/errors.ts';
import type { Logger } from '../log.ts';
import { newId, type Random } from '../random.ts';
import type { BlobStore } from './blobStore.ts';
import { WholeBlobs } from './wholeBlobs.ts';

export interface DiskBlobStoreOptions {
  folder: string;
  /** Bytes of the disk that files leave free, so that chat goes on. */
  reserveBytes: number;
  /** Bytes that were promised to uploads and are not there yet. */
  promisedBytes?: (() => number) | undefined;
  clock: Clock;
  random: Random;
  log: Logger;
}

const NO_LINKS: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);
const SHA256 = /^[0-9a-f]{64}$/u;

/** Blobs as files, named by their content. */
export class DiskBlobStore implements BlobStore {
  readonly #folder: string;
  readonly #incoming: string;
  readonly #reserveBytes: number;
  readonly #promisedBytes: () => number;
  readonly #random: Random;
  readonly #log: Logger;
  readonly #whole: WholeBlobs;
  /** How many are storing each blob now: it must not be discarded meanwhile. */
  readonly #held = new Map<string, number>();

  constructor(options: DiskBlobStoreOptions) {
    this.#folder = options.folder;
    this.#incoming = join(options.folder, 'incoming');
    this.#reserveBytes = options.reserveBytes;
    this.#promisedBytes = options.promisedBytes ?? (() => 0);
    this.#random = options.random;
    this.#log = options.log;
    this.#whole = new WholeBlobs(options.clock, options.log);
    // What a crash left half-written belongs to nothing.
    rmSync(this.#incoming, { recursive: true, force: true });
    mkdirSync(this.#incoming, { recursive: true, mode: 0o700 });
  }

  async put(bytes: Uint8Array, sha256: string): Promise<{ release: () => void }> {
    return await this.#holding(sha256, async () => {
      if (await this.#holds(sha256, bytes)) {
        // Whoever puts the same at this moment may have named them, and not made the name durable yet.
        await syncFolder(this.#shard(sha256));
        return;
      }
      await this.#checkRoom(bytes.length);
      await this.#place(sha256, async (temporary) => {
        const file = await open(temporary, 'wx', 0o600);
        try {
          await file.writeFile(bytes);
          await file.sync();
        } finally {
          await file.close();
        }
      });
    });
  }

  async adopt(file: string, sha256: string, size: number): Promise<{ release: () => void }> {
    return await this.#holding(sha256, () =>
      this.#place(sha256, async (temporary) => {
        await linkOrCopy(file, temporary);
        // What is stored under this name gives way: never to something else.
        if ((await stat(temporary)).size !== size) throw new Error('The file has not the size that it should have.');
      }),
    );
  }

  /** Does `work` with the blob held; it stays so until `release`, or is let go where the work fails. */
  async #holding(sha256: string, work: () => Promise<void>): Promise<{ release: () => void }> {
    this.#hold(sha256, 1);
    try {
      await work();
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

  async open(sha256: string): Promise<FileHandle> {
    return await open(this.#path(sha256), 'r');
  }

  async freeBytes(): Promise<number> {
    const { bavail, bsize } = await statfs(this.#folder);
    return bavail * bsize - this.#reserveBytes - this.#promisedBytes();
  }

  discard(sha256: string): void {
    if (this.#held.has(sha256)) return;
    this.#whole.forget(sha256);
    const gone = join(this.#incoming, newId(this.#random, 'f'));
    try {
      // Not put off: somebody could store the same bytes before it happens.
      renameSync(this.#path(sha256), gone);
    } catch (error) {
      if (!isMissing(error)) this.#log.warn({ err: error }, 'blob_discard');
      return;
    }
    // Giving back a large file's blocks takes a while. What a crash leaves of it goes at the next start.
    unlink(gone).catch((error: unknown) => this.#log.warn({ err: error }, 'blob_discard'));
  }

  async *list(): AsyncIterable<string[]> {
    for (const shard of await readdir(this.#folder)) {
      if (!/^[0-9a-f]{2}$/u.test(shard)) continue;
      const names = await readdir(join(this.#folder, shard));
      const blobs = names.filter((name) => SHA256.test(name));
      if (blobs.length > 0) yield blobs;
    }
  }

  /** Makes a file by `fill`, which syncs it, and puts it in its place in one step. */
  async #place(sha256: string, fill: (temporary: string) => Promise<void>): Promise<void> {
    const shard = this.#shard(sha256);
    const temporary = join(this.#incoming, newId(this.#random, 'f'));
    try {
      if ((await mkdir(shard, { recursive: true, mode: 0o700 })) !== undefined) await syncFolder(this.#folder);
      await fill(temporary);
      await rename(temporary, this.#path(sha256));
      await syncFolder(shard);
      await this.#whole.note(sha256, this.#path(sha256));
    } finally {
      // Of two names of one file a rename takes neither away.
      await unlink(temporary).catch(() => undefined);
    }
  }

  async #checkRoom(bytes: number): Promise<void> {
    if ((await this.freeBytes()) < bytes) {
      const message = 'The disk of the server has no room for files now. Messages still go through.';
      throw new ProtocolError('storage_full', message, { retry: 'same_id' });
    }
  }

  async isWhole(sha256: string, size: number): Promise<boolean> {
    return await this.#whole.check(sha256, this.#path(sha256), size);
  }

  /** Whether just these bytes are stored; few enough to be looked at each time. What cannot be read is not. */
  async #holds(sha256: string, bytes: Uint8Array): Promise<boolean> {
    try {
      const path = this.#path(sha256);
      if ((await stat(path)).size !== bytes.length) return false;
      return (await readFile(path)).equals(bytes);
    } catch {
      return false;
    }
  }

  #hold(sha256: string, by: 1 | -1): void {
    const count = (this.#held.get(sha256) ?? 0) + by;
    if (count === 0) this.#held.delete(sha256);
    else this.#held.set(sha256, count);
  }

  #path(sha256: string): string {
    if (!SHA256.test(sha256)) throw new Error('A blob is named by a SHA-256 in lower-case hex.');
    return join(this.#shard(sha256), sha256);
  }

  #shard(sha256: string): string {
    return join(this.#folder, sha256.slice(0, 2));
  }

  #fault(error: unknown): unknown {
    if (error instanceof ProtocolError) return error;
    this.#log.error({ code: codeOf(error) }, 'blob_write');
    return storageFault(error);
  }
}

/** What an error of the file system is called on the wire. */
export function storageFault(error: unknown): ProtocolError {
  if (error instanceof ProtocolError) return error;
  const code = codeOf(error);
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

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

/** Gives a file a second name; where the file system knows no such thing, copies it. */
async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && NO_LINKS.has(String(error.code)))) throw error;
    await copyFile(from, to);
    const copy = await open(to, 'r+');
    try {
      await copy.sync();
    } finally {
      await copy.close();
    }
  }
}

/** A new name in a folder is on stable storage only when the folder is. */
export async function syncFolder(folder: string): Promise<void> {
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
  return codeOf(error) === 'ENOENT';
}
