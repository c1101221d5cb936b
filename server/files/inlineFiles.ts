import { createHash } from 'node:crypto';
import { ProtocolError } from '../protocol/errors.ts';
import type { ServerLimits } from '../protocol/limits.ts';
import type { FileInfo } from '../protocol/model.ts';
import { normalizeFileName } from '../protocol/names.ts';
import { newId, type Random } from '../random.ts';
import { ask } from '../store/ask.ts';
import type { BlobStore } from '../store/blobStore.ts';
import type { MessageStore } from '../store/messageStore.ts';
import type { Change } from '../store/operations.ts';
import { thumbnailInfo } from '../store/uploadTable.ts';
import { decodeBase64 } from './base64.ts';
import { imagePixels } from './imagePixels.ts';
import { mediaTypeOf } from './mediaType.ts';
import { checkThumbnail } from './thumbnail.ts';

export interface InlineFilesDeps {
  blobs: BlobStore;
  store: MessageStore;
  limits: ServerLimits;
  random: Random;
}

/** What `upload` brings, stored: for the event. */
export interface StoredFile {
  shared: Pick<Change & { type: 'file' }, 'file' | 'thumbnail'>;
  /** Call it once the event was committed, or was not. */
  settled: (posted: boolean) => void;
}

/** Files that travel in a frame, as Base64 ([FL2]). */
export class InlineFiles {
  readonly #deps: InlineFilesDeps;
  /** 0 is 'no limit'. */
  readonly #limitBytes: number;

  constructor(deps: InlineFilesDeps) {
    this.#deps = deps;
    const { inlineFileBytes, fileBytes } = deps.limits;
    this.#limitBytes = Math.min(inlineFileBytes || Infinity, fileBytes || Infinity);
  }

  /**
   * Stores a file's bytes.
   * @throws ProtocolError `bad_request`, `too_large`, `storage_full`, `storage_failed`
   */
  async store(rawName: string, data: string, thumbnailData?: string): Promise<StoredFile> {
    const { blobs, random } = this.#deps;
    const bytes = decodeBase64(data, 'The "data" of an upload');
    if (bytes.length > this.#limitBytes) {
      throw new ProtocolError('too_large', `A file in a frame holds ${this.#limitBytes} bytes at most.`);
    }
    const thumbnail =
      thumbnailData === undefined
        ? undefined
        : checkThumbnail(decodeBase64(thumbnailData, 'The "thumbnail" of an upload'));
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const name = normalizeFileName(rawName);
    const mediaType = await mediaTypeOf(name);
    const { release } = await blobs.put(bytes, sha256);
    const file: FileInfo = {
      id: newId(random, 'f'),
      name,
      size: bytes.length,
      mediaType,
      sha256,
      ...imagePixels(bytes),
      ...(thumbnail && { thumbnail: thumbnailInfo(thumbnail) }),
    };
    return {
      shared: { file, ...(thumbnail && { thumbnail: thumbnail.bytes }) },
      settled: (posted) => {
        release();
        if (!posted) this.#discardUnreferenced(sha256);
      },
    };
  }

  /** @returns Base64. @throws ProtocolError `too_large`, `storage_failed` where the stored bytes are others by now */
  async read(file: FileInfo): Promise<string> {
    if (file.size > this.#limitBytes) {
      throw new ProtocolError('too_large', `This file is larger than the ${this.#limitBytes} bytes that fit a frame.`, {
        details: { url: `/files/${file.id}` },
      });
    }
    const bytes = await this.#deps.blobs.read(file.sha256);
    if (createHash('sha256').update(bytes).digest('hex') !== file.sha256) {
      throw new ProtocolError('storage_failed', 'The bytes of this file were damaged on the server.');
    }
    return bytes.toString('base64');
  }

  /** @returns Base64 of its thumbnail. @throws ProtocolError `not_found` */
  async readThumbnail(file: FileInfo): Promise<string> {
    const bytes = await ask(this.#deps.store, 'thumbnail', { file: file.id });
    return Buffer.from(bytes).toString('base64');
  }

  discard(sha256: string): void {
    this.#deps.blobs.discard(sha256);
  }

  #discardUnreferenced(sha256: string): void {
    this.#deps.store.submit('unreferenced', { sha256: [sha256] }, (outcome) => {
      if (outcome.ok) for (const orphan of outcome.value) this.discard(orphan);
    });
  }
}
