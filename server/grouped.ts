/** Values by key, mostly one for each: only where there are more does a key have a set of them. */
export class Grouped<Value extends object> {
  readonly #byKey = new Map<string, Value | Set<Value>>();

  has(key: string): boolean {
    return this.#byKey.has(key);
  }

  keys(): Iterable<string> {
    return this.#byKey.keys();
  }

  /** Of one key, in the order of coming. */
  of(key: string): Iterable<Value> {
    const held = this.#byKey.get(key);
    if (held === undefined) return [];
    return held instanceof Set ? held : [held];
  }

  count(key: string): number {
    const held = this.#byKey.get(key);
    if (held === undefined) return 0;
    return held instanceof Set ? held.size : 1;
  }

  add(key: string, value: Value): void {
    const held = this.#byKey.get(key);
    if (held === undefined) this.#byKey.set(key, value);
    else if (held instanceof Set) held.add(value);
    else if (held !== value) this.#byKey.set(key, new Set([held, value]));
  }

  /** @returns whether it was there */
  delete(key: string, value: Value): boolean {
    const held = this.#byKey.get(key);
    if (held instanceof Set) {
      const had = held.delete(value);
      if (held.size === 0) this.#byKey.delete(key);
      return had;
    }
    return held === value && this.#byKey.delete(key);
  }
}
