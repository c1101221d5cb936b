import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { MARK, MarkCounter } from '../../../bench/load/marks.ts';

/** Two frames of a server: 9,007 bytes, whose length is two signs of the mark, and 35, whose length is one. */
const FRAMES = Buffer.concat([
  Buffer.from([0x81, 126, 0x23, 0x23]),
  Buffer.from(`M${'x'.repeat(9_000)}${MARK}xyz`),
  Buffer.from([0x81, 0x23]),
  Buffer.from(`M${'y'.repeat(30)}${MARK}z`),
]);

describe('the marks that a load counts', () => {
  it('are those of messages, not the lengths of frames', () => {
    assert.equal(new MarkCounter().count(FRAMES), 2);
  });

  it('are counted wherever the stream is cut', () => {
    for (let cut = 0; cut <= FRAMES.length; cut += 1) {
      const marks = new MarkCounter();
      assert.equal(marks.count(FRAMES.subarray(0, cut)) + marks.count(FRAMES.subarray(cut)), 2, `cut at ${cut}`);
    }
  });
});
