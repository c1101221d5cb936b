import type { Logger } from '../log.ts';
import type { Progress } from '../transfers/progressMeter.ts';
import { SourceError } from '../transfers/sourceError.ts';
import { askedWaitMs } from './backoff.ts';
import { RequestError } from './errors.ts';
import { NotCarriedError, OutboxLane } from './outboxLane.ts';
import type {
  OutboxEntry,
  OutboxItem,
  SendItem,
  TerminationItem,
  TransferItem,
  TransferKnowledge,
} from './outboxItem.ts';

/** Where items wait over a reload. `load` gives them in the order in which they were put. */
export interface OutboxStorage {
  load(): Promise<OutboxItem[]>;
  /** At the last `load` another window carried some of the items, and may leave them behind. */
  readonly elsewhere?: boolean;
  put(item: OutboxItem): Promise<void>;
  /** Puts another form of an item in its place. */
  update(item: OutboxItem): Promise<void>;
  /** Forgets an item, and bytes that were kept for it. */
  remove(id: string): Promise<void>;
  /** Where bytes are kept for an item. */
  spoolPath(id: string): Promise<string>;
  /** Leaves what waits to another window. */
  leave?(): Promise<void>;
}

/** What the one who carries an item hears and tells. */
export interface Carriage {
  /** Aborted where the connection is gone, or the item was given up. */
  readonly signal: AbortSignal;
  readonly progress: (progress: Progress) => void;
  /** Keeps what was found out about a transfer, over a reload too. */
  readonly note: (known: TransferKnowledge) => Promise<void>;
}

export interface OutboxOptions {
  storage: OutboxStorage;
  /** Sends one item and settles with the server's answer; rejects with RequestError where it refuses. */
  send(item: OutboxItem, carriage: Carriage): Promise<Record<string, unknown>>;
  /** An item was added, moved on, failed or is gone; `acknowledged` carries the answer where it arrived. */
  onChange(change: { id: string; acknowledged?: Record<string, unknown>; item: OutboxItem }): void;
  log: Logger;
}

type Transfer = TransferItem | TerminationItem;
type Message = Exclude<OutboxItem, Transfer>;
type Kept = OutboxEntry | TerminationItem;

/** Pause before a refused send that may succeed later is tried again. */
const RETRY_MS = 2_000;
/** Transfers that are under way at once: a small one does not wait for the end of a large one. */
const TRANSFERS = 2;

