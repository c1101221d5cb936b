import * as v from 'valibot';
import { isRecord } from '../../server/protocol/codec.ts';
import { fileSchema } from '../../server/protocol/frames.ts';
import { RequestError } from '../connection/errors.ts';
import type { HttpAnswer, HttpClient, RequestBody } from './httpClient.ts';
import { refusalOf } from './refusal.ts';

/** What is sent, as the creation of an upload tells it ([FL3]). */
export interface UploadDescription {
  /** The idempotency key of the event. */
  id: string;
  room: string;
  name: string;
  sizeBytes: number;
  /** Lower-case hex. */
  sha256: string;
  /** A small raster picture of it, in Base64. */
  thumbnail?: string | undefined;
}

/** How far an upload is: open, with the bytes that the server has for good, or finished, with the event's fields. */
export type UploadStanding =
  { state: 'open'; offsetBytes: number } | { state: 'finished'; event: Record<string, unknown> };

const TUS = { 'tus-resumable': '1.0.0' };
/** The only places that an upload may have: whatever a server answers, a request goes nowhere else. */
const UPLOAD_PATH = /^\/uploads\/[\w.-]{1,128}$/u;

/** The requests of an upload, by tus 1.0.0. Each rejects with ConnectionError, or RequestError where it is refused. */
export class UploadClient {
  readonly #http: HttpClient;

  constructor(http: HttpClient) {
    this.#http = http;
  }

  /** Makes an upload, or finds the one that was made by the same id. */
  async create(upload: UploadDescription): Promise<{ path: string; standing: UploadStanding }> {
    const metadata = {
      room: upload.room,
      filename: upload.name,
      id: upload.id,
      sha256: upload.sha256,
    };
    const pairs = Object.entries(metadata).map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`);
    if (upload.thumbnail !== undefined) pairs.push(`thumbnail ${upload.thumbnail}`);
    const answer = await this.#http.ask({
      method: 'POST',
      path: '/files',
      headers: { ...TUS, 'upload-length': String(upload.sizeBytes), 'upload-metadata': pairs.join(',') },
      body: { sizeBytes: 0, read: () => Promise.resolve(0), onSent: () => undefined },
    });
    if (answer.status !== 201) throw refusalOf(answer);
    const path = answer.headers.location ?? '';
    if (!UPLOAD_PATH.test(path)) throw malformed('no place for the upload');
    return { path, standing: standingOf(answer, upload) };
  }

  async standing(path: string, upload: UploadDescription, signal: AbortSignal): Promise<UploadStanding> {
    const answer = await this.#http.ask({ method: 'HEAD', path, headers: TUS, signal });
    if (answer.status !== 200) throw refusalOf(answer);
    return standingOf(answer, upload);
  }

  /** Adds bytes from `offsetBytes` on; they are on the server's disk when it answers. */
  async append(
    path: string,
    upload: UploadDescription,
    piece: { offsetBytes: number; body: RequestBody; signal: AbortSignal },
  ): Promise<UploadStanding> {
    const answer = await this.#http.ask({
      method: 'PATCH',
      path,
      headers: {
        ...TUS,
        'content-type': 'application/offset+octet-stream',
        'upload-offset': String(piece.offsetBytes),
      },
      body: piece.body,
      signal: piece.signal,
    });
    if (answer.status !== 204 && answer.status !== 200) throw refusalOf(answer);
    return standingOf(answer, upload);
  }

  /** Ends an upload; that there is none any more is as good. */
  async terminate(path: string): Promise<void> {
    const answer = await this.#http.ask({ method: 'DELETE', path, headers: TUS });
    if (![204, 200, 404, 410].includes(answer.status)) throw refusalOf(answer);
  }
}

/** Whether a kept path may be asked for: what is read from disk is looked at like what a server says. */
export function isUploadPath(path: string): boolean {
  return UPLOAD_PATH.test(path);
}

/** Without `file` where the message was deleted before its sender heard of it. */
const eventSchema = v.object({ seq: v.number(), time: v.number(), id: v.string(), file: v.optional(fileSchema) });

function standingOf(answer: HttpAnswer, upload: UploadDescription): UploadStanding {
  const header = answer.headers['room-chat-event'];
  if (typeof header === 'string') {
    const event = parseEvent(header);
    // The place of something else would be shown in this one's.
    if (event?.id !== upload.id || !isOf(event.file, upload)) throw malformed('another event');
    return { state: 'finished', event };
  }
  const offset = /^\d{1,16}$/u.exec(String(answer.headers['upload-offset'] ?? ''))?.[0];
  const offsetBytes = Number(offset);
  if (offset === undefined || offsetBytes > upload.sizeBytes) throw malformed('no offset');
  return { state: 'open', offsetBytes };
}

function isOf(file: { sha256: string; size: number } | undefined, { sha256, sizeBytes }: UploadDescription): boolean {
  return !file || (file.sha256 === sha256 && file.size === sizeBytes);
}

function parseEvent(header: string): v.InferOutput<typeof eventSchema> | undefined {
  try {
    const value: unknown = JSON.parse(header);
    const parsed = v.safeParse(eventSchema, isRecord(value) ? value : undefined);
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}

function malformed(detail: string): RequestError {
  return new RequestError('malformed_answer', detail, 'same_id');
}
