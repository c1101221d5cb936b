import assert from 'node:assert/strict';
import { complete, completableAt, suggestionsFor, type Suggestion } from '../../../webview/completion.ts';

/** The text with `|` for the cursor. */
function at(marked: string) {
  const cursor = marked.indexOf('|');
  return completableAt(marked.replace('|', ''), cursor);
}

function named(...labels: string[]): Suggestion[] {
  return labels.map((label) => ({ label, insert: `@${label}` }));
}

describe('completion', () => {
  const found: [string, string, string][] = [
    ['@|', '@', ''],
    ['@ad|', '@', 'ad'],
    ['hi @ad|', '@', 'ad'],
    ['(@ad|', '@', 'ad'],
    ['first\n@ad|', '@', 'ad'],
    ['@ada lo|', '@', 'ada lo'],
    ['你好，@林|', '@', '林'],
    [':sm|', ':', 'sm'],
    ['fine :thumbs|', ':', 'thumbs'],
    ['(:+1|', ':', '+1'],
    ['/|', '/', ''],
    ['/se|', '/', 'se'],
    ['@ad| and more', '@', 'ad'],
  ];
  for (const [text, trigger, query] of found) {
    it(`is offered at ${JSON.stringify(text)}`, () => {
      const result = at(text);
      assert.deepEqual([result?.trigger, result?.query], [trigger, query]);
      assert.equal(text.replace('|', '')[result!.start], trigger);
    });
  }

  const none = ['|', 'plain|', 'mail@example|', ':|', ':)|', ':s|', '12:30|', 'a:bc|', ' /se|', 'x\n/se|', '/usr/bin|'];
  for (const text of none) {
    it(`is not offered at ${JSON.stringify(text)}`, () => assert.equal(at(text), undefined));
  }

  it('puts who begins so first, then who has a word that does, then who holds it', () => {
    const labels = suggestionsFor('an', named('Susanne', 'Mary Ann', 'Andrea', 'an', 'Bob')).map(({ label }) => label);
    assert.deepEqual(labels, ['an', 'Andrea', 'Mary Ann', 'Susanne']);
  });

  it('minds neither case nor accents', () => {
    assert.equal(suggestionsFor('ELOISE', named('Éloïse'))[0]?.label, 'Éloïse');
  });

  it('finds by other words', () => {
    const [hit] = suggestionsFor('like', [{ label: 'thumbsup', insert: '👍', words: ['like', 'yes'] }]);
    assert.equal(hit?.insert, '👍');
  });

  it('offers all where nothing is typed yet, and no more than fit', () => {
    assert.equal(suggestionsFor('', named(...Array.from({ length: 99 }, (_, index) => `p${index}`))).length, 50);
  });

  it('takes the place of the word, with one space behind it', () => {
    const [ada] = named('Ada') as [Suggestion];
    assert.deepEqual(complete('hi @a', at('hi @a|')!, ada), { text: 'hi @Ada ', cursor: 8 });
    assert.deepEqual(complete('hi @a there', at('hi @a| there')!, ada), { text: 'hi @Ada there', cursor: 8 });
    assert.deepEqual(complete('@a\nthere', at('@a|\nthere')!, ada), { text: '@Ada \nthere', cursor: 5 });
  });
});
