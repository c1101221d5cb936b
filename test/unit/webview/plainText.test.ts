import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { FOLD_CHARACTERS, foldedStart, splitLinks } from '../../../webview/plainText.ts';

function links(message: string): string[] {
  return splitLinks(message).flatMap((part) => (part.kind === 'link' ? [part.text] : []));
}

describe('plainText', () => {
  it('finds http and https addresses', () => {
    assert.deepEqual(links('see https://a.example/b?c=d#e and http://127.0.0.1:8080/.'), [
      'https://a.example/b?c=d#e',
      'http://127.0.0.1:8080/',
    ]);
  });

  it('leaves punctuation and unmatched brackets outside', () => {
    assert.deepEqual(links('(see https://a.example/x_(y)).'), ['https://a.example/x_(y)']);
    assert.deepEqual(links('[https://a.example/x], https://b.example!'), ['https://a.example/x', 'https://b.example']);
    assert.deepEqual(links('**https://a.example/**'), ['https://a.example/']);
  });

  for (const text of [
    'command:workbench.action.quit',
    'javascript:alert(1)',
    'vscode://x.y/z',
    'file:///etc/passwd',
    'data:text/html,<script>1</script>',
    'ftp://a.example',
    'xhttps://a.example',
    'https://',
    'http://[',
    '[x](command:y)',
  ]) {
    it(`makes no link of ${text}`, () => assert.deepEqual(links(text), []));
  }

  it('ends an address where hidden or reordering characters begin', () => {
    assert.deepEqual(links('https://a.example/\u202Egnp.exe'), ['https://a.example/']);
    assert.deepEqual(links('https://a.example\u200B.evil.example'), ['https://a.example']);
  });

  it('loses no character of a message', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom('https://', 'http://a.b', '(', ')', '.', ' ', '\n', 'https://a.example/x)'),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const message = pieces.join('');
        const parts = splitLinks(message);
        assert.equal(parts.map((part) => part.text).join(''), message);
        for (const part of parts) if (part.kind === 'link') assert.match(part.url, /^https?:\/\/./u);
      }),
    );
  });

  it('is quick with what looks like addresses without end', () => {
    const started = performance.now();
    splitLinks(`https://a.example/${'('.repeat(16_000)}${')'.repeat(300)}`);
    splitLinks('https://'.repeat(2_000));
    assert.ok(performance.now() - started < 500);
  });

  it('folds what is long or has many lines, not what is a little longer', () => {
    assert.equal(foldedStart('short'), undefined);
    assert.equal(foldedStart('x'.repeat(FOLD_CHARACTERS + 50)), undefined);
    assert.equal(foldedStart('x'.repeat(16_000))?.length, FOLD_CHARACTERS);
    assert.equal(foldedStart('line\n'.repeat(100))?.split('\n').length, 24);
    assert.equal(foldedStart('line\n'.repeat(26)), undefined);
  });

  it('cuts between words where it can, and never a character', () => {
    const words = foldedStart('word '.repeat(2_000))!;
    assert.ok(words.endsWith('word'));
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 700 }), (unit) => {
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
