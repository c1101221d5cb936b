import { open } from 'node:fs/promises';
import { DEFAULT_LIMITS } from '../../server/protocol/limits.ts';
import type { FileInfo } from '../../server/protocol/model.ts';
import { ConnectionError, RequestError } from '../connection/errors.ts';
import type { RoomSession } from '../connection/roomSession.ts';
import { Emitter } from '../emitter.ts';
import { download } from '../transfers/download.ts';
import { DownloadError } from '../transfers/downloadError.ts';
import type { Progress } from '../transfers/progressMeter.ts';
import { whenOnline } from '../transfers/whenOnline.ts';
import { READ_BYTES, type FileCache } from './fileCache.ts';
import { picturePreview, rasterKind } from './fileKinds.ts';

/** Where a file's bytes are; `previewPath` is there for a raster image that may be shown inside the chat. */
export type FileBytes =
  | { state: 'remote' }
  | { state: 'loading'; progress?: Progress | undefined }
  | { state: 'ready'; previewPath?: string | undefined; animated?: boolean | undefined }
  | { state: 'failed'; error: Error };

/** What names a file, and what is known of it. */
export type WantedFile = Pick<FileInfo, 'id' | 'sha256'> & Partial<Pick<FileInfo, 'size' | 'name'>>;

interface Fetching {
  file: WantedFile;
  abort: AbortController;
  /** Resolves when the verified bytes are in the cache. */
  done: Promise<void>;
}

/**
 * Fetches the files of a room into the cache, each once however often it is asked for, and tells how far each is. One
 * that fits a frame comes in a frame, any other over HTTP; that one waits for a lost connection and goes on by itself.
 */
export class ReceivedFiles {
  /** Fires with the SHA-256 of a file whose state changed. */
  readonly changes = new Emitter<string>();
  readonly #cache: FileCache;
  readonly #states = new Map<string, FileBytes>();
  readonly #underWay = new Map<string, Fetching>();

  constructor(cache: FileCache) {
    this.#cache = cache;
    // What is in sight is asked for again.
    cache.removed.on((sha256) => {
      if (this.state(sha256).state === 'ready') this.#set(sha256, { state: 'remote' });
    });
  }

  state(sha256: string): FileBytes {
    return this.#states.get(sha256) ?? { state: 'remote' };
  }

  /** Files that are being fetched now. */
  get underWay(): readonly WantedFile[] {
    return Array.from(this.#underWay.values(), ({ file }) => file);
  }

  /**
   * The verified bytes of a file of at most 64 MiB (`READ_BYTES`), from the cache or the server.
   *
   * @throws CorruptFileError what came is not what was announced; nothing of it is kept
   * @throws DownloadError `too_large_to_read`, `disk_full`, `cancelled`
   * @throws ConnectionError, RequestError it cannot be fetched now
   */
  async fetch(file: WantedFile, session: RoomSession | undefined): Promise<Buffer> {
    if (file.size !== undefined && file.size > READ_BYTES) throw new DownloadError('too_large_to_read');
    const release = this.#cache.pin(file.sha256);
    try {
      const cached = await this.#cache.read(file.sha256);
      if (cached) {
        await this.#ready(file.sha256, cached);
        return cached;
      }
      await this.#obtain(file, session, READ_BYTES);
      const bytes = await this.#cache.read(file.sha256);
      if (!bytes) throw new DownloadError('too_large_to_read');
      return bytes;
    } finally {
      release();
    }
  }

  /**
   * Fetches a file of any size and calls `use` with the path of its verified bytes, which stay there until it is done.
   * Nobody may write to that file.
   *
   * @throws what `fetch` throws but `too_large_to_read`, and what `use` throws
   */
  async useFile<T>(file: WantedFile, session: RoomSession | undefined, use: (path: string) => Promise<T>): Promise<T> {
    const release = this.#cache.pin(file.sha256);
    try {
      const cached = await this.#cache.find(file.sha256);
      if (cached === undefined) await this.#obtain(file, session, Number.MAX_SAFE_INTEGER);
      const path = cached ?? (await this.#cache.find(file.sha256));
      if (path === undefined) throw new ConnectionError('lost', 'gone from the cache');
      if (cached !== undefined) await this.#readyAt(file.sha256, cached);
      return await use(path);
    } finally {
      release();
    }
  }

  /**
   * Fetches the small picture of an image, which has a state of its own under its own SHA-256.
   *
   * @throws CorruptFileError, ConnectionError, RequestError
   */
  async fetchThumbnail(file: FileInfo, session: RoomSession): Promise<void> {
    const { thumbnail } = file;
    if (!thumbnail || ['loading', 'ready'].includes(this.state(thumbnail.sha256).state)) return;
    this.#set(thumbnail.sha256, { state: 'loading' });
    try {
      const cached = await this.#cache.read(thumbnail.sha256);
      const bytes = cached ?? (await session.queries.thumbnail(file.id));
      if (!cached) await this.#cache.write(thumbnail.sha256, bytes);
      await this.#ready(thumbnail.sha256, bytes);
    } catch (cause) {
      const error = cause instanceof Error ? cause : new Error(String(cause));
      this.#set(thumbnail.sha256, isOpen(error) ? { state: 'remote' } : { state: 'failed', error });
      throw error;
    }
  }

  /** Keeps bytes that this computer already has, such as those of a file that is being sent. */
  async keep(sha256: string, bytes: Buffer): Promise<void> {
    await this.#cache.write(sha256, bytes);
    await this.#ready(sha256, bytes);
  }

  /** Stops fetching a file, for everybody who waits for it; what came of it is not kept. */
  cancel(sha256: string): void {
    this.#underWay.get(sha256)?.abort.abort(new DownloadError('cancelled'));
  }

  async #obtain(file: WantedFile, session: RoomSession | undefined, limitBytes: number): Promise<void> {
    const { sha256 } = file;
    let fetching = this.#underWay.get(sha256);
    if (!fetching) {
      if (!session) throw new ConnectionError('lost', 'not in a room');
      const abort = new AbortController();
      const done = this.#fetch(file, session, { limitBytes, signal: abort.signal }).finally(() =>
        this.#underWay.delete(sha256),
      );
      fetching = { file, abort, done };
      this.#underWay.set(sha256, fetching);
      this.#set(sha256, { state: 'loading' });
    }
    await fetching.done;
  }

