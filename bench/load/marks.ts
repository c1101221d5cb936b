/**
 * Stands once in each message, so that deliveries can be counted in bytes that nobody takes apart. Three in a row, because
 * one or two of the same byte may also be the length of a frame.
 */
export const MARK = '###';

const SIGN = MARK.charCodeAt(0);

/** Counts the marks of one stream of bytes, which may be cut anywhere. */
export class MarkCounter {
  /** Signs that the bytes so far end with. */
  #open = 0;

  /** @returns how many marks end in `bytes`, those that began before included */
  count(bytes: Buffer): number {
    let marks = 0;
    let at = 0;
    while (at < bytes.length) {
      if (this.#open === 0) {
        at = bytes.indexOf(SIGN, at);
        if (at === -1) return marks;
      }
      this.#open = bytes[at] === SIGN ? this.#open + 1 : 0;
      if (this.#open === MARK.length) {
        marks += 1;
        this.#open = 0;
      }
      at += 1;
    }
    return marks;
  }
}
