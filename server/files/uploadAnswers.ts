import type { ServerResponse } from 'node:http';
import { TUS_VERSION, writeMetadata } from './tusHeaders.ts';
import type { Upload } from './upload.ts';
import type { UploadResult, Uploads } from './uploads.ts';

/** Tells where an upload stands that is not finished. */
export function sendProgress(
  response: ServerResponse,
  status: 200 | 201 | 204,
  upload: Upload,
  uploads: Uploads,
): void {
  response.writeHead(status, {
    ...common(status, upload.row.id, upload.row.length, uploads.expiryOf(upload)),
    'Upload-Offset': String(upload.offset),
    ...(status === 200 && { 'Upload-Metadata': writeMetadata(upload.row) }),
  });
  response.end();
}

/** Tells of one that is: its event goes in a header, so that any status has it. */
export function sendResult(
  response: ServerResponse,
  status: 200 | 201 | 204,
  done: { id: string; length: number; expires: number; result: UploadResult },
): void {
  response.writeHead(status, {
    ...common(status, done.id, done.length, done.expires),
    'Upload-Offset': String(done.length),
    'Room-Chat-Event': asciiJson(done.result),
  });
  response.end();
}

/** By the status, which says what was asked for; the method may have come in a header. */
function common(status: 200 | 201 | 204, id: string, length: number, expires: number): Record<string, string> {
  return {
    'Tus-Resumable': TUS_VERSION,
    'Upload-Expires': new Date(expires).toUTCString(),
    ...(status === 201 && { Location: `/uploads/${id}`, 'Content-Length': '0' }),
    ...(status === 200 && { 'Upload-Length': String(length) }),
  };
}

/** JSON that fits a header: everything beyond ASCII is escaped. */
function asciiJson(value: object): string {
  return JSON.stringify(value).replace(/[^ -~]/gu, (character) =>
    Array.from({ length: character.length }, (_, index) => {
      return `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`;
    }).join(''),
  );
}
