import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import { ProtocolError } from '../protocol/errors.ts';
import { UNFINISHED_UPLOADS } from '../protocol/limits.ts';
import type { FileInfo } from '../protocol/model.ts';
import { newId, type Random } from '../random.ts';
import { ask } from '../store/ask.ts';
import type { BlobStore } from '../store/blobStore.ts';
import type { MessageStore } from '../store/messageStore.ts';
import type { Actor, AppendOutput, EventJson, FileQuotas, Operations } from '../store/operations.ts';
import type { CreateUploadOutput, FinishedUpload, UploadRow } from '../store/transferOperations.ts';
import { IMAGE_HEADER_BYTES, imagePixels } from './imagePixels.ts';
import { refusal } from './httpError.ts';
import type { PartialFiles } from './partialFiles.ts';
import type { UploadMetadata } from './tusHeaders.ts';
import { Upload, type UploadDeps } from './upload.ts';
import { UploadExpiry } from './uploadExpiry.ts';

/** What the end of an upload tells of its event ([FL3]); no `file` once it was deleted. */
export interface UploadResult {
  room: string;
  seq: number;
  time: number;
  id: string;
  file?: FileInfo | undefined;
}

export type UploadEnd = 'finished' | 'deduplicated' | 'cancelled' | 'expired' | 'mismatched';

export interface UploadsDeps {
  store: MessageStore;
  blobs: BlobStore;
  partials: PartialFiles;
  clock: Clock;
  random: Random;
  log: Logger;
  quotas: FileQuotas;
  /** How long an upload that nothing comes for is kept. */
  expiresMs: number;
  /** Called within the store's settling of the commit, so that the order of seq is kept ([MSG5]). */
  onPosted: (roomKey: string, event: EventJson) => void;
  onEnd: (end: UploadEnd) => void;
  onBytes: (count: number) => void;
}

/** All uploads that are not finished, and how they come and go ([FL3]). */
export class Uploads {
  readonly #deps: UploadsDeps;
  readonly #open = new Map<string, Upload>();
  readonly #expiry: UploadExpiry;
  #creating: Promise<unknown> = Promise.resolve();

