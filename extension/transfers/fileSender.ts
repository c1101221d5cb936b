import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { DEFAULT_LIMITS } from '../../server/protocol/limits.ts';
import type { TransferItem } from '../connection/outboxItem.ts';
import type { RoomSession } from '../connection/roomSession.ts';
import { digest } from '../files/fileCache.ts';
import type { ReceivedFiles } from '../files/receivedFiles.ts';
import type { Logger } from '../log.ts';
import { sizeOf, type Shareable } from '../sharing/shareable.ts';
import { ShareError } from '../sharing/shareError.ts';
import { SourceError } from './sourceError.ts';
import { moveToSpool, writeSpool } from './spool.ts';
import { UploadSource } from './uploadSource.ts';

/** Bytes of a frame that an upload's fields take besides the data. */
const FRAME_OVERHEAD_BYTES = 20_480;
const NO_LIMIT = Number.MAX_SAFE_INTEGER;

/** Puts files into a session's outbox, from where they go out as soon as they can. */
export class FileSender {
  readonly #files: ReceivedFiles;
  readonly #log: Logger;
  readonly #thumbnailOf: (shareable: Shareable) => Promise<Buffer | undefined>;

  /** @param thumbnailOf makes the small picture of an image, where it can; does not reject */
  constructor(
    files: ReceivedFiles,
    log: Logger,
    thumbnailOf: (shareable: Shareable) => Promise<Buffer | undefined> = () => Promise.resolve(undefined),
  ) {
    this.#files = files;
    this.#log = log;
    this.#thumbnailOf = thumbnailOf;
  }

  /** Largest file that can be sent in `session`, in bytes. */
  limitBytes(session: RoomSession): number {
    const { fileBytes } = session.hello?.limits ?? DEFAULT_LIMITS;
    return takesTransfers(session) ? fileBytes || NO_LIMIT : inlineBytes(session);
  }

  /**
   * Keeps a file for sending; resolves once it is safe from a reload. A file of the person's own is not copied: it is
   * read where it stands, as it goes.
   *
   * @throws ShareError, SourceError
   */
  async send(shareable: Shareable, session: RoomSession): Promise<void> {
    const size = sizeOf(shareable);
    const limit = this.limitBytes(session);
    try {
      if (size > limit) throw new ShareError('too_large', shareable.name, { sizeBytes: size, limitBytes: limit });
      const thumbnail = shareable.thumbnail ?? (await this.#thumbnailOf(shareable));
      if (size <= inlineBytes(session)) await this.#sendInline({ ...shareable, thumbnail }, session);
      else await this.#sendTransfer({ ...shareable, thumbnail }, session);
    } finally {
      const { content } = shareable;
      if (content.kind === 'path' && content.temporary) await rm(content.path, { force: true });
    }
  }

  async #sendInline({ name, mediaType, content, thumbnail }: Shareable, session: RoomSession): Promise<void> {
    const bytes = content.kind === 'bytes' ? content.bytes : await readWhole(content);
    const sha256 = digest(bytes);
    await this.#keepCopy(sha256, bytes);
    try {
      await session.outbox.add({
        kind: 'file',
        id: randomUUID(),
        createdAt: Date.now(),
        name,
        mediaType,
        size: bytes.byteLength,
        sha256,
        data: bytes.toString('base64'),
        ...(thumbnail && { thumbnail: thumbnail.toString('base64') }),
      });
    } catch (cause) {
      throw new ShareError('not_kept', name, { cause });
    }
  }

  async #sendTransfer(shareable: Shareable, session: RoomSession): Promise<void> {
    const { name, mediaType, content, thumbnail } = shareable;
    const id = randomUUID();
    const size = sizeOf(shareable);
    const kept = content.kind === 'bytes' || content.temporary;
    const item: TransferItem = {
      kind: 'transfer',
      id,
      createdAt: Date.now(),
      name,
      mediaType,
      size,
      source: kept ? { kind: 'spool' } : { kind: 'path', path: content.path, modifiedMs: content.modifiedMs },
      ...(thumbnail && { thumbnail: thumbnail.toString('base64') }),
    };
    // What is not there any more is told at once, not by a card that fails.
    if (content.kind === 'path') await (await UploadSource.open(content)).close();
    const spool = kept ? await session.outbox.spoolPath(id) : undefined;
    try {
      if (spool !== undefined && content.kind === 'bytes') await writeSpool(spool, content.bytes);
      else if (spool !== undefined && content.kind === 'path') await moveToSpool(content.path, spool);
      await session.outbox.add(item);
    } catch (cause) {
      if (spool !== undefined) await rm(spool, { force: true });
      throw new ShareError('not_kept', name, { cause });
    }
  }

  /** One's own files open from the cache too, without a way over the server. */
  async #keepCopy(sha256: string, bytes: Buffer): Promise<void> {
    try {
      await this.#files.keep(sha256, bytes);
    } catch (error) {
      this.#log.warn('cache.write', { detail: error instanceof Error ? error.message : String(error) });
    }
  }
}

/** Before the first connection it counts as offered: the file is kept, and fails only where it turns out not to be. */
function takesTransfers({ hello }: RoomSession): boolean {
  return hello?.features.includes('transfers') ?? true;
}

/** Largest file that goes in a frame, in bytes. */
function inlineBytes(session: RoomSession): number {
  const { inlineFileBytes, frameBytes } = session.hello?.limits ?? DEFAULT_LIMITS;
  // 0 is 'no limit' in both; Base64 makes four bytes of three.
  const fits = frameBytes > 0 ? Math.floor(((frameBytes - FRAME_OVERHEAD_BYTES) * 3) / 4) : NO_LIMIT;
  const most = Math.min(inlineFileBytes || NO_LIMIT, takesTransfers(session) ? Math.max(fits, 0) : NO_LIMIT);
  // Where nothing is limited, what is large goes over HTTP all the same.
  return takesTransfers(session) ? Math.min(most, DEFAULT_LIMITS.inlineFileBytes) : most;
}

/** @throws SourceError */
async function readWhole(content: { path: string; sizeBytes: number; modifiedMs: number }): Promise<Buffer> {
  const source = await UploadSource.open(content);
  try {
    const bytes = Buffer.allocUnsafe(source.sizeBytes);
    for (let position = 0; position < bytes.length;) {
      position += await source.read(bytes.subarray(position), position);
    }
    await source.verify();
    return bytes;
  } catch (error) {
    throw error instanceof SourceError ? error : new SourceError('unreadable', { cause: error });
  } finally {
    await source.close();
  }
}
