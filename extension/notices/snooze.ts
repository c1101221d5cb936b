import type { Memento } from 'vscode';
import type { Clock } from '../clock.ts';
import { Emitter } from '../emitter.ts';

const UNTIL_KEY = 'snoozedUntil';
/** A timer of Node holds no more than this; a longer wait is waited for in parts. */
const LONGEST_TIMER_MS = 2_000_000_000;
/** When the next day begins for somebody who is left alone until tomorrow, in hours. */
const MORNING_HOUR = 8;

/** For how long a person is left alone. */
export type SnoozeChoice = 'halfHour' | 'hour' | 'tomorrow';

/** Whether a person wants to be left alone for a while; remembered over windows. */
export class Snooze {
  /** Fires when it began, ended or changed. */
  readonly changes = new Emitter<void>();
  readonly #person: Memento;
  readonly #clock: Clock;
  #timer: { cancel(): void } | undefined;

  constructor(person: Memento, clock: Clock) {
    this.#person = person;
    this.#clock = clock;
    this.#wake();
  }

  /** Until when no notices are shown (Unix ms); `undefined` while they are. */
  get until(): number | undefined {
    const until = this.#person.get<number>(UNTIL_KEY, 0);
    return until > this.#clock.now() ? until : undefined;
  }

  async begin(choice: SnoozeChoice): Promise<void> {
    await this.#set(snoozeEnd(choice, this.#clock.now()));
  }

  async end(): Promise<void> {
    await this.#set(0);
  }

  dispose(): void {
    this.#timer?.cancel();
    this.changes.clear();
  }

  async #set(until: number): Promise<void> {
    await this.#person.update(UNTIL_KEY, until);
    this.#wake();
    this.changes.emit();
  }

  /** Tells at the end that it is over. */
  #wake(): void {
    this.#timer?.cancel();
    const { until } = this;
    if (until === undefined) return;
    this.#timer = this.#clock.after(Math.min(until - this.#clock.now(), LONGEST_TIMER_MS), () => {
      if (this.until === undefined) this.changes.emit();
      else this.#wake();
    });
  }
}

/** When a snooze that begins at `now` ends, both Unix ms; tomorrow is eight in the morning of the next day, local time. */
export function snoozeEnd(choice: SnoozeChoice, now: number): number {
  switch (choice) {
    case 'halfHour':
      return now + 30 * 60_000;
    case 'hour':
      return now + 60 * 60_000;
    case 'tomorrow': {
      const morning = new Date(now);
      morning.setDate(morning.getDate() + 1);
      morning.setHours(MORNING_HOUR, 0, 0, 0);
      return morning.getTime();
    }
  }
}
