import { open, rm } from 'node:fs/promises';
import { finished, pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import type { FolderPlan, PlannedFile } from './folderPlan.ts';
import type { FolderSource } from './folderSource.ts';

/** Nothing that is unpacked is executable, whatever it was: not by whoever opens it, and not by a program that does. */
const FILE_MODE = 0o100644;
const FOLDER_MODE = 0o40755;
/** Packed already: to try again costs time and gains nothing. */
const PACKED =
  /\.(?:7z|avif|br|bz2|docx|gz|jar|jpe?g|m4a|mp[34]|odt|ogg|pdf|png|pptx|tgz|vsix|webm|webp|whl|xlsx|xz|zip|zst)$/iu;

export interface ArchiveOptions {
  source: FolderSource;
  plan: FolderPlan;
  /** The folder's name: everything in the archive lies in a folder of that name. */
  name: string;
  /** Where the archive is written; removed again where that fails. */
  target: string;
  /** The bytes that stand in the archive instead of a file's own; `undefined` where they are its own. */
  instead?: (file: PlannedFile) => Promise<Buffer | undefined>;
  signal: AbortSignal;
  /** Called with the bytes that were packed so far. */
  onProgress(packedBytes: number): void;
}

/**
 * Writes the files of a plan into a ZIP archive, one at a time and never a whole one in memory. Resolves with how many
 * could not be read any more, which are not in it.
 *
 * @throws the signal's reason, or what went wrong on disk
 */
export async function writeArchive(options: ArchiveOptions): Promise<{ unreadable: number }> {
  const { plan, target, signal } = options;
  const zip = new ZipFile();
  // Exclusive, and for this person only.
  const output = (await open(target, 'wx', 0o600)).createWriteStream();
  const written = pipeline(zip.outputStream, output, { signal });
  // Awaited at the end; until then a failure is one of the files'.
  written.catch(() => undefined);
  // What yazl cannot go on with arrives as an event, which nobody may miss.
  zip.on('error', (error: unknown) => output.destroy(error as Error));
  try {
    let unreadable = 0;
    let packedBytes = 0;
    for (const file of plan.files) {
      signal.throwIfAborted();
      if (!(await pack(zip, file, options, output))) unreadable += 1;
      packedBytes += file.sizeBytes;
      options.onProgress(packedBytes);
    }
    for (const folder of plan.emptyFolders) {
      zip.addEmptyDirectory(`${rootOf(options.name)}/${folder.path}`, {
        mtime: new Date(folder.modifiedMs),
        mode: FOLDER_MODE,
      });
    }
    zip.end();
    await written;
    return { unreadable };
  } catch (error) {
    output.destroy(error as Error);
    // What was wrong first: a disk that fails also ends the file that was being read.
    const cause: unknown = await written.then(
      () => error,
      (reason: unknown) => reason,
    );
    await rm(target, { force: true });
    signal.throwIfAborted();
    throw cause;
  }
}

/** Packs one file; `false` where it cannot be opened. */
async function pack(
  zip: ZipFile,
  file: PlannedFile,
  options: ArchiveOptions,
  output: NodeJS.EventEmitter,
): Promise<boolean> {
  const { source, name, instead, signal } = options;
  const metadata = { mtime: new Date(file.modifiedMs), mode: FILE_MODE, compress: !PACKED.test(file.path) };
  const path = `${rootOf(name)}/${file.path}`;
  let stream;
  try {
    const other = await instead?.(file);
    if (other) {
      zip.addBuffer(other, path, metadata);
      return true;
    }
    stream = await source.open(file.path);
  } catch {
    signal.throwIfAborted();
    return false;
  }
  // A disk that fails takes the file that is being read with it: nobody waits for its end then.
  const stop = () => stream.destroy(new Error('The archive cannot be written.'));
  output.once('close', stop);
  try {
    zip.addReadStream(stream, path, metadata);
    await finished(stream);
    return true;
  } finally {
    output.off('close', stop);
    stream.destroy();
  }
}

/** The folder in the archive: that of a drive would be a place on whoever's drive unpacks it. */
function rootOf(name: string): string {
  return name.replaceAll(':', '_');
}
