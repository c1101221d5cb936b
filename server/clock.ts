/** A pending call; cancelling one that ran or was cancelled does nothing. */
export interface Timer {
  cancel(): void;
}

/** Where every time comes from, so that tests move it. */
export interface Clock {
  /** Wall time, Unix milliseconds: may jump either way. */
  now(): number;
  /** Milliseconds that only ever grow; what durations and limits are measured by. */
  monotonic(): number;
  /** Runs `task` once after `delayMs`; never keeps the process alive. */
  after(delayMs: number, task: () => void): Timer;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(delayMs, task) {
    const handle = setTimeout(task, delayMs).unref();
    return { cancel: () => clearTimeout(handle) };
  },
};
