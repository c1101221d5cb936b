import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import type { Logger } from '../log.ts';

/** Most bytes that the cache keeps; the least recently used files go first. */
const CACHE_BYTES = 256 * 1024 * 1024;

/** Bytes that are not what their SHA-256 says. */
export class CorruptFileError extends Error {
  readonly code = 'corrupt_file';

  constructor() {
    super('The SHA-256 of the bytes is not the announced one.');
    this.name = 'CorruptFileError';
  }
}

/**
 * Received bytes on disk, each under its SHA-256: nothing enters that does not match, and what is read is checked
 * again. A name given by somebody else never becomes a path.
 */
export class FileCache {
  readonly folder: string;
  readonly #log: Logger;
  readonly #mostBytes: number;
  /** Bytes that may still come before the folder is looked through again. */
  #left = 0;

  constructor(folder: string, log: Logger, mostBytes = CACHE_BYTES) {
    this.folder = folder;
    this.#log = log;
    this.#mostBytes = mostBytes;
  }

  /** The bytes with this SHA-256, or `undefined` where they are not at hand (or were spoilt, and are dropped). */
  async read(sha256: string): Promise<Buffer | undefined> {
    const file = this.#path(sha256);
    let bytes: Buffer;
    try {
      bytes = await readFile(file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
    if (digest(bytes) !== sha256) {
      this.#log.warn('cache.corrupt');
      await rm(file, { force: true });
      return undefined;
    }
    const now = new Date();
    await utimes(file, now, now).catch(() => undefined);
    return bytes;
  }

  /**
   * Keeps bytes.
   *
   * @throws CorruptFileError where they are not what `sha256` says
   */
  async write(sha256: string, bytes: Uint8Array): Promise<void> {
    if (digest(bytes) !== sha256) throw new CorruptFileError();
    await this.#place(this.#path(sha256), bytes);
    // A folder of thousands of pictures is not looked through for each of them.
    if (this.#left < 0) await this.#trim();
  }

  /** A path under the cache whose name ends in `extension`, for a viewer that goes by it; holds the same bytes. */
  async preview(sha256: string, extension: string): Promise<string | undefined> {
    const file = path.join(this.folder, `${sha256}.${extension}`);
    const bytes = await this.read(sha256);
    if (!bytes) return undefined;
    await this.#place(file, bytes);
    return file;
  }

  async #place(file: string, bytes: Uint8Array): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const temporary = path.join(this.folder, `${randomUUID()}.tmp`);
    try {
      const handle = await open(temporary, 'wx', 0o600);
      try {
        await handle.writeFile(bytes);
      } finally {
        await handle.close();
      }
      await rename(temporary, file);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
    this.#left -= bytes.byteLength;
  }

  async #trim(): Promise<void> {
    const entries = await Promise.all(
      (await readdir(this.folder)).map(async (name) => {
        const file = path.join(this.folder, name);
        const info = await stat(file).catch(() => undefined);
        return { file, size: info?.size ?? 0, used: info?.mtimeMs ?? 0 };
      }),
    );
    let total = entries.reduce((sum, entry) => sum + entry.size, 0);
    for (const entry of entries.sort((one, other) => one.used - other.used)) {
      if (total <= this.#mostBytes) break;
      await rm(entry.file, { force: true });
      total -= entry.size;
    }
    this.#left = this.#mostBytes - total;
  }

  #path(sha256: string): string {
    if (!/^[0-9a-f]{64}$/u.test(sha256)) throw new CorruptFileError();
    return path.join(this.folder, sha256);
  }
}

/** SHA-256 in lower-case hex. */
export function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
