import type { Clock, Timer } from '../../server/clock.ts';

/** A clock that stands still until a test moves it. */
export class FakeClock implements Clock {
  #wall: number;
  #elapsed = 0;
  #timers: { at: number; task: () => void }[] = [];

  constructor(wall = 1_800_000_000_000) {
    this.#wall = wall;
  }

  now(): number {
    return this.#wall;
  }

  monotonic(): number {
    return this.#elapsed;
  }

  after(delayMs: number, task: () => void): Timer {
    const timer = { at: this.#elapsed + delayMs, task };
    this.#timers.push(timer);
    return { cancel: () => (this.#timers = this.#timers.filter((other) => other !== timer)) };
  }

  /** Lets time pass; what falls due runs in its order. */
  advance(milliseconds: number): void {
    const end = this.#elapsed + milliseconds;
    for (;;) {
      const [next] = this.#timers.filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at);
      if (!next) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#pass(Math.max(0, next.at - this.#elapsed));
      next.task();
    }
    this.#pass(end - this.#elapsed);
  }

  /** Sets the wall clock without time passing. */
  jump(milliseconds: number): void {
    this.#wall += milliseconds;
  }

  #pass(milliseconds: number): void {
    this.#elapsed += milliseconds;
    this.#wall += milliseconds;
  }
}
