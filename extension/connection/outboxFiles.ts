import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import type { Logger } from '../log.ts';
import type { OutboxItem, OutboxStorage } from './outbox.ts';

const base = { id: v.string(), createdAt: v.number(), order: v.number() };
const itemSchema = v.variant('kind', [
  v.object({ ...base, kind: v.literal('message'), text: v.string(), replyTo: v.optional(v.number()) }),
  v.object({
    ...base,
    kind: v.literal('file'),
    name: v.string(),
    mediaType: v.string(),
    size: v.number(),
    sha256: v.string(),
    data: v.string(),
  }),
]);

/**
 * An outbox on disk: one JSON file an item, in a folder for each server, room and name. A file is written aside, synced
 * and renamed, so that a crash leaves a whole item or none.
 */
export class OutboxFiles implements OutboxStorage {
  readonly #folder: string;
  readonly #log: Logger;
  #order = 0;

  /** @param place what keeps one outbox apart from another, such as server, room and name */
  constructor(root: string, place: readonly string[], log: Logger) {
    this.#folder = path.join(root, createHash('sha256').update(JSON.stringify(place)).digest('hex').slice(0, 32));
    this.#log = log;
  }

  async load(): Promise<OutboxItem[]> {
    const items: v.InferOutput<typeof itemSchema>[] = [];
    for (const name of await this.#names()) {
      const item = await this.#read(name);
      if (item) items.push(item);
    }
    // Never by the clock, which may be set back; two windows may have given the same number.
    items.sort((one, other) => one.order - other.order || one.createdAt - other.createdAt);
    this.#order = Math.max(this.#order, items.at(-1)?.order ?? 0);
    return items;
  }

  async put(item: OutboxItem): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    this.#order += 1;
    const temporary = path.join(this.#folder, `${randomUUID()}.tmp`);
    try {
      const file = await open(temporary, 'wx', 0o600);
      try {
        await file.writeFile(JSON.stringify({ ...item, order: this.#order }));
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, this.#path(item.id));
    } catch (error) {
      // What was written of it, on a full disk too, is somebody's text: it does not stay behind.
      await rm(temporary, { force: true });
      throw error;
    }
  }

  async remove(id: string): Promise<void> {
    await rm(this.#path(id), { force: true });
  }

  async #names(): Promise<string[]> {
    try {
      return (await readdir(this.#folder)).filter((name) => name.endsWith('.json'));
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
    return path.join(this.#folder, `${createHash('sha256').update(id).digest('hex')}.json`);
  }
}
