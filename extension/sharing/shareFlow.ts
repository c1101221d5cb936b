import type { Chosen, Found, FoundFile, FoundFolder } from './chosen.ts';
import { planFolder, type FolderPlan, type LeftOut } from './folders/folderPlan.ts';
import {
  inspect,
  LOOKED_THROUGH_BYTES,
  LOOKED_THROUGH_IN_FOLDER_BYTES,
  readRedactable,
  redactBytes,
  type Suspect,
} from './inspect.ts';
import type { Shareable } from './shareable.ts';
import { ShareError } from './shareError.ts';

/** More files than these at once may be a slip of the hand. */
const MANY_FILES = 10;

/** What is about to be sent, for a person to confirm. */
export interface Amount {
  files: number;
  sizeBytes: number;
  folders: readonly { name: string; files: number; sizeBytes: number; leftOut: LeftOut }[];
  /** The name where it is one thing. */
  name: string | undefined;
}

export type SecretAnswer = 'send' | 'redact' | 'leave_out' | 'show' | undefined;

/** What may have to be asked before something is sent; `undefined` and `false` end it. */
export interface ShareQuestions {
  /** May files of a folder that is not trusted leave this computer? */
  restricted(): Promise<boolean>;
  amount(amount: Amount): Promise<boolean>;
  /** @param choices which answers make sense beside `send` */
  secrets(suspects: readonly Suspect[], choices: ReadonlySet<'redact' | 'leave_out' | 'show'>): Promise<SecretAnswer>;
}

/** A task that takes a while, shown with a way to cancel it. */
export type Busy = <T>(
  what: 'looking' | 'packing',
  name: string,
  task: (signal: AbortSignal, report: (share: number) => void) => Promise<T>,
) => Promise<T>;

export interface ShareFlowOptions {
  ask: ShareQuestions;
  busy: Busy;
  /** Largest file that the room takes. */
  limitBytes: number;
  /** What together is larger is asked about; 0 for never. */
  confirmBytes: number;
  guardSecrets: boolean;
  /** Packs a folder into an archive for this share only. */
  pack(folder: FoundFolder, plan: FolderPlan, redacted: ReadonlySet<string>): Promise<Shareable>;
  /**
   * Keeps something for sending, and removes what is there for this share only.
   *
   * @throws ShareError
   */
  send(shareable: Shareable): Promise<void>;
  /** Whether the room is still there to share in. */
  wanted(): boolean;
}

export interface ShareOutcome {
  sent: number;
  /** Why others were not, in the order in which they were chosen. */
  failures: readonly unknown[];
}

interface Item {
  found: Found;
  plan?: FolderPlan;
  suspects: Suspect[];
}

/**
 * From what was chosen to what is sent: looks at everything, asks what has to be asked, each question once, and sends
 * one after another. What cannot be sent does not stop the others.
 */
export async function runShareFlow(chosen: readonly Chosen[], options: ShareFlowOptions): Promise<ShareOutcome> {
  const failures: unknown[] = [];
  let sent = 0;
  const outcome = () => ({ sent, failures });
  try {
    if (chosen.some(({ restricted }) => restricted === true) && !(await options.ask.restricted())) return outcome();
    const items = await lookAt(chosen, options, failures);
    if (items.length === 0 || !(await confirmAmount(items, options))) return outcome();
    const answer = options.guardSecrets ? await guard(items, options, failures) : 'send';
    if (answer === undefined || answer === 'show') return outcome();
    for (const item of items) {
      // Meant for the people of that room: who left it meanwhile does not send them more, nor later by surprise.
      if (!options.wanted()) break;
      const done = await attempt(failures, () => send(item, answer, options));
      if (done === true) sent += 1;
    }
    return outcome();
  } catch (error) {
    if (isAbort(error)) return outcome();
    throw error;
  }
}

async function lookAt(chosen: readonly Chosen[], options: ShareFlowOptions, failures: unknown[]): Promise<Item[]> {
  const items: Item[] = [];
  for (const one of chosen) {
    const item = await attempt(failures, async (): Promise<Item> => {
      const found = await one.look();
      if (found.kind === 'folder') return { found, plan: await look(found, options), suspects: [] };
      if (found.sizeBytes > options.limitBytes) throw tooLarge(found.name, found.sizeBytes, options.limitBytes);
      return { found, suspects: [] };
    });
    if (item) items.push(item);
  }
  return items;
}

async function look(folder: FoundFolder, options: ShareFlowOptions): Promise<FolderPlan> {
  const { name, source } = folder;
  const plan = await options.busy('looking', name, (signal) => planFolder(source, { name, signal }));
  if (plan.files.length === 0 && plan.emptyFolders.length === 0) throw new ShareError('folder_empty', name);
  return plan;
}

