import assert from 'node:assert/strict';
import fc from 'fast-check';
import { byteRange, namesTag } from '../../../server/files/byteRange.ts';

describe('byte ranges', () => {
  it('[FL4] whatever is asked, what is sent lies within the file', () => {
    const number = fc.oneof(fc.nat(1_000), fc.maxSafeNat(), fc.constant(''));
    fc.assert(
      fc.property(number, number, fc.nat(500), (first, last, size) => {
        const range = byteRange(`bytes=${first}-${last}`, size);
        if (typeof range === 'string') return;
        assert.ok(range.first >= 0 && range.first <= range.last && range.last < size);
        if (first !== '') assert.equal(range.first, first);
      }),
    );
  });

  it('[FL4] whatever is no range is none', () => {
    fc.assert(
      fc.property(fc.string(), (header) => {
        fc.pre(!/^\s*bytes\s*=/iu.test(header));
        assert.equal(byteRange(header, 10), 'none');
      }),
    );
    assert.equal(byteRange(undefined, 10), 'none');
  });

  it('[FL4] a tag is found among others, weak or not, and never as a part', () => {
    assert.equal(namesTag('"a", W/"b" ,"c"', '"b"'), true);
    assert.equal(namesTag('*', '"b"'), true);
    assert.equal(namesTag('"ab"', '"b"'), false);
    assert.equal(namesTag(undefined, '"b"'), false);
  });
});
