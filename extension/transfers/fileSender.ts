import { randomUUID } from 'node:crypto';
import { DEFAULT_LIMITS } from '../../server/protocol/limits.ts';
import type { RoomSession } from '../connection/roomSession.ts';
import { digest } from '../files/fileCache.ts';
import type { ReceivedFiles } from '../files/receivedFiles.ts';
import type { Logger } from '../log.ts';
import { sizeOf, type Shareable } from '../sharing/shareable.ts';
import { ShareError } from '../sharing/shareError.ts';

/** Puts files into a session's outbox, from where they go out as soon as they can. */
export class FileSender {
  readonly #files: ReceivedFiles;
  readonly #log: Logger;

  constructor(files: ReceivedFiles, log: Logger) {
    this.#files = files;
    this.#log = log;
  }

  /** Largest file that can be sent in `session`, in bytes. */
  limitBytes(session: RoomSession): number {
    return (session.hello?.limits ?? DEFAULT_LIMITS).inlineFileBytes;
  }

  /**
   * Keeps a file for sending; resolves once it is safe from a reload.
   *
   * @throws ShareError
   */
  async send(shareable: Shareable, session: RoomSession): Promise<void> {
    const { name, mediaType, content } = shareable;
    const limit = this.limitBytes(session);
    if (sizeOf(shareable) > limit || content.kind !== 'bytes') {
      throw new ShareError('too_large', name, { sizeBytes: sizeOf(shareable), limitBytes: limit });
    }
    const sha256 = digest(content.bytes);
    await this.#keepCopy(sha256, content.bytes);
    try {
      await session.outbox.add({
        kind: 'file',
        id: randomUUID(),
        createdAt: Date.now(),
        name,
        mediaType,
        size: content.bytes.byteLength,
        sha256,
        data: content.bytes.toString('base64'),
      });
    } catch (cause) {
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
