import { ShareError } from '../shareError.ts';
import type { FolderEntry, FolderSource } from './folderSource.ts';
import { IGNORE_FILE, IgnoreRules } from './ignoreRules.ts';

/** Most that one archive takes: more would not fit what every system unpacks, nor what a person has in view. */
const FOLDER_LIMITS = { entries: 20_000, totalBytes: 4_000_000_000 };
/** An ignore file longer than this is not one, in bytes. */
const IGNORE_FILE_BYTES = 1_048_576;

/**
 * What a path in an archive may be made of. Programs that unpack one take a backslash for a step down, and the file
 * systems of other extensions may say anything.
 */
const NAME = /^(?!\.{1,2}$)[^/\\]+$/u;

export interface PlannedFile {
  /** Relative to the folder, with `/`. */
  path: string;
  sizeBytes: number;
  modifiedMs: number;
}

/** What of a folder goes into its archive. */
export interface FolderPlan {
  /** In the order in which they are packed, which depends on nothing but their paths. */
  files: PlannedFile[];
  /** Folders with nothing in them, so that they are there again. */
  emptyFolders: { path: string; modifiedMs: number }[];
  totalBytes: number;
  leftOut: LeftOut;
}

/** How many were not taken. */
export interface LeftOut {
  /** Files, and folders with all in them, by the ignore files. */
  ignored: number;
  /** Links are not followed: they may lead anywhere. */
  links: number;
  /** What cannot be read, or is no file. */
  unreadable: number;
}

export interface PlanOptions {
  /** The folder's name, for errors. */
  name: string;
  signal?: AbortSignal;
  limits?: typeof FOLDER_LIMITS;
}

/**
 * Looks through a folder.
 *
 * @throws ShareError `folder_too_large`, or `unreadable` where the folder itself cannot be read
 */
export async function planFolder(source: FolderSource, options: PlanOptions): Promise<FolderPlan> {
  const plan: FolderPlan = {
    files: [],
    emptyFolders: [],
    totalBytes: 0,
    leftOut: { ignored: 0, links: 0, unreadable: 0 },
  };
  const limits = options.limits ?? FOLDER_LIMITS;
  const rules = IgnoreRules.from(await source.ignoreFilesAbove());
  const waiting: { base: string; rules: IgnoreRules }[] = [{ base: '', rules }];
  for (let folder = waiting.pop(); folder; folder = waiting.pop()) {
    options.signal?.throwIfAborted();
    const deeper = await planOne(source, folder.base, folder.rules, plan, options.name);
    // Its end is taken first: the order is that of the paths.
    waiting.push(...deeper.reverse());
    if (plan.files.length + plan.emptyFolders.length > limits.entries || plan.totalBytes > limits.totalBytes) {
      throw new ShareError('folder_too_large', options.name, {
        limitBytes: limits.totalBytes,
        limitFiles: limits.entries,
      });
    }
  }
  plan.files.sort((a, b) => byCodeUnits(a.path, b.path));
  plan.emptyFolders.sort((a, b) => byCodeUnits(a.path, b.path));
  return plan;
}

/** Takes the files of one folder into the plan; resolves with the folders in it that are still to be looked at. */
async function planOne(
  source: FolderSource,
  base: string,
  above: IgnoreRules,
  plan: FolderPlan,
  name: string,
): Promise<{ base: string; rules: IgnoreRules }[]> {
  const { leftOut } = plan;
  let entries: FolderEntry[];
  try {
    entries = await source.list(base);
  } catch (cause) {
    if (base === '') throw new ShareError('unreadable', name, { cause });
    leftOut.unreadable += 1;
    return [];
  }
  const rules = await rulesIn(source, base, above, entries);
  if (entries.length === 0 && base !== '') {
    plan.emptyFolders.push({ path: base.slice(0, -1), modifiedMs: (await source.stat(base)).modifiedMs });
  }
  const folders = [];
  for (const entry of entries) {
    if (entry.name === '.git') continue;
    const path = base + entry.name;
    if (rules.ignores(path, entry.kind === 'folder')) leftOut.ignored += 1;
    else if (entry.kind === 'link') leftOut.links += 1;
    else if (entry.kind === 'other' || !NAME.test(entry.name)) leftOut.unreadable += 1;
    else if (entry.kind === 'folder') folders.push({ base: `${path}/`, rules });
    else await planFile(source, path, plan);
  }
  return folders;
}

async function planFile(source: FolderSource, path: string, plan: FolderPlan): Promise<void> {
  try {
    const { sizeBytes, modifiedMs } = await source.stat(path);
    plan.files.push({ path, sizeBytes, modifiedMs });
    plan.totalBytes += sizeBytes;
  } catch {
    plan.leftOut.unreadable += 1;
  }
}

async function rulesIn(
  source: FolderSource,
  base: string,
  above: IgnoreRules,
  entries: readonly FolderEntry[],
): Promise<IgnoreRules> {
  if (!entries.some(({ name, kind }) => name === IGNORE_FILE && kind === 'file')) return above;
  try {
    return above.with(base, (await source.read(base + IGNORE_FILE, IGNORE_FILE_BYTES)).toString('utf8'));
  } catch {
    // Counted as unreadable where it would be packed.
    return above;
  }
}

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
