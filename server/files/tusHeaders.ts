import type { IncomingHttpHeaders } from 'node:http';
import { FILE_NAME_BYTES, ID_CHARACTERS } from '../protocol/limits.ts';
import { normalizeFileName } from '../protocol/names.ts';
import type { Thumbnail } from '../store/transferOperations.ts';
import { roomName } from '../verbs/verb.ts';
import { decodeBase64 } from './base64.ts';
import { refusal } from './httpError.ts';
import { checkThumbnail } from './thumbnail.ts';

export const TUS_VERSION = '1.0.0';
export const TUS_EXTENSIONS = 'creation,creation-with-upload,termination,expiration,checksum';
export const CHECKSUM_ALGORITHMS = ['sha256', 'sha1'] as const;
export const OFFSET_TYPE = 'application/offset+octet-stream';

/** What a client says of a file before it sends it ([FL3]). */
export interface UploadMetadata {
  room: { name: string; key: string };
  clientId: string;
  name: string;
  mediaType: string;
  sha256?: string | undefined;
  replyTo?: number | undefined;
  thumbnail?: Thumbnail | undefined;
}

export interface Checksum {
  algorithm: (typeof CHECKSUM_ALGORITHMS)[number];
  digest: Buffer;
}

/** @throws HttpError 412 */
export function requireTus(headers: IncomingHttpHeaders): void {
  if (headers['tus-resumable'] === TUS_VERSION) return;
  throw refusal(412, `This server speaks tus ${TUS_VERSION}: send "Tus-Resumable: ${TUS_VERSION}".`, {
    'Tus-Version': TUS_VERSION,
  });
}

/** @throws HttpError 415 */
export function requireOffsetType(headers: IncomingHttpHeaders): void {
  if (headers['content-type'] === OFFSET_TYPE) return;
  throw refusal(415, `The bytes of an upload have the type ${OFFSET_TYPE}.`);
}

/** A whole number of bytes in a header. @throws HttpError 400 */
export function byteCount(headers: IncomingHttpHeaders, name: 'upload-length' | 'upload-offset'): number {
  const value = headers[name];
  const count = typeof value === 'string' && /^\d{1,16}$/u.test(value) ? Number(value) : NaN;
  if (!Number.isSafeInteger(count)) {
    const shown = name === 'upload-length' ? 'Upload-Length' : 'Upload-Offset';
    throw refusal(400, `The header ${shown} has to be there, and be a number of bytes.`);
  }
  return count;
}

/** The checksum of one request's bytes. @throws HttpError 400 */
export function readChecksum(headers: IncomingHttpHeaders): Checksum | undefined {
  const value = headers['upload-checksum'];
  if (value === undefined) return undefined;
  const [name, encoded = ''] = String(value).split(' ');
  const algorithm = CHECKSUM_ALGORITHMS.find((known) => known === name);
  if (!algorithm) throw refusal(400, `Upload-Checksum is by one of: ${CHECKSUM_ALGORITHMS.join(', ')}.`);
  const digest = decodeBase64(encoded, 'The digest in Upload-Checksum');
  if (digest.length !== (algorithm === 'sha256' ? 32 : 20)) {
    throw refusal(400, `The digest in Upload-Checksum is not one of ${algorithm}.`);
  }
  return { algorithm, digest };
}

/**
 * The media type is there only where the client said a usable one.
 * @throws HttpError 400, ProtocolError `bad_request`, `bad_name`, `too_large`
 */
export function readMetadata(
  headers: IncomingHttpHeaders,
): Omit<UploadMetadata, 'mediaType'> & { mediaType: string | undefined } {
  const values = pairs(headers['upload-metadata']);
  const text = (key: string): string | undefined => {
    const bytes = values.get(key);
    return bytes && decodeText(bytes, key);
  };
  const room = text('room');
  if (room === undefined) throw refusal(400, 'Upload-Metadata has to name the "room".');
  const clientId = text('id');
  if (clientId === undefined || clientId === '' || clientId.length > ID_CHARACTERS) {
    throw refusal(400, `Upload-Metadata has to have an "id" of 1 to ${ID_CHARACTERS} characters.`);
  }
  const rawName = text('filename');
  if (rawName === undefined || Buffer.byteLength(rawName) > 4 * FILE_NAME_BYTES) {
    throw refusal(400, 'Upload-Metadata has to have a "filename" of no absurd length.');
  }
  const name = normalizeFileName(rawName);
  const sha256 = text('sha256');
  if (sha256 !== undefined && !/^[0-9a-f]{64}$/u.test(sha256)) {
    throw refusal(400, 'The "sha256" in Upload-Metadata has to be lower-case hex.');
  }
  const replyTo = text('replyTo');
  if (replyTo !== undefined && !/^[1-9]\d{0,14}$/u.test(replyTo)) {
    throw refusal(400, 'The "replyTo" in Upload-Metadata has to be a seq.');
  }
  const thumbnail = values.get('thumbnail');
  return {
    room: roomName(room),
    clientId,
    name,
    mediaType: mediaTypeFrom(text('filetype')),
    ...(sha256 !== undefined && { sha256 }),
    ...(replyTo !== undefined && { replyTo: Number(replyTo) }),
    ...(thumbnail && { thumbnail: checkThumbnail(thumbnail) }),
  };
}

/** As a client sees it again in `HEAD`; without the thumbnail, which not every client takes in a header. */
export function writeMetadata(upload: {
  room: { name: string };
  clientId: string;
  name: string;
  mediaType: string;
  sha256?: string | undefined;
  replyTo?: number | undefined;
}): string {
  const { room, clientId: id, name: filename, mediaType: filetype, sha256, replyTo } = upload;
  const values = { room: room.name, id, filename, filetype, sha256, replyTo };
  return Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key} ${Buffer.from(String(value)).toString('base64')}`)
    .join(',');
}

function pairs(header: string | string[] | undefined): Map<string, Buffer> {
  const values = new Map<string, Buffer>();
  if (header === undefined || header === '') return values;
  for (const pair of String(header).split(',')) {
    const [key = '', encoded = '', ...rest] = pair.trim().split(' ');
    if (!/^[!-~]+$/u.test(key) || rest.length > 0 || values.has(key)) {
      throw refusal(400, 'Upload-Metadata is a list of keys, each once, with values in Base64.');
    }
    values.set(key, decodeBase64(encoded, `The value of "${key.slice(0, 32)}" in Upload-Metadata`));
  }
  return values;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decodeText(bytes: Buffer, key: string): string {
  try {
    return utf8.decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw refusal(400, `The value of "${key}" in Upload-Metadata has to be UTF-8.`);
  }
}

/** What a client says of its file counts where it is a media type at all, and says something. */
function mediaTypeFrom(given: string | undefined): string | undefined {
  const type = given?.toLowerCase().split(';')[0]?.trim();
  if (type === undefined || type.length > 127 || type === 'application/octet-stream') return undefined;
  return /^[a-z0-9][\w!#$&^.+-]*\/[a-z0-9][\w!#$&^.+-]*$/u.test(type) ? type : undefined;
}
