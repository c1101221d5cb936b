import type { FileHandle } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { ProtocolError } from '../protocol/errors.ts';
import type { FileInfo } from '../protocol/model.ts';
import { ask } from '../store/ask.ts';
import { type ByteRange, byteRange, namesTag } from './byteRange.ts';
import type { FilesDeps, UploadFileRequest } from './fileRequest.ts';
import { refusal } from './httpError.ts';
import { sendBytes } from './sendBytes.ts';

/** `GET` and `HEAD /files/<id>` ([FL4]). */
export async function getFile(deps: FilesDeps, { request, response, actor, id }: UploadFileRequest): Promise<void> {
  const file = await ask(deps.store, 'visibleFile', { id, holder: actor.holder });
  const etag = `"${file.sha256}"`;
  const headers = {
    'Content-Type': file.mediaType,
    'Content-Disposition': attachment(file.name),
    'Accept-Ranges': 'bytes',
    ...guarded(etag),
  };
  if (namesTag(request.headers['if-none-match'], etag)) {
    response.writeHead(304, headers);
    response.end();
    return;
  }
  const range = request.method === 'GET' ? rangeOf(request.headers, file.size, etag) : 'none';
  if (range === 'unsatisfiable') {
    throw refusal(416, `This file has ${file.size} bytes.`, { 'Content-Range': `bytes */${file.size}` });
  }
  if (request.method === 'HEAD') {
    response.writeHead(200, { ...headers, 'Content-Length': String(file.size) });
    response.end();
    return;
  }
  await send(deps, actor.holder, response, file, range, headers);
}

/** `GET` and `HEAD /files/<id>/thumbnail` ([FL7]). */
export async function getThumbnail(
  deps: FilesDeps,
  { request, response, actor, id }: UploadFileRequest,
): Promise<void> {
  const { thumbnail, name } = await ask(deps.store, 'visibleFile', { id, holder: actor.holder });
  if (!thumbnail) throw new ProtocolError('not_found', 'This file has no thumbnail.');
  const etag = `"${thumbnail.sha256}"`;
  const headers = {
    'Content-Type': thumbnail.mediaType,
    'Content-Disposition': attachment(name),
    ...guarded(etag),
  };
  if (namesTag(request.headers['if-none-match'], etag)) {
    response.writeHead(304, headers);
    response.end();
    return;
  }
  const bytes = await ask(deps.store, 'thumbnail', { file: id });
  response.writeHead(200, { ...headers, 'Content-Length': String(bytes.length) });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

async function send(
  deps: FilesDeps,
  holder: string,
  response: ServerResponse,
  file: FileInfo,
  range: ByteRange | 'none',
  headers: Record<string, string>,
): Promise<void> {
  const { downloads } = deps;
  if (!downloads.begin(holder)) {
    throw new ProtocolError('rate_limited', 'Too many downloads at once; wait for some to end.', { retry: 1_000 });
  }
  let blob: FileHandle | undefined;
  try {
    blob = await deps.blobs.open(file.sha256);
    const { size } = await blob.stat();
    if (size !== file.size) throw new Error('The stored file has another size.');
  } catch (error) {
    await blob?.close();
    downloads.end(holder);
    downloads.damaged(file.sha256);
    throw new ProtocolError('storage_failed', 'The bytes of this file cannot be read on the server.', { cause: error });
  }
  try {
    const { first, last } = range === 'none' ? { first: 0, last: file.size - 1 } : range;
    response.writeHead(range === 'none' ? 200 : 206, {
      ...headers,
      'Content-Length': String(last - first + 1),
      ...(range !== 'none' && { 'Content-Range': `bytes ${first}-${last}/${file.size}` }),
    });
    await sendBytes(blob, { first, last }, response, deps.clock, (count) => downloads.sent(count));
  } finally {
    downloads.end(holder);
    await blob.close();
  }
}

/** What a browser that got here all the same may do with it: nothing ([FL4]). */
function guarded(etag: string): Record<string, string> {
  return {
    ETag: etag,
    'Content-Security-Policy': "default-src 'none'; sandbox",
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'private, no-store',
  };
}

function rangeOf(
  headers: UploadFileRequest['request']['headers'],
  size: number,
  etag: string,
): ByteRange | 'none' | 'unsatisfiable' {
  const condition = headers['if-range'];
  return condition === undefined || condition === etag ? byteRange(headers.range, size) : 'none';
}

/** The name for programs that know RFC 8187, and what is left of it for others. */
function attachment(name: string): string {
  const plain = name.replace(/[^\w.-]/gu, '_');
  // The normalized name has no lone surrogates, at which this would throw.
  const encoded = encodeURIComponent(name.toWellFormed()).replace(/['()*]/gu, (character) => {
    return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  });
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
