import type { Progress } from './progressMeter.ts';

/** What takes longer than this while nobody sees its card is told in a notification, in milliseconds. */
const LONG_MS = 3_000;

/** A file on its way. */
export interface RunningTransfer {
  /** The same for as long as it runs. */
  key: string;
  direction: 'up' | 'down';
  name: string;
  progress: Progress;
  cancel: () => void;
}

/** A notification that is up. */
export interface TransferNotice {
  update(progress: Progress): void;
  close(): void;
}

export interface LongTransfersOptions {
  running(): readonly RunningTransfer[];
  /** Whether nobody can see the cards. */
  isHidden(): boolean;
  /** Puts a notification up. */
  open(transfer: RunningTransfer): TransferNotice;
  now?: () => number;
}

/** Knows which transfers are worth a notification: those that take long, for as long as the chat is out of sight. */
export class LongTransfers {
  readonly #options: LongTransfersOptions;
  readonly #known = new Map<string, { since: number; notice?: TransferNotice }>();

  constructor(options: LongTransfersOptions) {
    this.#options = options;
  }

  /** Looks at what runs now; call it whenever something moved on, ended, or came into view. */
  look(): void {
    const now = (this.#options.now ?? (() => performance.now()))();
    const isHidden = this.#options.isHidden();
    const running = this.#options.running();
    for (const [key, { notice }] of this.#known) {
      if (running.some((transfer) => transfer.key === key)) continue;
      notice?.close();
      this.#known.delete(key);
    }
    for (const transfer of running) {
      const known = this.#known.get(transfer.key) ?? { since: now };
      this.#known.set(transfer.key, known);
      if (!isHidden) {
        known.notice?.close();
        delete known.notice;
      } else if (now - known.since >= LONG_MS) {
        known.notice ??= this.#options.open(transfer);
        known.notice.update(transfer.progress);
      }
    }
  }

  /** Takes every notification down. */
  dispose(): void {
    for (const { notice } of this.#known.values()) notice?.close();
    this.#known.clear();
  }
}