async function confirmAmount(items: readonly Item[], { ask, confirmBytes }: ShareFlowOptions): Promise<boolean> {
  const sizes = items.map(({ found, plan }) => plan?.totalBytes ?? (found.kind === 'file' ? found.sizeBytes : 0));
  const sizeBytes = sizes.reduce((sum, size) => sum + size, 0);
  const files = items.filter(({ found }) => found.kind === 'file').length;
  const folders = items.flatMap(({ found: { name }, plan }) =>
    plan ? [{ name, files: plan.files.length, sizeBytes: plan.totalBytes, leftOut: plan.leftOut }] : [],
  );
  const usual = folders.length === 0 && files <= MANY_FILES && (confirmBytes === 0 || sizeBytes <= confirmBytes);
  const name = items.length === 1 ? items[0]?.found.name : undefined;
  return usual || ask.amount({ files, sizeBytes, folders, name });
}

/** Looks for secrets and asks about them; what is left out is taken from `items`. */
async function guard(items: Item[], options: ShareFlowOptions, failures: unknown[]): Promise<SecretAnswer> {
  for (const item of [...items]) {
    const suspects = await attempt(failures, () => inspectItem(item, options.busy));
    if (suspects) item.suspects = suspects;
    else items.splice(items.indexOf(item), 1);
  }
  const suspects = items.flatMap((item) => item.suspects);
  if (suspects.length === 0) return 'send';
  const clean = items.some(
    (item) => item.suspects.length === 0 || (item.plan?.files.length ?? 0) > item.suspects.length,
  );
  const first = items.find((item) => item.suspects.length > 0);
  const choices = new Set<'redact' | 'leave_out' | 'show'>();
  if (suspects.every(({ redactable }) => redactable)) choices.add('redact');
  if (clean) choices.add('leave_out');
  if (first?.found.show) choices.add('show');
  const answer = await options.ask.secrets(suspects, choices);
  if (answer === 'show' && first) await show(first);
  if (answer === 'leave_out') leaveOut(items);
  return answer;
}

function inspectItem({ found, plan }: Item, busy: Busy): Promise<Suspect[]> {
  if (found.kind === 'file') return inspect(found, LOOKED_THROUGH_BYTES).then((suspect) => (suspect ? [suspect] : []));
  return busy('looking', found.name, async (signal, report) => {
    const suspects: Suspect[] = [];
    const files = plan?.files ?? [];
    for (const [index, { path, sizeBytes }] of files.entries()) {
      const start = (mostBytes: number) => found.source.read(path, mostBytes);
      const file = { name: path, paths: [], sizeBytes, start };
      // What cannot be read is found out, and counted, when it is packed.
      const suspect = await inspect(file, LOOKED_THROUGH_IN_FOLDER_BYTES, signal).catch((error: unknown) => {
        if (signal.aborted) throw error;
        return undefined;
      });
      if (suspect) suspects.push(suspect);
      report((index + 1) / files.length);
    }
    return suspects;
  });
}

async function show({ found, suspects }: Item): Promise<void> {
  const [suspect] = suspects;
  if (!suspect) return;
  const line = suspect.findings[0]?.line ?? 1;
  await (found.kind === 'file' ? found.show?.(line) : found.show?.(suspect.name, line));
}

function leaveOut(items: Item[]): void {
  for (const item of [...items]) {
    if (item.suspects.length === 0) continue;
    const names = new Set(item.suspects.map(({ name }) => name));
    if (item.plan) item.plan.files = item.plan.files.filter(({ path }) => !names.has(path));
    if (!item.plan || item.plan.files.length === 0) items.splice(items.indexOf(item), 1);
  }
}

async function send(item: Item, answer: SecretAnswer, options: ShareFlowOptions): Promise<true> {
  const { found, plan, suspects } = item;
  const redacted = new Set(answer === 'redact' ? suspects.map(({ name }) => name) : []);
  let shareable: Shareable;
  if (found.kind === 'file') shareable = await (redacted.size > 0 ? redactedFile(found) : found.shareable());
  else if (plan) shareable = await options.pack(found, plan, redacted);
  else throw new ShareError('folder_empty', found.name);
  await options.send(shareable);
  return true;
}

async function redactedFile(file: FoundFile): Promise<Shareable> {
  const bytes = await redactBytes(await readRedactable(file, LOOKED_THROUGH_BYTES), [file.name, ...file.paths]);
  return { name: file.name, mediaType: 'application/octet-stream', content: { kind: 'bytes', bytes } };
}

/** Runs one step for one thing: what is wrong with that is noted, a cancellation ends everything. */
async function attempt<T>(failures: unknown[], step: () => Promise<T>): Promise<T | undefined> {
  try {
    return await step();
  } catch (error) {
    if (isAbort(error)) throw error;
    failures.push(error);
    return undefined;
  }
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

function tooLarge(name: string, sizeBytes: number, limitBytes: number): ShareError {
  return new ShareError('too_large', name, { sizeBytes, limitBytes });
}