  async #fetch(
    file: WantedFile,
    session: RoomSession,
    { limitBytes, signal }: { limitBytes: number; signal: AbortSignal },
  ): Promise<void> {
    const { sha256 } = file;
    try {
      if (fitsFrame(file, session)) {
        const { bytes } = await session.queries.download(file.id);
        signal.throwIfAborted();
        await this.#cache.write(sha256, bytes);
        await this.#ready(sha256, bytes);
      } else {
        await this.#readyAt(sha256, await this.#download(file, session, limitBytes, signal));
      }
    } catch (cause) {
      const error = cause instanceof Error ? cause : new Error(String(cause));
      this.#set(sha256, isOpen(error) ? { state: 'remote' } : { state: 'failed', error });
      throw error;
    }
  }

  async #download(file: WantedFile, session: RoomSession, limitBytes: number, signal: AbortSignal): Promise<string> {
    const { parts } = this.#cache;
    const path = await parts.claim(file.sha256);
    try {
      const sizeBytes = await download({
        http: session.http,
        fileId: file.id,
        sha256: file.sha256,
        sizeBytes: file.size,
        limitBytes,
        partPath: path,
        online: () => whenOnline(session, signal),
        renewToken: () => session.renewToken(),
        onProgress: (progress) => {
          if (!signal.aborted) this.#set(file.sha256, { state: 'loading', progress });
        },
        signal,
      });
      const whole = await this.#cache.adopt(file.sha256, { path, sizeBytes });
      parts.release(path);
      return whole;
    } catch (error) {
      // After a loss it goes on from there the next time; anything else leaves nothing.
      if (error instanceof ConnectionError) parts.release(path);
      else await parts.remove(path);
      throw error;
    }
  }

  async #readyAt(sha256: string, path: string): Promise<void> {
    if (this.state(sha256).state === 'ready') return;
    const isPicture = rasterKind(await beginning(path)) !== undefined;
    const bytes = isPicture ? await this.#cache.read(sha256) : undefined;
    if (bytes) await this.#ready(sha256, bytes);
    else this.#set(sha256, { state: 'ready' });
  }

  async #ready(sha256: string, bytes: Buffer): Promise<void> {
    if (this.state(sha256).state === 'ready') return;
    const picture = picturePreview(bytes);
    const previewPath = picture && (await this.#cache.preview(sha256, picture.extension));
    this.#set(sha256, {
      state: 'ready',
      ...(previewPath !== undefined && { previewPath }),
      ...(picture?.animated && { animated: true }),
    });
  }

  #set(sha256: string, state: FileBytes): void {
    this.#states.set(sha256, state);
    this.changes.emit(sha256);
  }
}

/** A lost connection says nothing of the file, nor does a word to stop or to wait: it can be asked for again. */
function isOpen(error: Error): boolean {
  if (error instanceof RequestError) return error.code === 'rate_limited';
  return error instanceof ConnectionError || (error instanceof DownloadError && error.code === 'cancelled');
}

/** Whether a file comes in a frame: it is small, or this server knows no other way. */
function fitsFrame(file: WantedFile, { hello }: RoomSession): boolean {
  if (hello?.features.includes('transfers') !== true) return true;
  const most = hello.limits.inlineFileBytes || DEFAULT_LIMITS.inlineFileBytes;
  return file.size !== undefined && file.size <= Math.min(most, DEFAULT_LIMITS.inlineFileBytes);
}

async function beginning(path: string): Promise<Uint8Array> {
  const handle = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(32), 0, 32, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
