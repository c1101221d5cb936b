import { cpuTime } from './cpuTime.ts';

/** How often it is looked, in milliseconds. */
const LOOK_MS = 5;

/**
 * How long this process keeps what else it has to do waiting, by the processor's time that passes between two looks.
 */
export class TurnMeter {
  readonly #turnsMs: number[] = [];
  readonly #timer: NodeJS.Timeout;

  constructor() {
    let turn = cpuTime();
    this.#timer = setInterval(() => {
      this.#turnsMs.push(turn());
      turn = cpuTime();
    }, LOOK_MS);
  }

  /** Nine turns of ten took no more than this, in milliseconds; 0 where there was none. The meter stops. */
  stop(): number {
    clearInterval(this.#timer);
    const turns = this.#turnsMs.toSorted((a, b) => a - b);
    return turns[Math.floor(turns.length * 0.9)] ?? 0;
  }
}
