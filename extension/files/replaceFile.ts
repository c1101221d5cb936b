import { createHash, randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { link, open, rename, rm, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { syncFolder } from '../syncFolder.ts';
import { CorruptFileError } from './fileCache.ts';

/** Bytes that are copied at once. */
const CHUNK_BYTES = 1_048_576;

/** Something is at the place already. */
export class FileExistsError extends Error {
  readonly code = 'file_exists';

  constructor() {
    super('Something is at that place already.');
    this.name = 'FileExistsError';
  }
}

/** Bytes in a file of this computer, known by their SHA-256 in lower-case hex. */
export interface KnownFile {
  path: string;
  sha256: string;
}

/**
 * Writes a file so that it is there whole or not at all: a temporary file beside it, made exclusively and never through
 * a link, synced, then renamed over the target. Never executable.
 *
 * @param content what it is to hold: bytes, or another file, of any size, which is looked at once more as it is copied
 * @param options.mayReplace whether what is at the target may give way
 * @throws CorruptFileError where that file is not what its SHA-256 says
 * @throws FileExistsError where something is there that may not give way
 */
export async function replaceFile(
  target: string,
  content: Uint8Array | KnownFile,
  { mayReplace = true }: { mayReplace?: boolean } = {},
): Promise<void> {
  const folder = path.dirname(target);
  const temporary = path.join(folder, `.room-chat-${randomUUID()}.tmp`);
  const flags = constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY | constants.O_NOFOLLOW;
  const handle = await open(temporary, flags, 0o600);
  try {
    try {
      if (content instanceof Uint8Array) await handle.writeFile(content);
      else await copyInto(handle, content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (mayReplace) await rename(temporary, target);
    else await nameAnew(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(folder);
}

/** Gives a file the name where nobody has it: by one system call, so that no other program comes between. */
async function nameAnew(temporary: string, target: string): Promise<void> {
  try {
    await link(temporary, target);
  } catch (error) {
    if (isThere(error)) throw new FileExistsError();
    await nameWithoutLinks(temporary, target);
    return;
  }
  await rm(temporary, { force: true }).catch(() => undefined);
}

/** The same on a drive where a file has one name only: for a moment the name stands for an empty file. */
async function nameWithoutLinks(temporary: string, target: string): Promise<void> {
  try {
    await (await open(target, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY, 0o600)).close();
  } catch (error) {
    throw isThere(error) ? new FileExistsError() : error;
  }
  try {
    await rename(temporary, target);
  } catch (error) {
    await rm(target, { force: true });
    throw error;
  }
}

function isThere(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'EEXIST';
}

async function copyInto(handle: FileHandle, { path: from, sha256 }: KnownFile): Promise<void> {
  const source = await open(from, 'r');
  try {
    const hash = createHash('sha256');
    const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
    for (;;) {
      const { bytesRead } = await source.read(buffer, 0, buffer.length);
      if (bytesRead === 0) break;
      const chunk = buffer.subarray(0, bytesRead);
      hash.update(chunk);
      await handle.writeFile(chunk);
    }
    if (hash.digest('hex') !== sha256) throw new CorruptFileError();
  } finally {
    await source.close();
  }
}
