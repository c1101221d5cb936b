/** How often it is looked, in milliseconds. */
const LOOK_MS = 5;

/**
 * How long this process keeps what else it has to do waiting, by the processor's time that passes between two looks: that
 * of a clock would also count what other programs of the machine take.
 */
export class TurnMeter {
  readonly #turnsMs: number[] = [];
  readonly #timer: NodeJS.Timeout;

  constructor() {
    let before = process.cpuUsage();
    this.#timer = setInterval(() => {
      const now = process.cpuUsage();
      this.#turnsMs.push((now.user - before.user + now.system - before.system) / 1_000);
      before = now;
    }, LOOK_MS);
  }

  /** Nine turns of ten took no more than this, in milliseconds; 0 where there was none. The meter stops. */
  stop(): number {
    clearInterval(this.#timer);
    const turns = this.#turnsMs.toSorted((a, b) => a - b);
    return turns[Math.floor(turns.length * 0.9)] ?? 0;
  }
}
