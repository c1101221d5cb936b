import { setTimeout as delay } from 'node:timers/promises';
import { askedWaitMs, backoffMs } from '../connection/backoff.ts';
import { ConnectionError, RequestError } from '../connection/errors.ts';
import type { ProgressMeter } from './progressMeter.ts';
import { isUploadPath, type UploadClient, type UploadDescription, type UploadStanding } from './uploadClient.ts';
import { UploadSource, type FileState } from './uploadSource.ts';

/** Bytes of one request: a server that answers has them for good, so no more than these are sent again. */
const PIECE_BYTES = 64 * 1024 * 1024;
/** Answers in a row that bring an upload no further, after which the server is not asked any more. */
const MOST_IDLE_ANSWERS = 8;
/** Refusals that another request may not meet: what the server has is looked at anew. */
const LOOK_AGAIN: ReadonlySet<string> = new Set(['offset_conflict', 'locked', 'rate_limited']);
/** There is no such upload any more. */
const NO_UPLOAD: ReadonlySet<string> = new Set(['not_found', 'gone']);

export interface UploadOptions {
  client: UploadClient;
  file: FileState;
  upload: Omit<UploadDescription, 'sha256'>;
  /** What an earlier attempt found out; see `note`. */
  known: { sha256?: string | undefined; uploadPath?: string | undefined };
  meter: ProgressMeter;
  /** Ends it; it rejects with the signal's reason. */
  signal: AbortSignal;
  /** Keeps what the next attempt needs to know, over a reload too. */
  note: (known: { sha256?: string; uploadPath?: string | undefined }) => Promise<void>;
  random?: () => number;
}

/**
 * Brings a file of this computer to the server, however often the connection is lost on the way, and answers with the
 * fields of its event. Sends no byte again that the server has for good.
 *
 * @throws SourceError the file is not there, or not what was shared
 * @throws RequestError what the server refuses for good
 * @throws ConnectionError `certificate`, `not_a_room_server`: nobody there with whom to go on
 */
export async function upload(options: UploadOptions): Promise<Record<string, unknown>> {
  const source = await UploadSource.open(options.file);
  try {
    return await new Upload(source, options).run();
  } finally {
    await source.close();
  }
}

class Upload {
  readonly #source: UploadSource;
  readonly #options: UploadOptions;
  #path: string | undefined;
  /** The furthest that the server said it has come. */
  #furthest = -1;
  /** Answers, and failures of the connection, since then. */
  #idleAnswers = 0;
  #failures = 0;
  #isSecondTry = false;

  constructor(source: UploadSource, options: UploadOptions) {
    this.#source = source;
    this.#options = options;
    const { uploadPath } = options.known;
    if (uploadPath !== undefined && isUploadPath(uploadPath)) this.#path = uploadPath;
  }

  async run(): Promise<Record<string, unknown>> {
    const { signal, meter } = this.#options;
    const description = { ...this.#options.upload, sha256: await this.#sha256() };
    let standing: UploadStanding | undefined;
    for (;;) {
      signal.throwIfAborted();
      try {
        standing ??= await this.#find(description);
        if (standing.state === 'finished') return standing.event;
        this.#look(standing.offsetBytes);
        standing = await this.#append(description, standing.offsetBytes);
      } catch (error) {
        signal.throwIfAborted();
        // Where it stands is asked before anything is sent again.
        standing = undefined;
        const waitMs = await this.#afterFailure(error);
        if (waitMs === undefined) throw error;
        meter.pause();
        if (waitMs > 0) await delay(waitMs, undefined, { signal }).catch(() => signal.throwIfAborted());
      }
    }
  }

  async #sha256(): Promise<string> {
    const { known, meter, signal, note } = this.#options;
    if (known.sha256 !== undefined) return known.sha256;
    meter.begin(0, { preparing: true });
    const sha256 = await this.#source.digest((bytes) => meter.moved(bytes), signal);
    await note({ sha256 });
    return sha256;
  }

  async #find(description: UploadDescription): Promise<UploadStanding> {
    const { client, note, signal } = this.#options;
    if (this.#path !== undefined) return client.standing(this.#path, description, signal);
    // Not ended by the signal: what the server makes now has to be known, so that it can be taken back.
    const { path, standing } = await client.create(description);
    this.#path = path;
    await note({ uploadPath: path });
    return standing;
  }

  #look(offsetBytes: number): void {
    if (offsetBytes > this.#furthest) {
      this.#furthest = offsetBytes;
      this.#idleAnswers = 0;
      this.#failures = 0;
      return;
    }
    this.#idleAnswers += 1;
    if (this.#idleAnswers > MOST_IDLE_ANSWERS) {
      throw new RequestError('malformed_answer', 'the upload comes no further', 'same_id');
    }
  }

  async #append(description: UploadDescription, offsetBytes: number): Promise<UploadStanding> {
    const { client, meter, signal } = this.#options;
    await this.#source.verify();
    meter.begin(offsetBytes);
    const body = {
      sizeBytes: Math.min(PIECE_BYTES, this.#source.sizeBytes - offsetBytes),
      read: async (into: Buffer, position: number) => {
        const filled = await this.#source.read(into, offsetBytes + position);
        // Looked at before the last byte of a piece leaves: what was changed under way never becomes whole over there.
        if (position + filled === body.sizeBytes) await this.#source.verify();
        return filled;
      },
      onSent: (bytes: number) => meter.moved(offsetBytes + bytes),
    };
    return client.append(this.#path ?? '', description, { offsetBytes, body, signal });
  }

  /** How long to wait before it goes on, in milliseconds; `undefined` where it does not. */
  async #afterFailure(error: unknown): Promise<number | undefined> {
    if (error instanceof ConnectionError) {
      if (error.code === 'certificate' || error.code === 'not_a_room_server') return undefined;
      this.#failures += 1;
      return backoffMs(this.#failures, this.#options.random ?? Math.random);
    }
    if (!(error instanceof RequestError)) return undefined;
    if (error.code === 'checksum_mismatch' || NO_UPLOAD.has(error.code)) return this.#startOver(error);
    if (!LOOK_AGAIN.has(error.code)) return undefined;
    this.#idleAnswers += 1;
    if (this.#idleAnswers > MOST_IDLE_ANSWERS && error.code !== 'rate_limited') return undefined;
    return typeof error.retry === 'number'
      ? askedWaitMs(error.retry)
      : backoffMs(1, this.#options.random ?? Math.random);
  }

  /** Once: bytes that were spoilt on the way, or an upload that expired meanwhile, may come through the second time. */
  async #startOver(error: RequestError): Promise<number | undefined> {
    if (error.code === 'checksum_mismatch') {
      // What was shared is not there any more: that is the reason, and no second try mends it.
      await this.#source.verify();
    }
    const isUnknownRoom = this.#path === undefined;
    if (this.#isSecondTry || isUnknownRoom) return undefined;
    this.#isSecondTry = true;
    this.#path = undefined;
    this.#furthest = -1;
    await this.#options.note({ uploadPath: undefined });
    return 0;
  }
}
