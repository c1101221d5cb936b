/** Delays between attempts to reconnect, in milliseconds. */
const FIRST_MS = 250;
const MOST_MS = 15_000;

/**
 * How long to wait before attempt number `attempt` (from 1): doubled each time up to 15 s, of which the upper half is
 * random, so that many clients of a restarted server do not come back in one instant.
 *
 * @param random a number of [0, 1), as `Math.random` gives
 */
export function backoffMs(attempt: number, random: () => number): number {
  const ceiling = Math.min(MOST_MS, FIRST_MS * 2 ** Math.min(attempt - 1, 16));
  return Math.round(ceiling / 2 + (ceiling / 2) * random());
}

/** Least and most that a server's word to wait is taken for, in milliseconds. */
export const LEAST_ASKED_MS = 50;
const MOST_ASKED_MS = 300_000;

/** How long to wait where a server asks for `askedMs`: never at once, and never so long that it amounts to giving up. */
export function askedWaitMs(askedMs: number): number {
  return Math.min(Math.max(askedMs, LEAST_ASKED_MS), MOST_ASKED_MS);
}
