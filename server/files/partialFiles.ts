import { constants, mkdirSync, readdirSync, statSync, unlinkSync } from 'node:fs';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from '../store/diskBlobStore.ts';

const ID = /^t_[0-9a-f]{32}$/u;
const { O_RDWR, O_CREAT, O_EXCL } = constants;
/** Windows has no symbolic links that would have to be kept out in this way, and no such flag. */
const O_NOFOLLOW = (constants as Partial<typeof constants>).O_NOFOLLOW ?? 0;

/** The bytes of uploads that are not finished: one file each, named by the upload's own id, never by a client. */
export class PartialFiles {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }

  path(id: string): string {
    if (!ID.test(id)) throw new Error('An upload is named by its id.');
    return join(this.#folder, id);
  }

  /** How many bytes are there, synced or not, and when the last of them came; 0 where there are none. */
  stat(id: string): { size: number; lastByte: number } {
    try {
      const { size, mtimeMs } = statSync(this.path(id));
      return { size, lastByte: mtimeMs };
    } catch (error) {
      if (isMissing(error)) return { size: 0, lastByte: 0 };
      throw error;
    }
  }

  /**
   * Opens to read and write. No link is followed.
   * @param mayMake whether the file, and its name durably, is made where there is none: bytes that were there and are
   * gone are not to be taken for zeros.
   */
  async open(id: string, mayMake: boolean): Promise<FileHandle> {
    const path = this.path(id);
    try {
      return await open(path, O_RDWR | O_NOFOLLOW);
    } catch (error) {
      if (!mayMake || !isMissing(error)) throw error;
    }
    const file = await open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
    try {
      await syncFolder(this.#folder);
      return file;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Not in this thread: giving back a large file's blocks takes a while. */
  async remove(id: string): Promise<void> {
    try {
      await unlink(this.path(id));
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }

  /** Removes what belongs to none of `known`. @returns how many files went */
  sweep(known: ReadonlySet<string>): number {
    const strays = readdirSync(this.#folder).filter((name) => !known.has(name));
    for (const name of strays) unlinkSync(join(this.#folder, name));
    return strays.length;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
