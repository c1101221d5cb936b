import assert from 'node:assert/strict';
import { TokenBucket } from '../../../server/tokenBucket.ts';
import { FakeClock } from '../../support/fakeClock.ts';

describe('token bucket', () => {
  it('[LV3] lets a burst pass, then as much as comes in', () => {
    const clock = new FakeClock();
    const bucket = new TokenBucket(10, 40, clock);
    for (let count = 0; count < 40; count += 1) assert.equal(bucket.take(), 0);
    assert.equal(bucket.take(), 100);
    clock.advance(99);
    assert.equal(bucket.take(), 1);
    clock.advance(1);
    assert.equal(bucket.take(), 0);
    clock.advance(3_600_000);
    for (let count = 0; count < 40; count += 1) assert.equal(bucket.take(), 0);
    assert.notEqual(bucket.take(), 0);
  });

  it('[LV3] a wall clock that jumps changes nothing', () => {
    const clock = new FakeClock();
    const bucket = new TokenBucket(1, 1, clock);
    bucket.take();
    clock.jump(86_400_000);
    assert.equal(bucket.take(), 1_000);
    clock.jump(-2 * 86_400_000);
    assert.equal(bucket.take(), 1_000);
  });

  it('[LV3] a rate of 0 is no limit', () => {
    const bucket = new TokenBucket(0, 0, new FakeClock());
    for (let count = 0; count < 1_000; count += 1) assert.equal(bucket.take(), 0);
  });
});
