import assert from 'node:assert/strict';
import fc from 'fast-check';
import { changedMiddle } from '../../../extension/files/changedMiddle.ts';

describe('changedMiddle', () => {
  it('leaves out what both texts begin and end with', () => {
    assert.deepEqual(changedMiddle('one\ntwo\nthree\n', 'one\n2\nthree\n'), { start: 4, end: 7, text: '2' });
    assert.deepEqual(changedMiddle('aa', 'aaa'), { start: 2, end: 2, text: 'a' });
    assert.equal(changedMiddle('same', 'same'), undefined);
  });

  it('cuts no line break and no character in two', () => {
    assert.deepEqual(changedMiddle('a\r\nb', 'a\rb'), { start: 1, end: 3, text: '\r' });
    assert.deepEqual(changedMiddle('x😀y', 'x😁y'), { start: 1, end: 3, text: '😁' });
    assert.deepEqual(changedMiddle('\nb', '\r\nb'), { start: 0, end: 1, text: '\r\n' });
  });

  it('always makes the one text of the other', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', '\r', '\n', '\r\n', '😀', '😁', '文'))
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const change = changedMiddle(before, after);
        const made = change ? before.slice(0, change.start) + change.text + before.slice(change.end) : before;
        assert.equal(made, after);
        for (const at of change ? [change.start, change.end] : []) {
          assert.notEqual(before.slice(at - 1, at + 1), '\r\n');
          assert.doesNotMatch(before.slice(at - 1, at + 1), /^[\ud800-\udbff][\udc00-\udfff]$/);
        }
      }),
    );
  });
});
