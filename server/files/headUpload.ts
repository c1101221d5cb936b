import type { FilesDeps, UploadFileRequest } from './fileRequest.ts';
import { requireTus } from './tusHeaders.ts';
import { sendProgress, sendResult } from './uploadAnswers.ts';

/** `HEAD /uploads/<id>`: where it stands. Whatever request still works on it is ended first ([FL3]). */
export async function headUpload(deps: FilesDeps, { request, response, actor, id }: UploadFileRequest): Promise<void> {
  requireTus(request.headers);
  const upload = deps.uploads.find(id, actor);
  if (!upload) {
    sendResult(response, 200, { id, ...(await deps.uploads.finished(id, actor)) });
    return;
  }
  const turn = await upload.take();
  try {
    await upload.ensureSynced();
    if (!upload.isComplete) {
      sendProgress(response, 200, upload, deps.uploads);
      return;
    }
    // All is there, but could not be posted: a client that sees the end must be able to rely on it.
    const result = await deps.uploads.finish(upload);
    sendResult(response, 200, { id, length: upload.row.length, expires: deps.uploads.expiryOf(), result });
  } finally {
    turn.end();
  }
}
