/** That one types is told at most this often, in milliseconds. */
const TYPING_MS = 2_000;

/** Lets the others know that something is coming, and that it is not any more. */
export class TypingSignal {
  readonly #tell: (on: boolean) => void;
  #toldAt: number | undefined;

  constructor(tell: (on: boolean) => void) {
    this.#tell = tell;
  }

  /** Something changed in what is written; `on` where there is something that others will see. */
  note(on: boolean): void {
    const now = Date.now();
    if (on ? now - (this.#toldAt ?? 0) < TYPING_MS : this.#toldAt === undefined) return;
    this.#toldAt = on ? now : undefined;
    this.#tell(on);
  }

  /** Another room is shown: nobody there was told anything. */
  forget(): void {
    this.#toldAt = undefined;
  }
}
