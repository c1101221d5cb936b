/**
 * Begins to measure the processor's time that this process takes, in milliseconds; that of a clock would also count what
 * other programs of the machine take.
 *
 * @returns tells how much it was so far
 */
export function cpuTime(): () => number {
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000;
  };
}
