/** Texts that are kept a room. */
const MOST_TEXTS = 50;

/**
 * What was sent from this composer, to be gone back to. While one looks through it the text that was being written is
 * kept at the newest end.
 */
export class SentTexts {
  /** Oldest first. */
  #texts: string[] = [];
  /** Steps back from what is being written; 0 is that itself. */
  #back = 0;
  #writing = '';

  /** Notes what was sent; the same as the last one is noted once. */
  add(text: string): void {
    this.leave();
    if (this.#texts.at(-1) !== text) this.#texts = [...this.#texts, text].slice(-MOST_TEXTS);
  }

  /** The text one step further back, or `undefined` at the oldest. */
  older(current: string): string | undefined {
    if (this.#back === 0) this.#writing = current;
    const text = this.#texts.at(-this.#back - 1);
    if (this.#back >= this.#texts.length || text === undefined) return undefined;
    this.#back += 1;
    return text;
  }

  /** The text one step nearer, at last what was being written; `undefined` where nothing was gone back to. */
  newer(): string | undefined {
    if (this.#back === 0) return undefined;
    this.#back -= 1;
    return this.#back === 0 ? this.#writing : this.#texts.at(-this.#back);
  }

  /** What is shown is being written now: going back begins anew. */
  leave(): void {
    this.#back = 0;
    this.#writing = '';
  }
}
