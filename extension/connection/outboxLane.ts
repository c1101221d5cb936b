import type { OutboxItem } from './outboxItem.ts';

/** Why an item is not under way any more. */
export class NotCarriedError extends Error {
  readonly code: 'paused' | 'given_up';

  constructor(code: 'paused' | 'given_up') {
    super(code);
    this.name = 'NotCarriedError';
    this.code = code;
  }
}

export interface OutboxLaneOptions<Item extends OutboxItem> {
  /** Most items that are under way at once. */
  width: number;
  /** The next item that may go, other than those in `busy`. */
  next(busy: ReadonlySet<string>): Item | undefined;
  /** Carries one; never rejects. Answers how long nothing of this lane is sent after it, in milliseconds. */
  deliver(item: Item, signal: AbortSignal): Promise<number | undefined>;
}

interface UnderWay {
  abort: AbortController;
  settled: Promise<void>;
}

/** Takes items to the server, in order and so many at a time, while there is a connection. */
export class OutboxLane<Item extends OutboxItem> {
  readonly #options: OutboxLaneOptions<Item>;
  readonly #underWay = new Map<string, UnderWay>();
  #open = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: OutboxLaneOptions<Item>) {
    this.#options = options;
  }

  /** Sends from now on. */
  open(): void {
    this.#open = true;
    this.resume();
  }

  /** Sends nothing more; what is under way is told so. */
  close(): void {
    this.#open = false;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const { abort } of this.#underWay.values()) abort.abort(new NotCarriedError('paused'));
  }

  /** Goes on at once, whatever pause was asked for. */
  resume(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.pump();
  }

  /** Sends what there is to send. */
  pump(): void {
    while (this.#open && this.#timer === undefined && this.#underWay.size < this.#options.width) {
      const item = this.#options.next(new Set(this.#underWay.keys()));
      if (!item) return;
      this.#start(item);
    }
  }

  /** Ends the way of an item; resolves when nothing of it moves any more. */
  async stop(id: string): Promise<void> {
    const underWay = this.#underWay.get(id);
    underWay?.abort.abort(new NotCarriedError('given_up'));
    await underWay?.settled;
  }

  #start(item: Item): void {
    const abort = new AbortController();
    const settled = this.#options.deliver(item, abort.signal).then((pauseMs) => {
      this.#underWay.delete(item.id);
      // The next connection sends it anyway.
      if (pauseMs !== undefined && this.#open) this.#pause(pauseMs);
      this.pump();
    });
    this.#underWay.set(item.id, { abort, settled });
  }

  #pause(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.resume(), ms);
  }
}
