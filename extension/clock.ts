/** Time as those parts see it that wait for it, so that a test can move it. */
export interface Clock {
  /** Unix milliseconds. */
  now(): number;
  /** Runs `task` once after `delayMs`, unless it is cancelled before. */
  after(delayMs: number, task: () => void): { cancel(): void };
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (delayMs, task) => {
    const timer = setTimeout(task, delayMs);
    return { cancel: () => clearTimeout(timer) };
  },
};
