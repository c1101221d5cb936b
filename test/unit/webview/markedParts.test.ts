import assert from 'node:assert/strict';
import { markedParts } from '../../../webview/markedParts.ts';

/** Marked parts in brackets. */
function shown(text: string, marks: [number, number][]): string {
  return markedParts(text, marks)
    .map(({ text: part, marked }) => (marked ? `[${part}]` : part))
    .join('');
}

describe('marked parts', () => {
  it('cut a text at its marks', () => {
    assert.equal(
      shown('one two one', [
        [0, 3],
        [8, 11],
      ]),
      '[one] two [one]',
    );
    assert.equal(shown('one', []), 'one');
    assert.equal(shown('', [[0, 1]]), '');
  });

  it('leave out what is no mark', () => {
    assert.equal(
      shown('abcdef', [
        [1, 3],
        [2, 4],
        [5, 5],
        [5, 9],
        [3, 4],
      ]),
      'a[bc][d]ef',
    );
  });
});
