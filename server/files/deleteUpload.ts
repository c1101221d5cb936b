import type { FilesDeps, UploadFileRequest } from './fileRequest.ts';
import { refusal } from './httpError.ts';
import { requireTus, TUS_VERSION } from './tusHeaders.ts';

/** `DELETE /uploads/<id>`: ends it for good ([FL3]). */
export async function deleteUpload(
  deps: FilesDeps,
  { request, response, actor, id }: UploadFileRequest,
): Promise<void> {
  requireTus(request.headers);
  const upload = deps.uploads.find(id, actor);
  if (!upload) {
    await deps.uploads.finished(id, actor);
    throw refusal(403, 'This upload is finished; delete its message instead.');
  }
  const turn = await upload.take();
  try {
    await deps.uploads.cancel(upload);
  } finally {
    turn.end();
  }
  response.writeHead(204, { 'Tus-Resumable': TUS_VERSION });
  response.end();
}
