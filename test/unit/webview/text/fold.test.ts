import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { FOLD_CHARACTERS, FOLD_LINES, foldedStart } from '../../../../webview/text/fold.ts';

describe('fold', () => {
  it('folds what is long or has many lines, not what is a little longer', () => {
    assert.equal(foldedStart('short'), undefined);
    assert.equal(foldedStart('x'.repeat(FOLD_CHARACTERS + 50)), undefined);
    assert.equal(foldedStart('x'.repeat(16_000))?.length, FOLD_CHARACTERS);
    assert.equal(foldedStart('line\n'.repeat(100))?.split('\n').length, FOLD_LINES);
    assert.equal(foldedStart('line\n'.repeat(FOLD_LINES + 2)), undefined);
  });

  it('cuts between words where it can, and never a character', () => {
    const words = foldedStart('word '.repeat(2_000))!;
    assert.ok(words.endsWith('word'));
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1_000 }), (unit) => {
        const message = unit.repeat(3);
        const start = foldedStart(message);
        if (start === undefined) return;
        assert.ok(message.startsWith(start));
        assert.ok(start.isWellFormed());
      }),
      { numRuns: 20 },
    );
  });
});
