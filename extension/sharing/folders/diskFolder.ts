import { constants } from 'node:fs';
import { lstat, open, readdir, readFile, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import type { FolderEntry, FolderSource, IgnoreFileAbove } from './folderSource.ts';
import { IGNORE_FILE } from './ignoreRules.ts';

// Windows knows neither.
const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants as Partial<typeof constants> & { O_RDONLY: number };

/** A folder of this computer. */
export class DiskFolder implements FolderSource {
  readonly #root: string;

  /** @param root absolute */
  constructor(root: string) {
    this.#root = root;
  }

  async list(folder: string): Promise<FolderEntry[]> {
    const found = await readdir(this.#path(folder), { withFileTypes: true });
    return found.map((entry) => ({ name: entry.name, kind: kindOf(entry) }));
  }

  async stat(file: string): Promise<{ sizeBytes: number; modifiedMs: number }> {
    const { size, mtimeMs } = await lstat(this.#path(file));
    return { sizeBytes: size, modifiedMs: mtimeMs };
  }

  async read(file: string, mostBytes: number): Promise<Buffer> {
    const handle = await this.#openFile(file);
    try {
      return await readStart(handle, mostBytes);
    } finally {
      await handle.close();
    }
  }

  async open(file: string): Promise<Readable> {
    return (await this.#openFile(file)).createReadStream();
  }

  async ignoreFilesAbove(): Promise<IgnoreFileAbove[]> {
    const found: IgnoreFileAbove[] = [];
    for (let folder = this.#root; ;) {
      // The root of a repository is where `.git` is, a file in work trees and submodules.
      if (await exists(path.join(folder, '.git'))) return found;
      const parent = path.dirname(folder);
      if (parent === folder) return [];
      folder = parent;
      const text = await readFile(path.join(folder, IGNORE_FILE), 'utf8').catch(() => undefined);
      const way = `${path.relative(folder, this.#root).replaceAll(path.sep, '/')}/`;
      if (text !== undefined) found.unshift({ text, way });
    }
  }

  /** Neither a link that took a file's place meanwhile is followed, nor does a pipe keep one waiting. */
  async #openFile(file: string): Promise<FileHandle> {
    const handle = await open(this.#path(file), O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    if ((await handle.stat()).isFile()) return handle;
    await handle.close();
    throw new Error('It is not a file any more.');
  }

  #path(relative: string): string {
    return path.join(this.#root, relative);
  }
}

/** At most the first `mostBytes` of a file, which may be shorter than it was said to be. */
export async function readStart(handle: FileHandle, mostBytes: number): Promise<Buffer> {
  const buffer = Buffer.alloc(Math.min(mostBytes, (await handle.stat()).size));
  let length = 0;
  while (length < buffer.length) {
    const { bytesRead } = await handle.read(buffer, length, buffer.length - length, length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return buffer.subarray(0, length);
}

function kindOf(entry: { isFile(): boolean; isDirectory(): boolean; isSymbolicLink(): boolean }): FolderEntry['kind'] {
  if (entry.isSymbolicLink()) return 'link';
  if (entry.isDirectory()) return 'folder';
  return entry.isFile() ? 'file' : 'other';
}

async function exists(file: string): Promise<boolean> {
  return lstat(file).then(
    () => true,
    () => false,
  );
}
