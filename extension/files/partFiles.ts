import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { isProcessAlive } from '../processAlive.ts';

/**
 * Files that have come in part: `<SHA-256>.<process>.part`. A window goes on with what one that is gone left, by renaming
 * it, which only one of several can do; two windows never write to one file.
 */
export class PartFiles {
  readonly #folder: string;
  readonly #used = new Set<string>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The file for these bytes, which may hold some already. Call `release`, or `remove`, when done with it. */
  async claim(sha256: string): Promise<string> {
    const own = `${sha256}.${process.pid}.part`;
    this.#used.add(own);
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const file = path.join(this.#folder, own);
    const names = await readdir(this.#folder);
    if (names.includes(own)) return file;
    for (const name of names) {
      const owner = new RegExp(`^${sha256}\\.(\\d{1,9})\\.part$`, 'u').exec(name)?.[1];
      if (owner === undefined || isProcessAlive(Number(owner))) continue;
      const isTaken = await rename(path.join(this.#folder, name), file).then(
        () => true,
        () => false,
      );
      if (isTaken) break;
    }
    return file;
  }

  /** Leaves what has come for another time. */
  release(file: string): void {
    this.#used.delete(path.basename(file));
  }

  async remove(file: string): Promise<void> {
    this.release(file);
    await rm(file, { force: true });
  }

  /** Whether this window is writing to the file of that name, or another may be. */
  isUsed(name: string): boolean {
    const owner = Number(/^[0-9a-f]{64}\.(\d{1,9})\.part$/u.exec(name)?.[1]);
    return this.#used.has(name) || (owner > 0 && owner !== process.pid && isProcessAlive(owner));
  }
}
