/**
 * The keyboard that the host wants to be somewhere in the page. Where the editor has it by then, in a palette that was
 * opened meanwhile, it stays there: the wish is met when the page gets the keyboard back, unless by a click.
 */
export class WantedFocus {
  #waiting: AbortController | undefined;

  /** Calls `focus` once the page has the keyboard; a newer wish takes the place of an older one. */
  ask(focus: () => void): void {
    this.#waiting?.abort();
    this.#waiting = undefined;
    if (document.hasFocus()) {
      focus();
      return;
    }
    const waiting = new AbortController();
    this.#waiting = waiting;
    const { signal } = waiting;
    window.addEventListener('pointerdown', () => waiting.abort(), { signal, capture: true });
    window.addEventListener('focus', () => this.ask(focus), { signal });
  }
}
