import { open } from 'node:fs/promises';

/** So that a new name in a folder outlives a power cut; some systems have no such thing as syncing a folder. */
export async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch {
    // The file is there all the same.
  }
}
