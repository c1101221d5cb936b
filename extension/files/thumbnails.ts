import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, open, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { THUMBNAIL_BYTES } from '../../server/protocol/limits.ts';
import { failureFields, type Logger } from '../log.ts';
import { sizeOf, type Shareable, type ShareableContent } from '../sharing/shareable.ts';
import { picturePreview, rasterKind } from './fileKinds.ts';

/** Smaller images are fetched whole by everybody. */
const LEAST_BYTES = 64 * 1024;
/** Larger ones go without a small picture. */
const MOST_BYTES = 64 * 1024 * 1024;
/** Of the beginning of a file, enough for the header of every kind that is drawn. */
const HEADER_BYTES = 256 * 1024;
/** A panel that is busy or gone must not hold up the file. */
const PATIENCE_MS = 4_000;

export interface ThumbnailsOptions {
  /** A folder from which the panel may show pictures. */
  folder: string;
  /** Asks a panel that is in view for a small picture of the image at `file`; false where there is none. */
  ask(file: string, requestId: number): boolean;
  log: Logger;
}

/** Small pictures of images that are about to be shared, drawn by the sender's own panel: Node decodes no images. */
export class Thumbnails {
  readonly #options: ThumbnailsOptions;
  readonly #asked = new Map<number, (picture: Buffer | undefined) => void>();
  #requests = 0;

  constructor(options: ThumbnailsOptions) {
    this.#options = options;
  }

  /** A small picture within the limits of the protocol ([FL7]); none where there is no panel to draw it. */
  async of(shareable: Shareable): Promise<Buffer | undefined> {
    const size = sizeOf(shareable);
    if (size < LEAST_BYTES || size > MOST_BYTES) return undefined;
    try {
      return await this.#make(shareable.content);
    } catch (error) {
      this.#options.log.warn('thumbnail.failed', failureFields(error));
      return undefined;
    }
  }

  /** Takes the panel's answer; one that nobody waits for, or that is none, counts as no picture. */
  answer(requestId: number, data: string | undefined): void {
    const bytes = data === undefined ? undefined : Buffer.from(data, 'base64');
    const fits = bytes && bytes.byteLength <= THUMBNAIL_BYTES && rasterKind(bytes);
    this.#asked.get(requestId)?.(fits ? bytes : undefined);
  }

  async #make(content: ShareableContent): Promise<Buffer | undefined> {
    const preview = picturePreview(await beginningOf(content));
    if (!preview) return undefined;
    const { folder } = this.#options;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    // The panel sees that folder only, and the file may lie anywhere.
    const file = path.join(folder, `${randomUUID()}.${preview.extension}`);
    try {
      if (content.kind === 'bytes') await writeFile(file, content.bytes, { flag: 'wx', mode: 0o600 });
      else await copyFile(content.path, file);
      return await this.#ask(file);
    } finally {
      await rm(file, { force: true });
    }
  }

  async #ask(file: string): Promise<Buffer | undefined> {
    const requestId = (this.#requests += 1);
    const { promise, resolve } = Promise.withResolvers<Buffer | undefined>();
    this.#asked.set(requestId, resolve);
    const timer = setTimeout(() => resolve(undefined), PATIENCE_MS);
    try {
      return this.#options.ask(file, requestId) ? await promise : undefined;
    } finally {
      clearTimeout(timer);
      this.#asked.delete(requestId);
    }
  }
}

async function beginningOf(content: ShareableContent): Promise<Buffer> {
  if (content.kind === 'bytes') return content.bytes.subarray(0, HEADER_BYTES);
  const handle = await open(content.path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
