/** What a suite leaves for the sum of all suites. */
export interface SuiteCounts {
  passed: number;
  failed: number;
  /** Tests that were left out: this project allows none. */
  pending: number;
  /** A failed test each: its whole title, and why. */
  faults: readonly string[];
}

/** How a suite's process ended. */
export type SuiteEnd = { status: number } | 'hung';

/** Counts that can be summed up, and why they cannot be trusted where they cannot. */
export interface SuiteVerdict extends SuiteCounts {
  fault?: string;
}

/**
 * What the counts that a suite left are worth: each way of not having run whole adds a failure that the sum cannot miss.
 *
 * @param counts absent where it left none
 */
export function judgeSuite(counts: SuiteCounts | undefined, end: SuiteEnd): SuiteVerdict {
  if (end === 'hung') return withFailure(counts, 'ended: it hung');
  if (!counts) return withFailure(counts, 'broke off before it reported');
  if (counts.passed + counts.failed === 0) return withFailure(counts, 'ran no test');
  if (counts.pending > 0) return withFailure(counts, 'left tests out');
  if (end.status !== 0 && counts.failed === 0) return withFailure(counts, `ended with status ${end.status}`);
  return counts;
}

function withFailure(
  counts: SuiteCounts = { passed: 0, failed: 0, pending: 0, faults: [] },
  fault: string,
): SuiteVerdict {
  return { ...counts, failed: counts.failed + 1, fault };
}
