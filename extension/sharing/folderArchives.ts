import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { normalizeFileName } from '../../server/protocol/names.ts';
import type { FoundFolder } from './chosen.ts';
import type { FolderPlan } from './folders/folderPlan.ts';
import type { Shareable } from './shareable.ts';
import { ShareError } from './shareError.ts';

/** An archive that was made so long ago is of a window that ended meanwhile, in milliseconds. */
const ABANDONED_MS = 86_400_000;
const BEGUN = '.part';

export interface PackOptions {
  folder: FoundFolder;
  plan: FolderPlan;
  /** Paths of the files in which secrets are hidden. */
  redacted: ReadonlySet<string>;
  signal: AbortSignal;
  /** Called with the share that is packed, from 0 to 1. */
  onProgress(share: number): void;
}

/** Archives of folders, each made for one share; whoever sends it removes it. */
export class FolderArchives {
  readonly #folder: string;

  /** @param folder where they lie until they are sent */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** @throws ShareError `not_packed` or `folder_empty`, and the signal's reason */
  async pack(options: PackOptions): Promise<Shareable> {
    const { folder, plan, redacted, signal } = options;
    const archive = path.join(this.#folder, `${randomUUID()}.zip`);
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      await this.#sweep();
      const { writeArchive } = await import('./folders/folderArchive.ts');
      const { LOOKED_THROUGH_IN_FOLDER_BYTES, readRedactable, redactBytes } = await import('./inspect.ts');
      const { unreadable } = await writeArchive({
        source: folder.source,
        plan,
        name: folder.name,
        target: archive + BEGUN,
        instead: async (file) => {
          if (!redacted.has(file.path)) return undefined;
          const start = (mostBytes: number) => folder.source.read(file.path, mostBytes);
          const bytes = await readRedactable({ start }, LOOKED_THROUGH_IN_FOLDER_BYTES);
          return redactBytes(bytes, [file.path], signal);
        },
        signal,
        onProgress: (bytes) => options.onProgress(bytes / Math.max(1, plan.totalBytes)),
      });
      plan.leftOut.unreadable += unreadable;
      if (unreadable === plan.files.length && plan.emptyFolders.length === 0) {
        await rm(archive + BEGUN, { force: true });
        throw new ShareError('unreadable', folder.name);
      }
      await rename(archive + BEGUN, archive);
      const { size, mtimeMs } = await stat(archive);
      return {
        name: normalizeFileName(`${folder.name}.zip`),
        mediaType: 'application/zip',
        content: { kind: 'path', path: archive, sizeBytes: size, modifiedMs: mtimeMs, temporary: true },
      };
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof ShareError) throw error;
      throw new ShareError('not_packed', folder.name, { cause: error });
    }
  }

  /** Takes away what a window has left that ended while it packed, or before it could send. */
  async #sweep(): Promise<void> {
    for (const name of await readdir(this.#folder)) {
      const file = path.join(this.#folder, name);
      const info = await stat(file).catch(() => undefined);
      if (info && Date.now() - info.mtimeMs > ABANDONED_MS) await rm(file, { force: true });
    }
  }
}
