import { ProtocolError } from '../protocol/errors.ts';
import type { FileRequest, FilesDeps } from './fileRequest.ts';
import { mediaTypeOf } from './mediaType.ts';
import { receiveBytes } from './patchUpload.ts';
import { byteCount, OFFSET_TYPE, readChecksum, readMetadata, requireTus } from './tusHeaders.ts';
import { sendProgress, sendResult } from './uploadAnswers.ts';

/** `POST /files`: a new upload, with its first bytes where the request has some ([FL3]). */
export async function createUpload(deps: FilesDeps, { request, response, actor }: FileRequest): Promise<void> {
  requireTus(request.headers);
  const length = byteCount(request.headers, 'upload-length');
  const { fileBytes } = deps.limits;
  if (fileBytes > 0 && length > fileBytes) {
    throw new ProtocolError('too_large', `This server takes files of at most ${fileBytes} bytes.`);
  }
  const said = readMetadata(request.headers);
  const checksum = readChecksum(request.headers);
  const wait = deps.creations.take(actor.holder);
  if (wait > 0) throw new ProtocolError('rate_limited', `Too many uploads; wait ${wait} ms.`, { retry: wait });

  const metadata = { ...said, mediaType: said.mediaType ?? (await mediaTypeOf(said.name)) };
  const made = await deps.uploads.create(actor, metadata, length);
  if ('result' in made) {
    sendResult(response, 201, { id: made.id, length, expires: deps.uploads.expiryOf(), result: made.result });
    return;
  }
  const { upload } = made;
  const turn = await upload.take();
  try {
    const brings = request.headers['content-type'] === OFFSET_TYPE;
    // The same request again finds what came of the first: the client goes on from there.
    if (brings && upload.offset === 0 && !upload.isComplete) {
      await receiveBytes({ request, response, upload, turn, checksum });
    } else await upload.ensureSynced();
    if (upload.isComplete) {
      const result = await deps.uploads.finish(upload);
      sendResult(response, 201, { id: upload.row.id, length, expires: deps.uploads.expiryOf(), result });
    } else sendProgress(response, 201, upload, deps.uploads);
  } finally {
    turn.end();
  }
}
