import type { Clock, Timer } from '../clock.ts';
import type { Logger } from '../log.ts';
import { ask } from '../store/ask.ts';
import type { MessageStore } from '../store/messageStore.ts';
import type { Upload } from './upload.ts';

/** How often it is looked for uploads that have expired. */
const EXPIRY_INTERVAL_MS = 60_000;
/** How often what is past is removed from the store. */
const FORGET_INTERVAL_MS = 3_600_000;

export interface UploadExpiryDeps {
  store: MessageStore;
  clock: Clock;
  log: Logger;
  /** How long an upload that nothing comes for is kept, and how long the end of one is told. */
  expiresMs: number;
  /** Those that are not finished. */
  open: () => Iterable<Upload>;
  /** Ends one; called with a turn. */
  remove: (upload: Upload) => Promise<void>;
}

/** Ends uploads that nothing comes for, and forgets those that ended long ago ([FL3]). */
export class UploadExpiry {
  readonly #deps: UploadExpiryDeps;
  #timer: Timer | undefined;
  #isClosed = false;
  #forgotAt = -Infinity;

  constructor(deps: UploadExpiryDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#timer = this.#deps.clock.after(EXPIRY_INTERVAL_MS, () => {
      this.#look().then(
        () => undefined,
        (error: unknown) => this.#deps.log.warn({ err: error }, 'uploads_expire'),
      );
      if (!this.#isClosed) this.start();
    });
  }

  close(): void {
    this.#isClosed = true;
    this.#timer?.cancel();
  }

  async #look(): Promise<void> {
    const { clock, expiresMs, store, open } = this.#deps;
    for (const upload of [...open()]) {
      if (upload.idleMs < expiresMs) continue;
      // One that cannot be ended now is looked at again with the next.
      await this.#expire(upload).catch((error: unknown) => this.#deps.log.warn({ err: error }, 'upload_expire'));
    }
    if (clock.monotonic() - this.#forgotAt < FORGET_INTERVAL_MS) return;
    this.#forgotAt = clock.monotonic();
    const now = clock.now();
    await ask(store, 'forgetUploads', { finishedBefore: now - expiresMs, now });
  }

  async #expire(upload: Upload): Promise<void> {
    const turn = await upload.take();
    try {
      // Something may have come before the turn did.
      if (upload.idleMs >= this.#deps.expiresMs) await this.#deps.remove(upload);
    } finally {
      turn.end();
    }
  }
}
