import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { snippetSchema } from '../../webview/protocol/snippet.ts';
import type { Logger } from '../log.ts';
import { syncFolder } from '../syncFolder.ts';
import type { OutboxStorage } from './outbox.ts';
import type { OutboxItem } from './outboxItem.ts';
import { TransferOwners } from './transferOwners.ts';

const base = { id: v.string(), createdAt: v.number(), order: v.number() };
const file = { name: v.string(), mediaType: v.string(), size: v.number(), thumbnail: v.optional(v.string()) };
const itemSchema = v.variant('kind', [
  v.object({
    ...base,
    kind: v.literal('message'),
    text: v.string(),
    replyTo: v.optional(v.number()),
    snippet: v.optional(snippetSchema),
  }),
  v.object({ ...base, ...file, kind: v.literal('file'), sha256: v.string(), data: v.string() }),
  v.object({
    ...base,
    ...file,
    kind: v.literal('transfer'),
    source: v.variant('kind', [
      v.object({ kind: v.literal('path'), path: v.string(), modifiedMs: v.number() }),
      v.object({ kind: v.literal('spool') }),
    ]),
    sha256: v.optional(v.string()),
    uploadPath: v.optional(v.string()),
  }),
  v.object({ ...base, kind: v.literal('termination'), uploadPath: v.optional(v.string()) }),
]);

/** Ending of the files with bytes that are kept for an item. */
const SPOOL = '.spool';
/** Ending of one that is being written. */
const UNWRITTEN = '.tmp';
const SWEPT: readonly string[] = [SPOOL, UNWRITTEN, '.owner'];
/** Bytes for which no item came within this time, in milliseconds, were left by a crash. */
const STRAY_MS = 3_600_000;

/**
 * An outbox on disk: one JSON file an item, in a folder for each server, room and name. A file is written aside, synced
 * and renamed, and the folder synced, so that a crash leaves a whole item or none. Bytes that are too many for JSON stand beside it, in a file
 * that goes with the item.
 */
export class OutboxFiles implements OutboxStorage {
  readonly #folder: string;
  readonly #log: Logger;
  #order = 0;
  /** Of the items that are kept, by id: another form of one keeps its place. */
  readonly #orders = new Map<string, number>();
  readonly #owners: TransferOwners;
  #elsewhere = false;

  /** @param place what keeps one outbox apart from another, such as server, room and name */
  constructor(root: string, place: readonly string[], log: Logger) {
    this.#folder = path.join(root, createHash('sha256').update(JSON.stringify(place)).digest('hex').slice(0, 32));
    this.#log = log;
    this.#owners = new TransferOwners(this.#folder);
  }

  get elsewhere(): boolean {
    return this.#elsewhere;
  }

  async load(): Promise<OutboxItem[]> {
    const items: v.InferOutput<typeof itemSchema>[] = [];
    this.#elsewhere = false;
    for (const name of await this.#names()) {
      const item = await this.#read(name);
      if (!item) continue;
      // A repeated message is harmless; two windows that send one file would end each other's requests.
      const isMine = !isCarried(item) || (await this.#owners.take(stem(item.id)));
      if (isMine) items.push(item);
      else this.#elsewhere = true;
    }
    // Never by the clock, which may be set back; two windows may have given the same number.
    items.sort((one, other) => one.order - other.order || one.createdAt - other.createdAt);
    this.#order = Math.max(this.#order, items.at(-1)?.order ?? 0);
    for (const { id, order } of items) this.#orders.set(id, order);
    await this.#sweep();
    return items;
  }

  async put(item: OutboxItem): Promise<void> {
    this.#order += 1;
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    if (isCarried(item)) await this.#owners.own(stem(item.id));
    try {
      await this.#write(item, this.#order);
    } catch (error) {
      await this.#owners.release(stem(item.id));
      throw error;
    }
    this.#orders.set(item.id, this.#order);
  }

  async update(item: OutboxItem): Promise<void> {
    await this.#write(item, this.#orders.get(item.id) ?? this.#order);
    if (item.kind === 'termination') await rm(this.#spoolPath(item.id), { force: true });
  }

  /** Where the bytes of an item are, or are to be put before it is. */
  async spoolPath(id: string): Promise<string> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    return this.#spoolPath(id);
  }

  async remove(id: string): Promise<void> {
    this.#orders.delete(id);
    await rm(this.#path(id), { force: true });
    await rm(this.#spoolPath(id), { force: true });
    await this.#owners.release(stem(id));
  }

  leave(): Promise<void> {
    return this.#owners.leave();
  }

  async #write(item: OutboxItem, order: number): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const temporary = path.join(this.#folder, `${randomUUID()}${UNWRITTEN}`);
    try {
      const file = await open(temporary, 'wx', 0o600);
      try {
        await file.writeFile(JSON.stringify({ ...item, order }));
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, this.#path(item.id));
      await syncFolder(this.#folder);
    } catch (error) {
      // What was written of it, on a full disk too, is somebody's text: it does not stay behind.
      await rm(temporary, { force: true });
      throw error;
    }
  }

  /** Removes what a crash left: items that were not written to their end, bytes and marks of those that are not there. */
  async #sweep(): Promise<void> {
    const items = new Set(await this.#names());
    for (const name of (await this.#names('')).filter((any) => SWEPT.includes(path.extname(any)))) {
      if (items.has(name.replace(/\..*$/u, '.json'))) continue;
      const file = path.join(this.#folder, name);
      const info = await stat(file).catch(() => undefined);
      // Another window may be about to put the item.
      if (info && Date.now() - info.mtimeMs > STRAY_MS) await rm(file, { force: true });
    }
  }

  async #names(ending = '.json'): Promise<string[]> {
    try {
      return (await readdir(this.#folder)).filter((name) => name.endsWith(ending));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  }

  async #read(name: string): Promise<v.InferOutput<typeof itemSchema> | undefined> {
    try {
      return v.parse(itemSchema, JSON.parse(await readFile(path.join(this.#folder, name), 'utf8')));
    } catch (error) {
      // One unreadable item must not keep the others from being sent.
      this.#log.error('outbox.unreadable', { detail: error instanceof Error ? error.message : String(error) });
      return undefined;
    }
  }

  #path(id: string): string {
    return path.join(this.#folder, `${stem(id)}.json`);
  }

  #spoolPath(id: string): string {
    return this.#path(id).replace(/\.json$/u, SPOOL);
  }
}

/** The name under which an item's files stand: an id never becomes a path. */
function stem(id: string): string {
  return createHash('sha256').update(id).digest('hex');
}

function isCarried({ kind }: OutboxItem): boolean {
  return kind === 'transfer' || kind === 'termination';
}
