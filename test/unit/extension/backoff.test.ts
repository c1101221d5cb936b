import assert from 'node:assert/strict';
import fc from 'fast-check';
import { askedWaitMs, backoffMs } from '../../../extension/connection/backoff.ts';

describe('backoffMs', () => {
  it('begins within a quarter of a second, so that a restarted server is met again at once', () => {
    assert.equal(
      backoffMs(1, () => 0),
      125,
    );
    assert.ok(backoffMs(1, () => 0.999) <= 250);
  });

  it('never waits longer than 15 s, nor less than half of its ceiling', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (attempt, random) => {
          const delay = backoffMs(attempt, () => random);
          const ceiling = Math.min(15_000, 250 * 2 ** Math.min(attempt - 1, 16));
          assert.ok(delay >= Math.floor(ceiling / 2) && delay <= ceiling);
        },
      ),
    );
  });
});

describe('askedWaitMs', () => {
  it('[RQ1] never comes back at once nor so late that a timer cannot hold it, whatever a server asks', () => {
    assert.equal(askedWaitMs(0), 50);
    assert.equal(askedWaitMs(1_500), 1_500);
    assert.equal(askedWaitMs(Number.MAX_SAFE_INTEGER), 300_000);
  });
});
