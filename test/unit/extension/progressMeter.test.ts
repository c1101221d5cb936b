import assert from 'node:assert/strict';
import { ProgressMeter, type Progress } from '../../../extension/transfers/progressMeter.ts';

function harness(total: number) {
  const told: Progress[] = [];
  let now = 0;
  const meter = new ProgressMeter(
    total,
    (progress) => told.push(progress),
    () => now,
  );
  return { meter, told, at: (ms: number) => (now = ms) };
}

describe('ProgressMeter', () => {
  it('tells at most five times a second', () => {
    const { meter, told, at } = harness(1_000_000);
    meter.begin(0);
    for (let ms = 1; ms <= 1_000; ms += 1) {
      at(ms);
      meter.moved(ms * 1_000);
    }
    assert.ok(told.length >= 5 && told.length <= 6, `${told.length} times`);
  });

  it('gives the rate of the last seconds, not of the whole way', () => {
    const { meter, told, at } = harness(10_000_000);
    meter.begin(0);
    for (let second = 1; second <= 10; second += 1) {
      for (let tenth = 1; tenth <= 10; tenth += 1) {
        const ms = (second - 1) * 1_000 + tenth * 100;
        at(ms);
        // A thousand a second at first, then ten thousand.
        meter.moved(ms <= 5_000 ? ms : 5_000 + (ms - 5_000) * 10);
      }
    }
    assert.equal(told.at(-1)?.bytesPerSecond, 10_000);
  });

  it('counts for no rate what an earlier attempt moved', () => {
    const { meter, told, at } = harness(1_000_000);
    meter.begin(900_000);
    at(1_000);
    meter.moved(901_000);
    assert.deepEqual(told.at(-1), { bytes: 901_000, totalBytes: 1_000_000, bytesPerSecond: 1_000 });
  });

  it('has no rate while it is paused, and none of the time before when it goes on', () => {
    const { meter, told, at } = harness(1_000_000);
    meter.begin(0);
    at(1_000);
    meter.moved(500_000);
    meter.pause();
    assert.deepEqual(told.at(-1), { bytes: 500_000, totalBytes: 1_000_000, paused: true });
    at(60_000);
    meter.begin(400_000);
    assert.deepEqual(told.at(-1), { bytes: 400_000, totalBytes: 1_000_000 });
    at(61_000);
    meter.moved(410_000);
    assert.equal(told.at(-1)?.bytesPerSecond, 10_000);
  });
});
