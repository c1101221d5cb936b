import { createHash, type Hash } from 'node:crypto';
import { constants } from 'node:fs';
import { open, statfs, type FileHandle } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { askedWaitMs, backoffMs } from '../connection/backoff.ts';
import { ConnectionError, RequestError } from '../connection/errors.ts';
import { CorruptFileError } from '../files/fileCache.ts';
import { hashFile } from '../files/fileDigest.ts';
import { DownloadError } from './downloadError.ts';
import { failure, type HttpClient } from './httpClient.ts';
import { ProgressMeter, type Progress } from './progressMeter.ts';
import { refusalOf } from './refusal.ts';

/** Room that a download leaves on the disk. */
const DISK_RESERVE_BYTES = 64 * 1024 * 1024;
/** Answers in a row that bring a download no further, after which the server is not asked any more. */
const MOST_IDLE_ANSWERS = 8;

export interface DownloadOptions {
  http: HttpClient;
  /** The file's id at the server. */
  fileId: string;
  /** Lower-case hex. */
  sha256: string;
  /** Announced; whatever else comes is not the file. Where it is not known, what the server says. */
  sizeBytes?: number | undefined;
  /** A larger file is not fetched, in bytes. */
  limitBytes: number;
  /** Where the bytes go; it may hold the beginning of them already. */
  partPath: string;
  /** Resolves when there is a connection; rejects where there will be none. */
  online: () => Promise<void>;
  /** The token is not good: gets another one by connecting anew; false where that does not help. */
  renewToken: () => boolean;
  onProgress: (progress: Progress) => void;
  signal: AbortSignal;
  random?: () => number;
}

/**
 * Fetches a stored file to disk, however often the connection is lost on the way, and goes on where it stopped. Resolves
 * with its size once all bytes are there and their SHA-256 is the announced one.
 *
 * @throws CorruptFileError what came is not what was announced
 * @throws DownloadError, RequestError, ConnectionError, or what the signal gives as its reason
 */
export async function download(options: DownloadOptions): Promise<number> {
  const flags = constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW;
  const part = await open(options.partPath, flags, 0o600);
  try {
    return await new Download(part, options).run();
  } catch (error) {
    throw isDiskFull(error) ? new DownloadError('disk_full', { cause: error }) : error;
  } finally {
    await part.close();
  }
}

class Download {
  readonly #part: FileHandle;
  readonly #options: DownloadOptions;
  #meter: ProgressMeter | undefined;
  #hash: Hash = createHash('sha256');
  /** Bytes that are in the part, and in the hash. */
  #have = 0;
  /** Bytes of the whole file, once they are known. */
  #total: number | undefined;
  #failures = 0;
  #idleAnswers = 0;

  constructor(part: FileHandle, options: DownloadOptions) {
    this.#part = part;
    this.#options = options;
  }

