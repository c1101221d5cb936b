import assert from 'node:assert/strict';
import { judgeSuite } from '../../../scripts/suiteCounts.ts';

const GOOD = { passed: 3, failed: 0, pending: 0, faults: [] };

describe('what a suite counts for in the sum', () => {
  it('is what it counted, where it ran whole', () => {
    assert.deepEqual(judgeSuite(GOOD, { status: 0 }), GOOD);
    const failed = { passed: 1, failed: 1, pending: 0, faults: ['a rule: not kept'] };
    assert.deepEqual(judgeSuite(failed, { status: 2 }), failed);
  });

  for (const [title, counts, end] of [
    ['left no counts', undefined, { status: 0 }],
    ['ran no test', { passed: 0, failed: 0, pending: 0, faults: [] }, { status: 0 }],
    ['left a test out', { passed: 3, failed: 0, pending: 1, faults: [] }, { status: 0 }],
    ['ended badly after its tests had passed', GOOD, { status: 7 }],
    ['hung after its tests had passed', GOOD, 'hung'],
  ] as const) {
    it(`is a failure where it ${title}`, () => {
      const verdict = judgeSuite(counts, end);
      assert.equal(verdict.failed, 1);
      assert.notEqual(verdict.fault, undefined);
    });
  }
});
