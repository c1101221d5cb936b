/** Timers by name, one of each: a later one takes the place of an earlier one. */
export class Timers {
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();

  has(name: string): boolean {
    return this.#timers.has(name);
  }

  set(name: string, milliseconds: number, run: () => void): void {
    clearTimeout(this.#timers.get(name));
    const timer = setTimeout(() => {
      this.#timers.delete(name);
      run();
    }, milliseconds);
    this.#timers.set(name, timer);
  }

  clear(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }
}
