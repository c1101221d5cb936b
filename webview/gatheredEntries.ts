import type { EntryView, HostMessage } from './protocol/messages.ts';

type EntriesMessage = Extract<HostMessage, { type: 'entries' }>;

/** What came since the page was drawn last, as one message: a flood is merged into the view once a frame, not once each. */
export class GatheredEntries {
  readonly #upsert = new Map<string, EntryView>();
  readonly #remove = new Set<string>();

  add({ upsert, remove }: EntriesMessage): void {
    for (const entry of upsert) {
      this.#upsert.set(entry.key, entry);
      this.#remove.delete(entry.key);
    }
    for (const key of remove) {
      this.#upsert.delete(key);
      this.#remove.add(key);
    }
  }

  /** All of it; nothing is left then. `undefined` where nothing came. */
  take(): EntriesMessage | undefined {
    if (this.#upsert.size === 0 && this.#remove.size === 0) return undefined;
    const message: EntriesMessage = { type: 'entries', upsert: [...this.#upsert.values()], remove: [...this.#remove] };
    this.#upsert.clear();
    this.#remove.clear();
    return message;
  }
}
