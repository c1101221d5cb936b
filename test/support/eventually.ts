import { setTimeout as delay } from 'node:timers/promises';

/** How long a condition of a real editor may take to come true, in milliseconds. */
export const PATIENCE_MS = 20_000;

/**
 * Tries a check until it passes, and throws its last complaint when `withinMs` are over. For conditions that nothing
 * announces: a file on disk, what a page shows.
 */
export async function eventually<T>(check: () => Promise<T> | T, withinMs = PATIENCE_MS): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
    await delay(50);
  }
}
