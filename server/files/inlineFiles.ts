import { createHash } from 'node:crypto';
import { ProtocolError } from '../protocol/errors.ts';
import type { FileInfo } from '../protocol/model.ts';
import { normalizeFileName } from '../protocol/names.ts';
import { newId, type Random } from '../random.ts';
import type { BlobStore } from '../store/blobStore.ts';
import { imagePixels } from './imagePixels.ts';
import { mediaTypeOf } from './mediaType.ts';

/** Files that travel in a frame, as Base64 ([FL2]). */
export class InlineFiles {
  readonly #blobs: BlobStore;
  readonly #limitBytes: number;
  readonly #random: Random;

  constructor(blobs: BlobStore, limitBytes: number, random: Random) {
    this.#blobs = blobs;
    this.#limitBytes = limitBytes;
    this.#random = random;
  }

  /**
   * Stores a file's bytes. Call `settled` once its event was committed, or was not.
   * @throws ProtocolError `bad_request`, `too_large`, `storage_full`, `storage_failed`
   */
  async store(rawName: string, data: string): Promise<{ file: FileInfo; settled: () => void }> {
    const bytes = decodeBase64(data);
    if (this.#limitBytes > 0 && bytes.length > this.#limitBytes) {
      throw new ProtocolError('too_large', `A file in a frame holds ${this.#limitBytes} bytes at most.`);
    }
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const name = normalizeFileName(rawName);
    const mediaType = mediaTypeOf(name);
    const { release } = await this.#blobs.put(bytes, sha256);
    const file = { id: newId(this.#random, 'f'), name, size: bytes.length, mediaType, sha256, ...imagePixels(bytes) };
    return { file, settled: release };
  }

  /** @returns Base64. @throws ProtocolError `too_large` */
  async read(file: FileInfo): Promise<string> {
    if (this.#limitBytes > 0 && file.size > this.#limitBytes) {
      throw new ProtocolError('too_large', `This file is larger than the ${this.#limitBytes} bytes that fit a frame.`);
    }
    const bytes = await this.#blobs.read(file.sha256);
    return bytes.toString('base64');
  }

  discard(sha256: string): void {
    this.#blobs.discard(sha256);
  }
}

/** Node decodes whatever it can; what does not come out the same was not Base64. */
function decodeBase64(data: string): Buffer {
  const bytes = Buffer.from(data, 'base64');
  if (bytes.toString('base64').replace(/=+$/u, '') !== data.replace(/=+$/u, '')) {
    throw new ProtocolError('bad_request', 'The "data" of an upload is standard Base64, padded or not.');
  }
  return bytes;
}
