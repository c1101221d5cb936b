/** Listeners of one kind of event, for files that do not know the editor's own emitter. */
export class Emitter<T> {
  readonly #listeners = new Set<(value: T) => void>();

  /** Calls `listener` at every event until the returned function is called. */
  on(listener: (value: T) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  emit(value: T): void {
    for (const listener of [...this.#listeners]) listener(value);
  }

  /** Drops every listener: nothing fires after. */
  clear(): void {
    this.#listeners.clear();
  }
}