  constructor(deps: UploadsDeps) {
    this.#deps = deps;
    this.#expiry = new UploadExpiry({
      ...deps,
      open: () => this.#open.values(),
      remove: (upload) => this.#remove(upload, 'expired'),
    });
  }

  get unfinished(): number {
    return this.#open.size;
  }

  get receiving(): number {
    let count = 0;
    for (const upload of this.#open.values()) if (upload.isReceiving) count += 1;
    return count;
  }

  /** Bytes of the disk that were promised and are not there yet. */
  get promisedBytes(): number {
    let bytes = 0;
    for (const upload of this.#open.values()) bytes += upload.outstanding;
    return bytes;
  }

  /** Takes up what an earlier process left. Only before the server listens. @returns stray files that were removed */
  async load(): Promise<number> {
    const { partials, clock } = this.#deps;
    const rows = await ask(this.#deps.store, 'uploads', {});
    for (const row of rows) {
      const { size, lastByte } = partials.stat(row.id);
      const idleMs = Math.max(0, clock.now() - Math.max(row.created, lastByte));
      this.#open.set(row.id, this.#upload(row, size, idleMs));
    }
    return partials.sweep(new Set(rows.map(({ id }) => id)));
  }

  /** Begins to expire what is abandoned. */
  start(): void {
    this.#expiry.start();
  }

  /** Ends what runs, with all that came made safe ([LV5]). Idempotent. */
  async close(): Promise<void> {
    this.#expiry.close();
    await this.#creating.catch(() => undefined);
    await Promise.allSettled(Array.from(this.#open.values(), async (upload) => (await upload.take()).end()));
  }

  /** When an upload expires, if nothing comes for it; a new one, or one that is just finished, where none is named. */
  expiryOf(upload?: Upload): number {
    return this.#deps.clock.now() + this.#deps.expiresMs - (upload?.idleMs ?? 0);
  }

  /**
   * Makes an upload, finds the one that was made by the same request before, or posts bytes that are here already.
   * @throws ProtocolError `not_found`, `not_joined`, `id_conflict`, `quota_exceeded`, `storage_full`, `storage_failed`
   */
  async create(
    actor: Actor,
    metadata: UploadMetadata,
    length: number,
  ): Promise<{ upload: Upload } | { id: string; result: UploadResult }> {
    const isStored = await this.#isAtHand(actor, metadata.sha256, length);
    // One after the other: each has to know what the disk was promised before it.
    const making = this.#creating.then(() => this.#create(actor, metadata, length, isStored));
    this.#creating = making.catch(() => undefined);
    const made = await making;
    if ('result' in made) await this.#settle(made.id);
    return made;
  }

  /** One that is not finished. */
  find(id: string, actor: Actor): Upload | undefined {
    const upload = this.#open.get(id);
    return upload?.row.actor.holder === actor.holder ? upload : undefined;
  }

  /** One that is. @throws ProtocolError `not_found` */
  async finished(id: string, actor: Actor): Promise<{ length: number; expires: number; result: UploadResult }> {
    const done: FinishedUpload = await ask(this.#deps.store, 'finishedUpload', { id, holder: actor.holder });
    const { room, seq, time, clientId, file, length } = done;
    const expires = done.finished + this.#deps.expiresMs;
    if (expires <= this.#deps.clock.now()) {
      throw new ProtocolError('not_found', 'There is no such upload, or it has expired.');
    }
    return { length, expires, result: { room, seq, time, id: clientId, ...(file && { file }) } };
  }

  /**
   * Posts an upload whose bytes are all here. Call it with a turn.
   * @throws HttpError 460, ProtocolError `id_conflict`, `storage_full`, `storage_failed`
   */
  async finish(upload: Upload): Promise<UploadResult> {
    const { row } = upload;
    const sha256 = await upload.sha256();
    if (row.sha256 !== undefined && row.sha256 !== sha256) {
      await this.#remove(upload, 'mismatched');
      throw refusal(460, 'The bytes that came are not those of "sha256"; none was kept and nothing was posted.');
    }
    const pixels = imagePixels(await upload.head(IMAGE_HEADER_BYTES));
    const { blobs, partials, clock, random } = this.#deps;
    const { release } = await blobs.adopt(partials.path(row.id), sha256, row.length);
    try {
      const fileId = newId(random, 'f');
      const append = await this.#post(
        'finishUpload',
        { id: row.id, fileId, sha256, pixels, now: clock.now() },
        row.room,
      );
      await this.#forget(upload, 'finished');
      return resultOf(row.room.name, row.clientId, append);
    } catch (error) {
      if (error instanceof ProtocolError && !isPassing(error)) await this.#remove(upload, 'cancelled');
      release();
      this.#discardUnreferenced(sha256);
      throw error;
    } finally {
      release();
    }
  }

  /** Ends an upload for good: its bytes and what was reserved for it are free again. Call it with a turn. */
  async cancel(upload: Upload): Promise<void> {
    await this.#remove(upload, 'cancelled');
  }

  /**
   * Whether these bytes need not be sent. What a disk has spoilt is not handed on: they come again, which mends it. Only
   * of what this user may see: how long the answer takes tells nothing of others' files.
   */
  async #isAtHand(actor: Actor, sha256: string | undefined, size: number): Promise<boolean> {
    if (sha256 === undefined) return false;
    const isSeen = await ask(this.#deps.store, 'seesBytes', { holder: actor.holder, sha256, size });
    return isSeen && (await this.#deps.blobs.isWhole(sha256, size));
  }

  async #create(
    actor: Actor,
    metadata: UploadMetadata,
    length: number,
    stored: boolean,
  ): Promise<{ upload: Upload } | { id: string; result: UploadResult }> {
    const { blobs, random, clock, quotas } = this.#deps;
    const { room, sha256, ...rest } = metadata;
    const fits = length === 0 || (await blobs.freeBytes()) >= length;
    const input = {
      ...rest,
      id: newId(random, 't'),
      fileId: newId(random, 'f'),
      actor,
      roomKey: room.key,
      length,
      sha256,
      stored,
      fits,
      quotas,
      maxUnfinished: UNFINISHED_UPLOADS,
      now: clock.now(),
    };
    const made = await this.#post('createUpload', input, room);
    switch (made.kind) {
      case 'created': {
        const upload = this.#upload(made.upload, 0, 0);
        this.#open.set(upload.row.id, upload);
        return { upload };
      }
      case 'existing': {
        const upload = this.#open.get(made.id);
        if (!upload) throw new ProtocolError('internal', 'The upload is not there.', { retry: 'same_id' });
        return { upload };
      }
      case 'posted':
        if (made.append.event !== undefined) this.#deps.onEnd('deduplicated');
        return { id: made.id, result: resultOf(made.room.name, metadata.clientId, made.append) };
    }
  }

  /** The same may have been under way, and its event be there by another way: whatever request still adds to it ends. */
  async #settle(id: string): Promise<void> {
    const open = this.#open.get(id);
    if (!open) return;
    const turn = await open.take().catch((error: unknown) => {
      if (this.#open.has(id)) throw error;
      return undefined;
    });
    try {
      await this.#forget(open, 'deduplicated');
    } finally {
      turn?.end();
    }
  }

  async #remove(upload: Upload, end: UploadEnd): Promise<void> {
    await ask(this.#deps.store, 'dropUploads', { ids: [upload.row.id] });
    await this.#forget(upload, end);
  }

  async #forget(upload: Upload, end: UploadEnd): Promise<void> {
    const { id } = upload.row;
    if (!this.#open.delete(id)) return;
    upload.retire();
    this.#deps.onEnd(end);
    try {
      await this.#deps.partials.remove(id);
    } catch (error) {
      // The next start removes it.
      this.#deps.log.warn({ err: error }, 'partial_remove');
    }
  }

  /** Within the settling: a moment later, whoever stored the same bytes meanwhile may hold them no more. */
  #discardUnreferenced(sha256: string): void {
    this.#deps.store.submit('unreferenced', { sha256: [sha256] }, (outcome) => {
      if (outcome.ok) for (const orphan of outcome.value) this.#deps.blobs.discard(orphan);
    });
  }

  #upload(row: UploadRow, size: number, idleMs: number): Upload {
    const { partials, clock, onBytes } = this.#deps;
    const deps: UploadDeps = {
      partials,
      clock,
      onBytes,
      mark: async (id, checked) => {
        await ask(this.#deps.store, 'markUpload', { id, checked });
      },
    };
    return new Upload(row, deps, size, idleMs);
  }

  /** As `ask`, and tells the room while the commit settles. */
  async #post<N extends 'createUpload' | 'finishUpload'>(
    name: N,
    input: Operations[N]['input'],
    room: { key: string },
  ): Promise<Operations[N]['output']> {
    return await new Promise((resolve, reject) => {
      this.#deps.store.submit(name, input, (outcome) => {
        if (!outcome.ok) {
          reject(outcome.error);
          return;
        }
        const event = eventOf(outcome.value);
        if (event !== undefined) this.#deps.onPosted(room.key, event);
        resolve(outcome.value);
      });
    });
  }
}

function eventOf(value: CreateUploadOutput | AppendOutput): EventJson | undefined {
  if (!('kind' in value)) return value.event;
  return value.kind === 'posted' ? value.append.event : undefined;
}

function resultOf(room: string, id: string, { seq, time, file }: AppendOutput): UploadResult {
  return { room, seq, time, id, ...(file && { file }) };
}

/** Whether the same may work later: then the upload stays. */
function isPassing(error: ProtocolError): boolean {
  return error.retry !== 'no';
}
