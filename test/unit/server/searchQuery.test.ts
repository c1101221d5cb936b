import assert from 'node:assert/strict';
import fc from 'fast-check';
import { findMarks, parseSearch } from '../../../server/store/searchQuery.ts';
import { shortTokens } from '../../../server/store/searchTokens.ts';

describe('search query', () => {
  it('[MSG7] takes words, phrases and operators apart', () => {
    assert.deepEqual(parseSearch('deploy "to production" from:ada in:"Big Room" has:file'), {
      terms: ['deploy', 'to production'],
      from: 'ada',
      room: 'Big Room',
      hasFile: true,
    });
    assert.deepEqual(parseSearch('from:@Ada in:#general has:link http://x.y').terms, ['has:link', 'http://x.y']);
    assert.deepEqual(parseSearch('"unclosed phrase').terms, ['unclosed phrase']);
  });

  it('[MSG7] marks overlap into one and follow the text', () => {
    assert.deepEqual(findMarks('banana', ['ana', 'nan']), [[1, 5]]);
    assert.deepEqual(findMarks('A.B a.b', ['a.b']), [
      [0, 3],
      [4, 7],
    ]);
  });

  it('[MSG7] whatever is typed, it parses, and marks lie within the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (query, text) => {
        const { terms } = parseSearch(query);
        let end = 0;
        for (const [from, to] of findMarks(text, terms)) {
          assert.ok(from >= end && to > from && to <= text.length);
          end = to;
        }
        assert.match(shortTokens(text), /^[0-9a-f ]*$/u);
      }),
    );
  });

  it('[MSG7] a word beside it in another script changes nothing of what is found of ASCII text', () => {
    const ascii = fc.string({ unit: 'binary-ascii', maxLength: 40 });
    fc.assert(
      fc.property(ascii, (text) => {
        assert.equal(shortTokens(`${text} слово`), shortTokens(text));
      }),
    );
  });
});
