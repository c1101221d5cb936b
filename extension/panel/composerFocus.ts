/** How long a command waits for the cursor to be in the composer, in milliseconds; it may have to wait for a palette. */
const MOST_WAIT_MS = 2_000;

/** Who waits for the cursor to be in the composer of one page. */
export class ComposerFocus {
  readonly #waiting = new Set<() => void>();

  /** Resolves once the page has said so, or after {@link MOST_WAIT_MS}. */
  awaited(): Promise<void> {
    return new Promise((resolve) => {
      const settle = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(settle);
        resolve();
      };
      const timer = setTimeout(settle, MOST_WAIT_MS);
      this.#waiting.add(settle);
    });
  }

  /** The cursor is there, or never will be. */
  settle(): void {
    for (const settle of [...this.#waiting]) settle();
  }
}
