import type { Logger } from '../log.ts';
import { askedWaitMs } from './backoff.ts';
import { RequestError } from './errors.ts';

interface ItemBase {
  /** The idempotency key of the send ([MSG3]). */
  id: string;
  /** Unix milliseconds. */
  createdAt: number;
}

/** A message or file that the server has not acknowledged yet. */
export type OutboxItem =
  | (ItemBase & {
      kind: 'message';
      text: string;
      /** The place of the message that this one answers. */
      replyTo?: number | undefined;
    })
  | (ItemBase & { kind: 'file'; name: string; mediaType: string; size: number; sha256: string; data: string });

export type OutboxEntry = OutboxItem & { failure?: { error: Error; retryable: boolean } };

/** Where items wait over a reload. `load` gives them in the order in which they were put. */
export interface OutboxStorage {
  load(): Promise<OutboxItem[]>;
  put(item: OutboxItem): Promise<void>;
  remove(id: string): Promise<void>;
}

export interface OutboxOptions {
  storage: OutboxStorage;
  /** Sends one item and settles with the server's answer; rejects with RequestError where it refuses. */
  send(item: OutboxItem): Promise<Record<string, unknown>>;
  /** An item was added, failed or is gone; `acknowledged` carries the answer where it arrived. */
  onChange(change: { id: string; acknowledged?: Record<string, unknown>; item: OutboxItem }): void;
  log: Logger;
}

/** Pause before a refused send that may succeed later is tried again. */
const RETRY_MS = 2_000;

/**
 * Keeps what a person sent until the server acknowledged it: on disk before it is shown as pending, through loss of
 * the connection and reload of the window. One item is under way at a time, so that all arrive in the order in which
 * they were sent; repeats are harmless, since the server knows each by its id.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  #entries: OutboxEntry[] = [];
  #adding: Promise<unknown> = Promise.resolve();
  #open = false;
  #running = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  get entries(): readonly OutboxEntry[] {
    return this.#entries;
  }

  /** Takes up what an earlier window left. */
  async load(): Promise<void> {
    const loaded = this.#options.storage.load();
    // What is said meanwhile comes after it, on disk too.
    this.#adding = Promise.allSettled([this.#adding, loaded]);
    const kept = await loaded;
    const known = new Set(this.#entries.map((entry) => entry.id));
    this.#entries = [...kept.filter((item) => !known.has(item.id)), ...this.#entries];
    this.#pump();
  }

  /** Keeps `item` and sends it as soon as it can be. Rejects where it cannot be kept; it is not sent then. */
  async add(item: OutboxItem): Promise<void> {
    // One after another, so that two sends in a row keep their order.
    const kept = this.#adding.then(() => this.#options.storage.put(item));
    this.#adding = kept.catch(() => undefined);
    await kept;
    this.#entries.push({ ...item });
    this.#options.onChange({ id: item.id, item });
    this.#pump();
  }

  /** The connection can carry sends now. */
  open(): void {
    this.#open = true;
    this.#resume();
  }

  /** The connection is gone; what was under way counts as not sent. */
  close(): void {
    this.#open = false;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Sends a failed item again, under the same id. */
  retry(id: string): void {
    const entry = this.#entries.find((candidate) => candidate.id === id);
    if (!entry?.failure) return;
    delete entry.failure;
    this.#options.onChange({ id, item: entry });
    this.#resume();
  }

  /** Gives up an item for good; one under way may still arrive. */
  async discard(id: string): Promise<void> {
    const entry = this.#entries.find((candidate) => candidate.id === id);
    if (!entry) return;
    await this.#forget(entry);
    this.#options.onChange({ id, item: entry });
  }

  #pump(): void {
    if (!this.#open || this.#running || this.#timer) return;
    const entry = this.#entries.find((candidate) => !candidate.failure);
    if (!entry) return;
    this.#running = true;
    void this.#deliver(entry).finally(() => {
      this.#running = false;
      this.#pump();
    });
  }

  #resume(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#pump();
  }

  async #deliver(entry: OutboxEntry): Promise<void> {
    try {
      const answer = await this.#options.send(entry);
      await this.#forget(entry);
      this.#options.onChange({ id: entry.id, acknowledged: answer, item: entry });
    } catch (error) {
      this.#refused(entry, error instanceof Error ? error : new Error(String(error)));
    }
  }

  #refused(entry: OutboxEntry, error: Error): void {
    // Without an answer nothing is known: it is sent again under the same id once a connection is there.
    if (!(error instanceof RequestError)) {
      this.#pause(RETRY_MS);
      return;
    }
    this.#options.log.warn('outbox.refused', { code: error.code, kind: entry.kind });
    if (typeof error.retry === 'number') {
      this.#pause(askedWaitMs(error.retry));
      return;
    }
    entry.failure = { error, retryable: error.retry === 'same_id' };
    this.#options.onChange({ id: entry.id, item: entry });
  }

  #pause(ms: number): void {
    // The next connection sends it anyway.
    if (this.#open) this.#timer = setTimeout(() => this.#resume(), ms);
  }

  async #forget(entry: OutboxEntry): Promise<void> {
    this.#entries = this.#entries.filter((candidate) => candidate.id !== entry.id);
    try {
      await this.#options.storage.remove(entry.id);
    } catch (error) {
      // It is sent once more after a reload, which the server recognises.
      this.#options.log.warn('outbox.kept', { detail: error instanceof Error ? error.message : String(error) });
    }
  }
}
