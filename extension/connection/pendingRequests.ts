interface PendingRequest {
  resolve(body: Record<string, unknown>): void;
  reject(error: Error): void;
  timer: NodeJS.Timeout;
}

export interface RequestHandling {
  timeoutMs: number;
  /** No answer came in time; the request stays pending until it is settled otherwise. */
  onTimeout: () => void;
  /** Called with the answer before the next frame is read; what it throws rejects the request. */
  onAnswer?: ((body: Record<string, unknown>) => void) | undefined;
}

/** Requests that wait for their answers, by id ([RQ1]). Each is settled once. */
export class PendingRequests {
  readonly #pending = new Map<string, PendingRequest>();

  add(id: string, { timeoutMs, onTimeout, onAnswer }: RequestHandling): Promise<Record<string, unknown>> {
    return new Promise((resolve, reject) => {
      this.#pending.set(id, {
        timer: setTimeout(onTimeout, timeoutMs),
        reject,
        resolve: (body) => {
          try {
            onAnswer?.(body);
            resolve(body);
          } catch (error) {
            reject(error instanceof Error ? error : new Error(String(error)));
          }
        },
      });
    });
  }

  resolve(id: string, body: Record<string, unknown>): void {
    this.#take(id)?.resolve(body);
  }

  /** Answers whether the request was pending. */
  reject(id: string, error: Error): boolean {
    const pending = this.#take(id);
    pending?.reject(error);
    return pending !== undefined;
  }

  rejectAll(error: Error): void {
    for (const id of [...this.#pending.keys()]) this.reject(id, error);
  }

  #take(id: string): PendingRequest | undefined {
    const pending = this.#pending.get(id);
    if (!pending) return undefined;
    this.#pending.delete(id);
    clearTimeout(pending.timer);
    return pending;
  }
}