  async run(): Promise<number> {
    const { sizeBytes, sha256 } = this.#options;
    if (sizeBytes !== undefined) await this.#expect(sizeBytes);
    this.#have = await hashFile(this.#part, this.#hash);
    const isResumed = this.#have > 0;
    await this.#fetchAll();
    if (this.#isRight(sha256)) return this.#have;
    if (!isResumed) throw new CorruptFileError();
    // What an earlier window left may be what is wrong.
    await this.#restart();
    await this.#fetchAll();
    if (!this.#isRight(sha256)) throw new CorruptFileError();
    return this.#have;
  }

  #isRight(sha256: string): boolean {
    return this.#have === this.#total && this.#hash.copy().digest('hex') === sha256;
  }

  async #fetchAll(): Promise<void> {
    const { signal } = this.#options;
    while (this.#total === undefined || this.#have < this.#total) {
      signal.throwIfAborted();
      const before = this.#have;
      try {
        await this.#options.online();
        await this.#fetchRest();
      } catch (error) {
        signal.throwIfAborted();
        if (this.#have > before) this.#failures = this.#idleAnswers = 0;
        const waitMs = this.#afterFailure(error);
        if (waitMs === undefined) throw error;
        this.#meter?.pause();
        await delay(waitMs, undefined, { signal }).catch(() => signal.throwIfAborted());
      }
    }
  }

  async #expect(total: number): Promise<void> {
    const { limitBytes, onProgress, partPath } = this.#options;
    if (total > limitBytes) throw new DownloadError('too_large_to_read');
    const { bavail, bsize } = await statfs(path.dirname(partPath));
    const missing = total - (await this.#part.stat()).size;
    // A server may announce anything: it is not found out by filling the disk.
    if (missing + DISK_RESERVE_BYTES > bavail * bsize) throw new DownloadError('disk_full');
    this.#total = total;
    this.#meter = new ProgressMeter(total, onProgress);
  }

  /** Asks for what is missing, and takes what comes until it is all there, or the connection ends. */
  async #fetchRest(): Promise<void> {
    const { http, fileId, sha256, signal } = this.#options;
    const from = this.#have;
    const etag = `"${sha256}"`;
    const response = await http.open({
      method: 'GET',
      path: `/files/${encodeURIComponent(fileId)}`,
      headers: {
        'accept-encoding': 'identity',
        ...(from > 0 && { range: `bytes=${from}-`, 'if-range': etag }),
      },
      signal,
    });
    try {
      await this.#take(response, etag);
    } catch (error) {
      throw isDiskFull(error) || error instanceof DownloadError || error instanceof CorruptFileError
        ? error
        : failure(error, signal);
    } finally {
      response.destroy();
    }
    if (this.#have > from) return;
    this.#idleAnswers += 1;
    if (this.#idleAnswers > MOST_IDLE_ANSWERS) throw malformed('the download comes no further');
  }

  async #take(response: IncomingMessage, etag: string): Promise<void> {
    const { headers, statusCode: status = 0 } = response;
    if (status === 416 && this.#have > 0) {
      // More is there than the file has: it is not the beginning of it.
      await this.#restart();
      return;
    }
    if (status !== 200 && status !== 206) throw refusalOf({ status, headers, body: await readSome(response) });
    if (headers.etag !== etag || (headers['content-encoding'] ?? 'identity') !== 'identity')
      throw new CorruptFileError();
    if (status === 200 && this.#have > 0) await this.#restart();
    const range = /^bytes (?<from>\d{1,16})-(?<to>\d{1,16})\/(?<total>\d{1,16})$/u.exec(headers['content-range'] ?? '');
    const length = /^\d{1,16}$/u.test(headers['content-length'] ?? '') ? Number(headers['content-length']) : NaN;
    const total = status === 206 ? Number(range?.groups?.['total']) : length;
    const from = status === 206 ? Number(range?.groups?.['from']) : 0;
    if (!Number.isSafeInteger(total) || from !== this.#have || length !== total - from)
      throw malformed('no such range');
    if (this.#total === undefined) await this.#expect(total);
    if (total !== this.#total) throw new CorruptFileError();
    this.#meter?.begin(this.#have);
    for await (const chunk of response as AsyncIterable<Buffer>) {
      if (this.#have + chunk.length > total) throw new CorruptFileError();
      await this.#keep(chunk);
      this.#meter?.moved(this.#have);
    }
    if (this.#have < total) throw new ConnectionError('lost', 'cut off');
  }

  async #keep(chunk: Buffer): Promise<void> {
    let written = 0;
    while (written < chunk.length) {
      const rest = chunk.length - written;
      written += (await this.#part.write(chunk, written, rest, this.#have + written)).bytesWritten;
    }
    // Taken from what came, not from what the disk gives back: spoilt there, it is found out when it is read.
    this.#hash.update(chunk);
    this.#have += chunk.length;
    letGo(chunk);
  }

  async #restart(): Promise<void> {
    await this.#part.truncate(0);
    this.#hash = createHash('sha256');
    this.#have = 0;
  }

  /** How long to wait before it goes on, in milliseconds; `undefined` where it does not. */
  #afterFailure(error: unknown): number | undefined {
    const random = this.#options.random ?? Math.random;
    if (error instanceof ConnectionError) {
      if (['certificate', 'not_a_room_server', 'ended'].includes(error.code)) return undefined;
      this.#failures += 1;
      return backoffMs(this.#failures, random);
    }
    if (!(error instanceof RequestError)) return undefined;
    if (typeof error.retry === 'number') return askedWaitMs(error.retry);
    if (error.code === 'bad_token' && this.#options.renewToken()) return backoffMs(1, random);
    return undefined;
  }
}

/**
 * Frees the bytes of a chunk that nothing else looks at, since it is all of its buffer. The collector would come for them
 * only after 64 MiB of them: they weigh nothing in the heap that it watches.
 */
function letGo({ buffer, byteLength }: Buffer): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
}

/** The beginning of a refusal's body, which is short where a room server wrote it. */
async function readSome(response: IncomingMessage): Promise<Buffer> {
  let body = Buffer.alloc(0);
  for await (const chunk of response as AsyncIterable<Buffer>) {
    body = Buffer.concat([body, chunk]);
    if (body.length > 16_384) break;
  }
  return body;
}

function isDiskFull(error: unknown): boolean {
  return error instanceof Error && ['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '');
}

function malformed(detail: string): RequestError {
  return new RequestError('malformed_answer', detail, 'same_id');
}
