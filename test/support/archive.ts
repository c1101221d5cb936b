import { buffer } from 'node:stream/consumers';
import { openPromise } from 'yauzl';

/** The files of a ZIP archive by their names, in the archive's order. */
export async function readArchive(file: string): Promise<Map<string, Buffer>> {
  const archive = await openPromise(file);
  const files = new Map<string, Buffer>();
  for await (const entry of archive.eachEntry())
    files.set(entry.fileName, await buffer(await archive.openReadStreamPromise(entry)));
  return files;
}
