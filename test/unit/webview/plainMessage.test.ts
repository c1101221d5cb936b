import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { plainMessage, withoutSigns } from '../../../webview/protocol/plainMessage.ts';
import { Seeded } from '../../reliability/support/seeded.ts';
import { cpuTime } from '../../support/cpuTime.ts';

describe('a message on one line', () => {
  it('is without the signs that form it', () => {
    const lines: Readonly<Record<string, string>> = {
      'By **content**, so': 'By content, so',
      '**bold _and_ more** ~~gone~~ *so*': 'bold and more gone so',
      'run `npm **test**` now': 'run npm **test** now',
      '``a ` b``': 'a ` b',
      'see [the page](https://example.org/a_b_c) and ![a picture](https://example.org/x.png)':
        'see the page and a picture',
      '> quoted\nand said': 'quoted\nand said',
      '## Title': 'Title',
      'a \\*star\\*': 'a *star*',
      '```ts\nconst a = **b**;\n```\ndone': 'const a = **b**;\ndone',
      '~~~\n# not a title\n~~~': '# not a title\n',
    };
    for (const [typed, plain] of Object.entries(lines)) assert.equal(plainMessage(typed), plain, typed);
  });

  it('keeps signs that form nothing', () => {
    const typed = [
      '2 * 3 * 4 ** 5',
      'snake_case_name',
      'a * b',
      '**open',
      '`open',
      '[no](javascript:alert)',
      '#tag',
      '- a point',
      '',
      '**',
      '```\n```',
    ];
    for (const text of typed) assert.equal(plainMessage(text), text);
  });

  it('has its marks where they were', () => {
    const text = 'By **content**, see `the content` of\n```\ncontent\n```';
    const marks = [...text.matchAll(/content/gu)].map(({ index }): [number, number] => [index, index + 7]);
    const plain = withoutSigns(text, [[3, 5], ...marks]);
    assert.equal(plain.text, 'By content, see the content of\ncontent\n');
    assert.deepEqual(
      plain.marks.map(([start, end]) => plain.text.slice(start, end)),
      ['content', 'content', 'content'],
    );
  });

  it('stays as it was typed where it is long, and takes no time whatever it is made of', () => {
    const random = new Seeded(5);
    const signs = ['*', '**', '_', '`', '~~', '[a](https://x', ')', '\\', ' ', 'a', '\n', '> ', '```', '漢'];
    const tookMs = cpuTime();
    for (let round = 0; round < 300; round += 1) {
      const pool = signs.slice(random.whole(0, 6));
      let text = '';
      while (text.length < 990) text += pool[random.whole(0, pool.length - 1)]!;
      const plain = plainMessage(text);
      assert.ok(plain.length <= text.length);
      assert.equal(plainMessage(`${text}${' '.repeat(20)}`).length, text.length + 20);
    }
    for (const sign of signs) plainMessage(sign.repeat(1_000 / sign.length));
    assert.ok(tookMs() < 5_000, `${tookMs()} ms`);
  });
});
