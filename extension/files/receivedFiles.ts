import { imageSize } from 'image-size';
import type { FileInfo } from '../../server/protocol/model.ts';
import { ConnectionError } from '../connection/errors.ts';
import type { RoomSession } from '../connection/roomSession.ts';
import { Emitter } from '../emitter.ts';
import type { FileCache } from './fileCache.ts';
import { PREVIEW_PIXELS, rasterKind } from './fileKinds.ts';

/** Where a file's bytes are; `previewPath` is there for a raster image that may be shown inside the chat. */
export type FileBytes =
  | { state: 'remote' }
  | { state: 'loading' }
  | { state: 'ready'; previewPath?: string | undefined }
  | { state: 'failed'; error: Error };

/** Fetches the files of a room into the cache, each once however often it is asked for, and tells how far each is. */
export class ReceivedFiles {
  /** Fires with the SHA-256 of a file whose state changed. */
  readonly changes = new Emitter<string>();
  readonly #cache: FileCache;
  readonly #states = new Map<string, FileBytes>();
  readonly #underWay = new Map<string, Promise<Buffer>>();

  constructor(cache: FileCache) {
    this.#cache = cache;
  }

  state(sha256: string): FileBytes {
    return this.#states.get(sha256) ?? { state: 'remote' };
  }

  /**
   * The verified bytes of a file, from the cache or the server.
   *
   * @throws CorruptFileError what came is not what was announced; nothing of it is kept
   * @throws ConnectionError, RequestError it cannot be fetched now
   */
  async fetch(file: Pick<FileInfo, 'id' | 'sha256'>, session: RoomSession | undefined): Promise<Buffer> {
    const underWay = this.#underWay.get(file.sha256);
    if (underWay) return underWay;
    const started = this.#fetch(file, session).finally(() => this.#underWay.delete(file.sha256));
    this.#underWay.set(file.sha256, started);
    return started;
  }

  /** Keeps bytes that this computer already has, such as those of a file that is being sent. */
  async keep(sha256: string, bytes: Buffer): Promise<void> {
    await this.#cache.write(sha256, bytes);
    await this.#ready(sha256, bytes);
  }

  /** Stops fetching a file. One that fits a frame comes in one piece: there is nothing to stop. */
  cancel(sha256: string): void {
    if (this.#underWay.has(sha256)) this.#set(sha256, { state: 'remote' });
  }

  async #fetch(file: Pick<FileInfo, 'id' | 'sha256'>, session: RoomSession | undefined): Promise<Buffer> {
    const cached = await this.#cache.read(file.sha256);
    if (cached) {
      await this.#ready(file.sha256, cached);
      return cached;
    }
    if (!session) throw new ConnectionError('lost', 'not in a room');
    this.#set(file.sha256, { state: 'loading' });
    try {
      const { bytes } = await session.download(file.id);
      await this.#cache.write(file.sha256, bytes);
      await this.#ready(file.sha256, bytes);
      return bytes;
    } catch (cause) {
      const error = cause instanceof Error ? cause : new Error(String(cause));
      // A lost connection says nothing of the file: it can be asked for again.
      this.#set(file.sha256, error instanceof ConnectionError ? { state: 'remote' } : { state: 'failed', error });
      throw error;
    }
  }

  async #ready(sha256: string, bytes: Buffer): Promise<void> {
    if (this.state(sha256).state === 'ready') return;
    const extension = previewExtension(bytes);
    const previewPath = extension === undefined ? undefined : await this.#cache.preview(sha256, extension);
    this.#set(sha256, { state: 'ready', ...(previewPath !== undefined && { previewPath }) });
  }

  #set(sha256: string, state: FileBytes): void {
    this.#states.set(sha256, state);
    this.changes.emit(sha256);
  }
}

/** The file extension under which an image may be shown inside the chat: its size is read from the header, undecoded. */
function previewExtension(bytes: Buffer): string | undefined {
  const kind = rasterKind(bytes);
  if (!kind) return undefined;
  try {
    const { width, height } = imageSize(bytes);
    return width > 0 && height > 0 && width * height <= PREVIEW_PIXELS ? kind.extension : undefined;
  } catch {
    // A header that cannot be read is a picture that cannot be shown.
    return undefined;
  }
}
