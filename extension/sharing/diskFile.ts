import { constants } from 'node:fs';
import { open, realpath, stat, type FileHandle } from 'node:fs/promises';
import { rasterKind } from '../files/fileKinds.ts';
import type { FoundFile } from './chosen.ts';
import { readStart } from './folders/diskFolder.ts';
import { ShareError } from './shareError.ts';

const { O_RDONLY, O_NONBLOCK = 0 } = constants as Partial<typeof constants> & { O_RDONLY: number };
/** Enough for every signature that is known. */
const SIGNATURE_BYTES = 32;

/**
 * A file of this computer, which is never read whole. A link stands for the file that it leads to: that is what its
 * editor shows, too. `undefined` for a folder.
 *
 * @param name its display name
 * @throws ShareError
 */
export async function diskFile(file: string, name: string): Promise<FoundFile | undefined> {
  try {
    const info = await stat(file);
    if (info.isDirectory()) return undefined;
    // A pipe or a device has no end to read to.
    if (!info.isFile()) throw new ShareError('unreadable', name);
    return {
      kind: 'file',
      name,
      paths: [file, await realpath(file)].map((path) => path.replaceAll('\\', '/')),
      sizeBytes: info.size,
      start: (mostBytes) => reading(file, name, (handle) => readStart(handle, mostBytes)),
      shareable: () =>
        reading(file, name, async (handle) => {
          const { size, mtimeMs } = await handle.stat();
          const mediaType = rasterKind(await readStart(handle, SIGNATURE_BYTES))?.mediaType;
          return {
            name,
            mediaType: mediaType ?? 'application/octet-stream',
            content: { kind: 'path', path: file, sizeBytes: size, modifiedMs: mtimeMs, temporary: false },
          };
        }),
    };
  } catch (error) {
    throw asShareError(error, name);
  }
}

async function reading<T>(file: string, name: string, task: (handle: FileHandle) => Promise<T>): Promise<T> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(file, O_RDONLY | O_NONBLOCK);
    if (!(await handle.stat()).isFile()) throw new ShareError('unreadable', name);
    return await task(handle);
  } catch (error) {
    throw asShareError(error, name);
  } finally {
    await handle?.close();
  }
}

function asShareError(error: unknown, name: string): ShareError {
  if (error instanceof ShareError) return error;
  const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
  return new ShareError(missing ? 'vanished' : 'unreadable', name, { cause: error });
}
