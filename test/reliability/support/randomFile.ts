import { createHash, randomBytes } from 'node:crypto';
import { open } from 'node:fs/promises';

const CHUNK_BYTES = 1_048_576;

/** Makes a file of so many bytes that nobody has seen before. @returns its SHA-256 */
export async function randomFile(path: string, bytes: number): Promise<string> {
  const hash = createHash('sha256');
  const chunk = randomBytes(CHUNK_BYTES);
  const file = await open(path, 'wx');
  try {
    for (let position = 0; position < bytes; position += CHUNK_BYTES) {
      // One chunk of noise, told apart by where it stands: making gigabytes of it would take longer than sending them.
      chunk.writeDoubleLE(position, 0);
      const part = chunk.subarray(0, Math.min(CHUNK_BYTES, bytes - position));
      hash.update(part);
      await file.writeFile(part);
    }
  } finally {
    await file.close();
  }
  return hash.digest('hex');
}
