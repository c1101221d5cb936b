import mime from 'mime/lite';

/** What a file's name says that it is; a receiver never trusts it further than to pick a viewer. */
export function mediaTypeOf(name: string): string {
  return mime.getType(name) ?? 'application/octet-stream';
}
