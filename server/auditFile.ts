import { type FileHandle, open, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';

const FILE_BYTES = 10_485_760n;
/** With the one that is written. */
const FILES = 5;
const NEWLINE = 0x0a;

/** What tells a file from another that has its name by now. */
interface Identity {
  dev: bigint;
  ino: bigint;
}

/** The files of the audit log of a data folder, the newest first, whether they are there or not. */
export function auditFiles(folder: string): [newest: string, ...older: string[]] {
  const newest = join(folder, 'audit.log');
  return [newest, ...Array.from({ length: FILES - 1 }, (_, index) => `${newest}.${index + 1}`)];
}

/**
 * The file that the audit log is appended to, open from one write to the next. Others may write to it, rename it or
 * remove it meanwhile: each write looks whose the name is.
 */
export class AuditFile {
  readonly #files: [newest: string, ...older: string[]];
  #opened: { handle: FileHandle; identity: Identity } | undefined;

  /** @param folder the data folder */
  constructor(folder: string) {
    this.#files = auditFiles(folder);
  }

  /** Appends whole lines in one write: all of them, or none where it throws the system's error. */
  async append(lines: string): Promise<void> {
    const bytes = Buffer.from(lines);
    try {
      await write(await this.#current(), bytes);
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  /** Idempotent; the next `append` opens it again. */
  async close(): Promise<void> {
    const handle = this.#opened?.handle;
    this.#opened = undefined;
    // What it holds is written already.
    await handle?.close().catch(() => undefined);
  }

  async #current(): Promise<FileHandle> {
    const there = await statIfThere(this.#files[0]);
    if (this.#opened && there && there.size <= FILE_BYTES && isSame(there, this.#opened.identity)) {
      return this.#opened.handle;
    }
    await this.close();
    if (there && there.size > FILE_BYTES) await this.#rotate();
    this.#opened = await openLog(this.#files[0]);
    return this.#opened.handle;
  }

  async #rotate(): Promise<void> {
    for (let number = FILES - 1; number > 0; number -= 1) {
      const [from, to] = [this.#files[number - 1], this.#files[number]];
      if (from !== undefined && to !== undefined) await renameIfThere(from, to);
    }
  }
}

async function openLog(file: string): Promise<{ handle: FileHandle; identity: Identity }> {
  const handle = await open(file, 'a+', 0o600);
  try {
    await handle.chmod(0o600);
    const { dev, ino, size } = await handle.stat({ bigint: true });
    // Half a line is what a crash may have left on a full disk: the next is none of it.
    if (size > 0n && (await byteAt(handle, size - 1n)) !== NEWLINE) await handle.write('\n');
    return { handle, identity: { dev, ino } };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** A disk that became full amid the lines keeps nothing of them, so that they can be written again. */
async function write(handle: FileHandle, bytes: Buffer): Promise<void> {
  let written = 0;
  try {
    while (written < bytes.length) written += (await handle.write(bytes, written)).bytesWritten;
  } catch (error) {
    if (written > 0) await handle.truncate((await handle.stat()).size - written);
    throw error;
  }
}

async function byteAt(handle: FileHandle, position: bigint): Promise<number | undefined> {
  const byte = Buffer.alloc(1);
  await handle.read(byte, 0, 1, Number(position));
  return byte[0];
}

async function statIfThere(file: string): Promise<(Identity & { size: bigint }) | undefined> {
  try {
    return await stat(file, { bigint: true });
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function isSame(one: Identity, other: Identity): boolean {
  return one.dev === other.dev && one.ino === other.ino;
}

async function renameIfThere(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
