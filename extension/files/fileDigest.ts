import { createHash, type Hash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';

/** Bytes that are hashed at once: few enough that nothing else waits for it. */
const CHUNK_BYTES = 524_288;

/** Adds what a file holds, up to `endBytes`, to a hash, without ever holding all of it. Answers how much that was. */
export async function hashFile(handle: FileHandle, hash: Hash, endBytes = Infinity): Promise<number> {
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  let position = 0;
  while (position < endBytes) {
    const { bytesRead } = await handle.read(buffer, 0, Math.min(buffer.length, endBytes - position), position);
    if (bytesRead === 0) break;
    hash.update(buffer.subarray(0, bytesRead));
    position += bytesRead;
  }
  return position;
}

/** SHA-256 of a file of any size, in lower-case hex. */
export async function fileDigest(handle: FileHandle): Promise<string> {
  const hash = createHash('sha256');
  await hashFile(handle, hash);
  return hash.digest('hex');
}
