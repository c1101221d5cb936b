import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';
import type { SuiteCounts } from './suiteCounts.ts';

/** Mocha's own report for people, and the counts as a file (`--reporter-option counts=<file>`) for the sum. */
export default class CountingReporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const { counts: file } = options.reporterOptions as { counts: string };
    runner.once(Mocha.Runner.constants.EVENT_RUN_END, () => {
      const { passes: passed, failures: failed, pending } = this.stats;
      const faults = this.failures.map((test) => `${test.fullTitle()}: ${test.err?.message ?? 'no reason given'}`);
      writeFileSync(file, JSON.stringify({ passed, failed, pending, faults } satisfies SuiteCounts));
    });
  }
}
