interface Disposable {
  dispose(): unknown;
}

/** Owns subscriptions and disposes of them together, the last added first. */
export class DisposableStore {
  #items: Disposable[] = [];
  #disposed = false;

  /** Takes `item` over; where the store is disposed already, so is `item`, at once. */
  add<T extends Disposable>(item: T): T {
    if (this.#disposed) item.dispose();
    else this.#items.push(item);
    return item;
  }

  /** Takes over what `undo` takes back, such as the end of a subscription. */
  defer(undo: () => unknown): void {
    this.add({ dispose: undo });
  }

  dispose(): void {
    this.#disposed = true;
    const items = this.#items.reverse();
    this.#items = [];
    for (const item of items) item.dispose();
  }
}
