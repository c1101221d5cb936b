import type { IncomingMessage, ServerResponse } from 'node:http';
import type { UploadFileRequest, FilesDeps } from './fileRequest.ts';
import { refusal } from './httpError.ts';
import type { Turn } from './turns.ts';
import { byteCount, type Checksum, readChecksum, requireOffsetType, requireTus } from './tusHeaders.ts';
import { tooMuch, type Upload } from './upload.ts';
import { sendProgress, sendResult } from './uploadAnswers.ts';

/** `PATCH /uploads/<id>`: further bytes; the last of them post the file ([FL3]). */
export async function patchUpload(deps: FilesDeps, { request, response, actor, id }: UploadFileRequest): Promise<void> {
  requireTus(request.headers);
  requireOffsetType(request.headers);
  const offset = byteCount(request.headers, 'upload-offset');
  const checksum = readChecksum(request.headers);
  const upload = deps.uploads.find(id, actor);
  if (!upload) {
    const { length, expires, result } = await deps.uploads.finished(id, actor);
    if (offset !== length) throw wrongOffset(length);
    sendResult(response, 204, { id, length, expires, result });
    return;
  }
  const turn = await upload.take();
  try {
    await upload.ensureSynced();
    if (offset !== upload.offset) throw wrongOffset(upload.offset);
    await receiveBytes({ request, response, upload, turn, checksum });
    if (upload.isComplete) {
      const result = await deps.uploads.finish(upload);
      sendResult(response, 204, { id, length: upload.row.length, expires: deps.uploads.expiryOf(), result });
    } else sendProgress(response, 204, upload, deps.uploads);
  } finally {
    turn.end();
  }
}

/** Takes a request's body, if it is not too large to begin with. */
export async function receiveBytes(incoming: {
  request: IncomingMessage;
  response: ServerResponse;
  upload: Upload;
  turn: Turn;
  checksum: Checksum | undefined;
}): Promise<void> {
  const { request, response, upload, turn, checksum } = incoming;
  const announced = Number(request.headers['content-length'] ?? 0);
  const left = upload.row.length - upload.offset;
  if (announced > left) throw tooMuch(left);
  if (request.headers.expect !== undefined) response.writeContinue();
  await upload.receive(request, turn, checksum);
}

function wrongOffset(offset: number): Error {
  return refusal(409, `The upload stands at ${offset}.`, { 'Upload-Offset': String(offset) });
}
