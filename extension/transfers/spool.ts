import { constants } from 'node:fs';
import { copyFile, open, rename, rm } from 'node:fs/promises';

/** Writes bytes that wait for their transfer, so that a crash leaves them whole or the outbox without them. */
export async function writeSpool(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Takes a file over that was made for one transfer only. */
export async function moveToSpool(from: string, path: string): Promise<void> {
  try {
    await rename(from, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    // From another disk.
    await copyFile(from, path, constants.COPYFILE_EXCL);
    await rm(from, { force: true });
  }
  const file = await open(path, 'r+');
  try {
    await file.chmod(0o600);
    await file.sync();
  } finally {
    await file.close();
  }
}