/**
 * Keeps what a person sent until the server acknowledged it: on disk before it is shown as pending, through loss of
 * the connection and reload of the window. Messages, and files that fit a frame, go one at a time, so that all arrive
 * in the order in which they were sent; transfers have a lane of their own and hold nobody back. Repeats are harmless,
 * since the server knows each item by its id.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  #kept: Kept[] = [];
  #adding: Promise<unknown> = Promise.resolve();
  #successor: Outbox | undefined;
  /** Items that are being given up: nothing of them starts until that is kept. */
  readonly #givingUp = new Set<string>();
  readonly #messages = new OutboxLane<Message>({
    width: 1,
    next: (busy) => this.#next(isMessage, busy),
    deliver: (item, signal) => this.#deliver(item, signal),
  });
  readonly #transfers = new OutboxLane<Transfer>({
    width: TRANSFERS,
    next: (busy) => this.#next(isTransfer, busy),
    deliver: (item, signal) => this.#deliver(item, signal),
  });

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  get entries(): readonly OutboxEntry[] {
    return this.#kept.filter((item) => item.kind !== 'termination');
  }

  /** Another window carries some of what waits here; `load` again takes up what it leaves. */
  get elsewhere(): boolean {
    return this.#options.storage.elsewhere ?? false;
  }

  /**
   * Takes up what an earlier window left.
   *
   * @param before another outbox of the same storage, in whose place this one goes on: what is given to it from now on
   * is given to this one
   */
  async load(before?: Outbox): Promise<void> {
    const left = before ? before.#handOver(this) : Promise.resolve();
    const loaded = left.then(() => this.#options.storage.load());
    // What is said meanwhile comes after it, on disk too.
    this.#adding = Promise.allSettled([this.#adding, loaded]);
    const kept = await loaded;
    const known = new Set(this.#kept.map((item) => item.id));
    this.#kept = [...kept.filter((item) => !known.has(item.id)), ...this.#kept];
    this.#pump();
  }

  /** Keeps `item` and sends it as soon as it can be. Rejects where it cannot be kept; it is not sent then. */
  async add(item: SendItem): Promise<void> {
    if (this.#successor) return this.#successor.add(item);
    // One after another, so that two sends in a row keep their order.
    const kept = this.#adding.then(() => this.#options.storage.put(item));
    this.#adding = kept.catch(() => undefined);
    await kept;
    this.#kept.push({ ...item });
    this.#options.onChange({ id: item.id, item });
    this.#pump();
  }

  /** Where to put bytes of an item that is about to be added; they go with it. */
  spoolPath(id: string): Promise<string> {
    return this.#options.storage.spoolPath(id);
  }

  /** The connection can carry sends now. */
  open(): void {
    this.#messages.open();
    this.#transfers.open();
  }

  /** The connection is gone; what was under way counts as not sent, and a transfer as far as the server has it. */
  close(): void {
    this.#messages.close();
    this.#transfers.close();
    for (const entry of this.entries) {
      if (!entry.progress || entry.progress.paused === true) continue;
      const { bytes, totalBytes } = entry.progress;
      this.#progress(entry, { bytes, totalBytes, paused: true });
    }
  }

  /** Nothing is sent from here any more: what waits stays on disk, for another window, or the next time. */
  async leave(): Promise<void> {
    this.close();
    await this.#adding;
    await this.#options.storage.leave?.().catch((error: unknown) => this.#warn('outbox.unleft', error));
  }

  /** Sends a failed item again, under the same id. */
  retry(id: string): void {
    const entry = this.#entry(id);
    if (!entry?.failure) return;
    delete entry.failure;
    this.#options.onChange({ id, item: entry });
    (isTransfer(entry) ? this.#transfers : this.#messages).resume();
  }

  /** Gives up an item for good; a message that is under way may still arrive. */
  async discard(id: string): Promise<void> {
    const entry = this.#entry(id);
    if (!entry) return;
    const gone = entry.kind === 'transfer' ? this.#giveUp(entry) : this.#forget(entry);
    this.#options.onChange({ id, item: entry });
    await gone;
  }

  /** The event of this item is in the room's log: whatever answer was to come, it arrived. */
  async arrived(id: string): Promise<void> {
    const entry = this.#entry(id);
    if (entry?.kind !== 'transfer') return;
    await this.#transfers.stop(id);
    if (!this.#kept.includes(entry)) return;
    await this.#forget(entry);
    this.#options.onChange({ id, item: entry });
  }

  /** Settles once all that was given to this one before is where the other one finds it. */
  async #handOver(successor: Outbox): Promise<void> {
    const earlier = this.#successor;
    this.#successor = successor;
    await (earlier ? earlier.#handOver(successor) : this.leave());
    this.#kept = [];
  }

  #entry(id: string): OutboxEntry | undefined {
    return this.entries.find((candidate) => candidate.id === id);
  }

  #next<Item extends OutboxItem>(is: (item: OutboxItem) => item is Item, busy: ReadonlySet<string>): Item | undefined {
    for (const item of this.#kept) {
      const failed = 'failure' in item;
      if (is(item) && !failed && !busy.has(item.id) && !this.#givingUp.has(item.id)) return item;
    }
    return undefined;
  }

  #pump(): void {
    this.#messages.pump();
    this.#transfers.pump();
  }

  async #deliver(item: Message | Transfer, signal: AbortSignal): Promise<number | undefined> {
    try {
      const answer = await this.#options.send(item, {
        signal,
        progress: (progress) => {
          if (!signal.aborted) this.#progress(item, progress);
        },
        note: (known) => this.#note(item, known),
      });
      await this.#forget(item);
      this.#options.onChange({ id: item.id, acknowledged: answer, item });
      return undefined;
    } catch (error) {
      return this.#refused(item, error instanceof Error ? error : new Error(String(error)));
    }
  }

  /** Answers how long to wait before anything else of the lane is sent. */
  #refused(item: Kept, error: Error): number | undefined {
    if (error instanceof NotCarriedError) return undefined;
    // A transfer has tried again by itself what may help; of anything else nothing is known without an answer: it is
    // sent again under the same id once a connection is there.
    if (item.kind !== 'transfer' && !(error instanceof RequestError)) return RETRY_MS;
    const refusal = error instanceof RequestError ? error : undefined;
    this.#options.log.warn('outbox.refused', { code: refusal?.code ?? error.name, kind: item.kind });
    if (item.kind === 'termination') {
      // The server lets it expire.
      void this.#forget(item);
      return undefined;
    }
    if (typeof refusal?.retry === 'number' && item.kind !== 'transfer') return askedWaitMs(refusal.retry);
    const final = refusal ? refusal.retry === 'no' : error instanceof SourceError && error.code === 'changed';
    item.failure = { error, retryable: !final };
    delete item.progress;
    this.#options.onChange({ id: item.id, item });
    return undefined;
  }

  /** Takes a transfer back: out of sight at once, then from the server too, when it is known to have something of it. */
  async #giveUp({ id, createdAt, uploadPath }: TransferItem): Promise<void> {
    const termination: TerminationItem = { kind: 'termination', id, createdAt, uploadPath };
    this.#givingUp.add(id);
    this.#kept = this.#kept.map((item) => (item.id === id ? termination : item));
    await this.#transfers.stop(id);
    // Unless it arrived after all.
    if (this.#kept.includes(termination)) {
      if (termination.uploadPath === undefined) await this.#forget(termination);
      else await this.#keep(termination);
    }
    this.#givingUp.delete(id);
    this.#transfers.pump();
  }

  async #note(item: Kept, known: TransferKnowledge): Promise<void> {
    // Given up meanwhile: what the server made is all that is still of interest.
    const kept = this.#kept.find((candidate) => candidate.id === item.id);
    if (kept?.kind === 'termination' && 'uploadPath' in known) kept.uploadPath = known.uploadPath;
    if (kept?.kind !== 'transfer') return;
    Object.assign(kept, known);
    const plain: OutboxEntry = { ...kept };
    delete plain.failure;
    delete plain.progress;
    await this.#keep(plain);
  }

  #progress(item: Kept, progress: Progress): void {
    if (item.kind !== 'transfer' || !this.#kept.includes(item)) return;
    (item as OutboxEntry).progress = progress;
    this.#options.onChange({ id: item.id, item });
  }

  /** Without it, an upload begins anew after a reload, or is left to expire. */
  async #keep(item: OutboxItem): Promise<void> {
    await this.#options.storage.update(item).catch((error: unknown) => this.#warn('outbox.unkept', error));
  }

  async #forget(item: Kept): Promise<void> {
    this.#kept = this.#kept.filter((candidate) => candidate.id !== item.id);
    // It is sent once more after a reload, which the server recognises.
    await this.#options.storage.remove(item.id).catch((error: unknown) => this.#warn('outbox.kept', error));
  }

  #warn(event: string, error: unknown): void {
    this.#options.log.warn(event, { detail: error instanceof Error ? error.message : String(error) });
  }
}

function isTransfer(item: OutboxItem): item is Transfer {
  return item.kind === 'transfer' || item.kind === 'termination';
}

function isMessage(item: OutboxItem): item is Message {
  return !isTransfer(item);
}
