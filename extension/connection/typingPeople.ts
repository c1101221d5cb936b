/** Somebody who was heard typing counts as such for this long unless they are heard again, in milliseconds. */
const TYPING_MS = 7_000;
/** That one is typing is said again at most this often, in milliseconds. */
const TYPING_EVERY_MS = 3_000;
/** People that are kept at most: a server may say that thousands are typing. */
const MOST_PEOPLE = 100;

/**
 * Who is typing in a room now. Forgets by itself those who are not heard any more ([RM4]: such frames may be dropped), and
 * says no more often than needed that this person is.
 */
export class TypingPeople {
  readonly #timers = new Map<string, { name: string; timer: NodeJS.Timeout }>();
  readonly #onChange: () => void;
  readonly #tell: (on: boolean) => void;
  #saidAt: number | undefined;

  /** @param tell tells the others whether this person is typing */
  constructor(onChange: () => void, tell: (on: boolean) => void) {
    this.#onChange = onChange;
    this.#tell = tell;
  }

  /** In the order in which they began. */
  get names(): string[] {
    return [...this.#timers.values()].map(({ name }) => name);
  }

  /** This person is typing, or stopped. */
  say(on: boolean): void {
    const now = Date.now();
    if (on ? now - (this.#saidAt ?? 0) < TYPING_EVERY_MS : this.#saidAt === undefined) return;
    this.#saidAt = on ? now : undefined;
    this.#tell(on);
  }

  hear(user: { id: string; name: string }, on: boolean): void {
    const known = this.#timers.get(user.id);
    if (!on) {
      this.stop(user.id);
      return;
    }
    if (known === undefined && this.#timers.size >= MOST_PEOPLE) return;
    clearTimeout(known?.timer);
    const timer = setTimeout(() => this.stop(user.id), TYPING_MS);
    // Nothing but this line on the screen waits for it.
    timer.unref();
    this.#timers.set(user.id, { name: user.name, timer });
    if (known?.name !== user.name) this.#onChange();
  }

  /** Somebody stopped, or said what they were typing. */
  stop(userId: string): void {
    const known = this.#timers.get(userId);
    if (!known) return;
    clearTimeout(known.timer);
    this.#timers.delete(userId);
    this.#onChange();
  }

  /** Nobody is heard without a connection. */
  clear(): void {
    this.#saidAt = undefined;
    if (this.#timers.size === 0) return;
    for (const { timer } of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.#onChange();
  }
}
