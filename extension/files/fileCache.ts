import { createHash, randomUUID } from 'node:crypto';
import type { Stats } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import { Emitter } from '../emitter.ts';
import { failureFields, type Logger } from '../log.ts';
import { fileDigest } from './fileDigest.ts';
import { PartFiles } from './partFiles.ts';

/** Most bytes of a received file that are read into memory at once. */
export const READ_BYTES = 64 * 1024 * 1024;

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
 * again. A name given by somebody else never becomes a path. The least recently used files go first, those in use never.
 */
export class FileCache {
  readonly folder: string;
  /** Files that have not come whole yet. */
  readonly parts: PartFiles;
  /** Fires with the SHA-256 of a file that made room for others, itself or its preview. */
  readonly removed = new Emitter<string>();
  readonly #log: Logger;
  readonly #mostBytes: () => number;
  /** Names in use, and how often each is. */
  readonly #pins = new Map<string, number>();
  /** What the files that were read through looked like then. */
  readonly #verified = new Map<string, string>();
  /** A file that is in use has to go when it no longer is. */
  #hasOversized = false;
  /** Bytes that may still come before the folder is looked through again. */
  #left = 0;

  /** @param mostBytes that the cache keeps, asked for each time */
  constructor(folder: string, log: Logger, mostBytes: () => number) {
    this.folder = folder;
    this.parts = new PartFiles(folder);
    this.#log = log;
    this.#mostBytes = mostBytes;
  }

  /**
   * The bytes with this SHA-256, or `undefined` where they are not at hand (or were spoilt, and are dropped), or are more
   * than `READ_BYTES`.
   */
  async read(sha256: string): Promise<Buffer | undefined> {
    const file = this.#path(sha256);
    const handle = await openIfThere(file);
    if (!handle) return undefined;
    let bytes: Buffer;
    try {
      if ((await handle.stat()).size > READ_BYTES) return undefined;
      bytes = await handle.readFile();
    } finally {
      await handle.close();
    }
    if (digest(bytes) === sha256) {
      await touch(file);
      return bytes;
    }
    await this.#drop(file);
    return undefined;
  }

  /** The path of the verified bytes with this SHA-256, of any size; `undefined` as for `read`. Pin it first. */
  async find(sha256: string): Promise<string | undefined> {
    const file = this.#path(sha256);
    const handle = await openIfThere(file);
    if (!handle) return undefined;
    try {
      // Read through once in this window, a file of gigabytes is not read again at every look.
      const isVerified = this.#verified.get(sha256) === looks(await handle.stat());
      if (isVerified || (await fileDigest(handle)) === sha256) {
        await touch(file);
        await this.#noteVerified(sha256);
        return file;
      }
      await this.#drop(file);
      return undefined;
    } finally {
      await handle.close();
    }
  }

  /** Keeps a file from being removed until the returned function is called. */
  pin(sha256: string): () => void {
    this.#pins.set(sha256, (this.#pins.get(sha256) ?? 0) + 1);
    let isPinned = true;
    return () => {
      if (!isPinned) return;
      isPinned = false;
      const left = (this.#pins.get(sha256) ?? 1) - 1;
      if (left > 0) this.#pins.set(sha256, left);
      else this.#pins.delete(sha256);
      // What was too much was kept only for as long as it was used.
      if (left === 0 && this.#hasOversized) void this.#trim();
    };
  }

  /**
   * Keeps bytes.
   *
   * @throws CorruptFileError where they are not what `sha256` says
   */
  async write(sha256: string, bytes: Uint8Array): Promise<void> {
    if (digest(bytes) !== sha256) throw new CorruptFileError();
    await this.#place(this.#path(sha256), bytes);
    await this.#trimIfFull();
  }

  /** Takes in a file of `parts` that has come whole, and whose SHA-256 was taken as it came. */
  async adopt(sha256: string, part: { path: string; sizeBytes: number }): Promise<string> {
    const file = this.#path(sha256);
    await rename(part.path, file);
    this.#left -= part.sizeBytes;
    await this.#noteVerified(sha256);
    const release = this.pin(sha256);
    await this.#trimIfFull();
    release();
    return file;
  }

  /** A path under the cache whose name ends in `extension`, for a viewer that goes by it; holds the same bytes. */
  async preview(sha256: string, extension: string): Promise<string | undefined> {
    const file = path.join(this.folder, `${sha256}.${extension}`);
    const bytes = await this.read(sha256);
    if (!bytes) return undefined;
    await this.#place(file, bytes);
    return file;
  }

  async #noteVerified(sha256: string): Promise<void> {
    this.#verified.set(sha256, looks(await stat(this.#path(sha256))));
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

  async #drop(file: string): Promise<void> {
    this.#log.warn('cache.corrupt');
    await rm(file, { force: true });
  }

  /** A folder of thousands of pictures is not looked through for each of them. */
  async #trimIfFull(): Promise<void> {
    if (this.#left < 0) await this.#trim();
  }

  /** Never rejects: what was kept is kept, also where others could not make room for it. */
  async #trim(): Promise<void> {
    await this.#makeRoom().catch((error: unknown) => this.#log.warn('cache.trim', failureFields(error)));
  }

  async #makeRoom(): Promise<void> {
    const most = this.#mostBytes();
    const entries = await Promise.all(
      (await readdir(this.folder)).map(async (name) => {
        const info = await stat(path.join(this.folder, name)).catch(() => undefined);
        return { name, size: info?.size ?? 0, used: info?.mtimeMs ?? 0 };
      }),
    );
    const isUsed = (name: string): boolean => this.#pins.has(name) || this.parts.isUsed(name);
    // One that is too large for the cache by itself does not push the others out: it goes first, once it is not used.
    const oversized = entries.filter(({ size }) => size > most);
    this.#hasOversized = oversized.some(({ name }) => isUsed(name));
    const others = entries.filter(({ size }) => size <= most).sort((one, other) => one.used - other.used);
    let total = [...others, ...oversized.filter(({ name }) => !isUsed(name))].reduce((sum, { size }) => sum + size, 0);
    for (const { name, size } of [...oversized, ...others]) {
      if (total <= most) break;
      if (isUsed(name)) continue;
      await rm(path.join(this.folder, name), { force: true });
      total -= size;
      const sha256 = /^[0-9a-f]{64}/u.exec(name)?.[0];
      if (sha256 !== undefined) this.removed.emit(sha256);
    }
    this.#left = most - total;
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

async function openIfThere(file: string) {
  try {
    return await open(file, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** What tells a file from one that was put, or written, in its place. */
function looks({ ino, size, mtimeMs }: Stats): string {
  return `${ino} ${size} ${mtimeMs}`;
}

async function touch(file: string): Promise<void> {
  const now = new Date();
  await utimes(file, now, now).catch(() => undefined);
}
