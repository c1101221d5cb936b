import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { highlight } from '../../../../webview/code/highlighter.ts';
import { cpuTime } from '../../../support/cpuTime.ts';

const LANGUAGES = [
  'ts',
  'js',
  'python',
  'shellscript',
  'json',
  'html',
  'css',
  'c++',
  'rust',
  'sql',
  'yaml',
  'markdown',
];

describe('highlighter', () => {
  it('tells what is what', () => {
    assert.deepEqual(highlight('let x = "a"; // b', 'typescript'), [
      { text: 'let', scope: 'keyword' },
      { text: ' x = ', scope: '' },
      { text: '"a"', scope: 'string' },
      { text: '; ', scope: '' },
      { text: '// b', scope: 'comment' },
    ]);
  });

  it('knows languages by the names that people and the editor give them, and no others', () => {
    for (const language of LANGUAGES) assert.ok(highlight('x', language), language);
    assert.equal(highlight('x', 'klingon'), undefined);
    assert.equal(highlight('x', 'constructor'), undefined);
  });

  it('keeps every character', () => {
    const piece = fc.oneof(fc.string(), fc.constantFrom('<script>', '</script>', '`', '${', '}', '"', '/*', '#', '\n'));
    fc.assert(
      fc.property(fc.array(piece), fc.constantFrom(...LANGUAGES), (pieces, language) => {
        const code = pieces.join('');
        assert.equal(
          highlight(code, language)
            ?.map(({ text }) => text)
            .join(''),
          code,
        );
      }),
    );
  });

  it('is quick with 16 KiB of whatever makes patterns look twice', () => {
    assert.equal(highlight('x'.repeat(400), 'typescript'), undefined);
    for (const unit of ['(', '"', '<a ', '`${', 'a.', '0x', ' ', 'a=']) {
      const line = `${unit.repeat(400).slice(0, 399)}\n`;
      const code = line.repeat(40);
      for (const language of ['ts', 'python', 'html', 'c++']) {
        const quickest = Math.min(...[1, 2].map(() => timed(() => highlight(code, language))));
        assert.ok(quickest < 600, `${language} ${JSON.stringify(unit)}: ${Math.round(quickest)} ms`);
      }
    }
  }).timeout(60_000);
});

function timed(run: () => void): number {
  const tookMs = cpuTime();
  run();
  return tookMs();
}
