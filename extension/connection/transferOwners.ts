import { readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isProcessAlive } from '../processAlive.ts';

/** A window says so often that it still carries its transfers, in milliseconds. */
const BEAT_MS = 30_000;
/** One that has not said so for this long carries none, whatever runs under its number now. */
const SILENT_MS = 4 * BEAT_MS;
/** What the mark of a window says that has left. */
const LONG_AGO = new Date(0);

/**
 * Which window carries a transfer, where several share an outbox: `<item>.<process>.owner`. What a window that is gone
 * left is taken over by renaming its mark, which only one of several can do.
 */
export class TransferOwners {
  readonly #folder: string;
  readonly #own = new Set<string>();
  #beat: NodeJS.Timeout | undefined;
  #isLeft = false;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** This window carries an item that it has just been given. */
  async own(item: string): Promise<void> {
    await writeFile(this.#mark(item, process.pid), '', { mode: 0o600 });
    await this.#note(item);
  }

  /** Takes an item that was found on disk; false where another window carries it. */
  async take(item: string): Promise<boolean> {
    if (this.#own.has(item)) return true;
    const marks = (await readdir(this.#folder)).filter(
      (name) => name.startsWith(`${item}.`) && name.endsWith('.owner'),
    );
    if (marks.length === 0) {
      await this.own(item);
      return true;
    }
    for (const mark of marks) {
      const pid = Number(mark.split('.').at(-2));
      if (pid !== process.pid && isProcessAlive(pid) && !(await this.#isSilent(mark))) return false;
      const isTaken = await rename(path.join(this.#folder, mark), this.#mark(item, process.pid)).then(
        () => true,
        () => false,
      );
      if (!isTaken) return false;
    }
    await this.#note(item);
    return true;
  }

  /** Nobody carries the item any more. */
  async release(item: string): Promise<void> {
    if (!this.#own.delete(item)) return;
    if (this.#own.size === 0) {
      clearInterval(this.#beat);
      this.#beat = undefined;
    }
    await rm(this.#mark(item, process.pid), { force: true });
  }

  /** This window carries nothing here any more, though it still runs: its marks say so, for another one to take. */
  async leave(): Promise<void> {
    // What was left may be carried by another of this window by now, whose mark has the same name.
    if (this.#isLeft) return;
    this.#isLeft = true;
    clearInterval(this.#beat);
    this.#beat = undefined;
    await Promise.all(Array.from(this.#own, (item) => this.#say(item, LONG_AGO)));
  }

  async #isSilent(mark: string): Promise<boolean> {
    const info = await stat(path.join(this.#folder, mark)).catch(() => undefined);
    return info === undefined || Date.now() - info.mtimeMs > SILENT_MS;
  }

  async #note(item: string): Promise<void> {
    this.#own.add(item);
    if (this.#isLeft) {
      await this.#say(item, LONG_AGO);
      return;
    }
    // A mark that was taken over may be an old one.
    await this.#say(item, new Date());
    this.#beat ??= setInterval(() => {
      for (const own of this.#own) void this.#say(own, new Date());
    }, BEAT_MS).unref();
  }

  async #say(item: string, when: Date): Promise<void> {
    await utimes(this.#mark(item, process.pid), when, when).catch(() => undefined);
  }

  #mark(item: string, pid: number): string {
    return path.join(this.#folder, `${item}.${pid}.owner`);
  }
}
