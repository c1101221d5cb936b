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
