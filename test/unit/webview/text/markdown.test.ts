import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { parseMessage } from '../../../../webview/text/markdown.ts';
import type { Block, Inline } from '../../../../webview/text/markdownModel.ts';
import { cpuTime } from '../../../support/cpuTime.ts';

function inlines(content: readonly Inline[]): string {
  return content
    .map((inline) => {
      switch (inline.kind) {
        case 'text':
          return inline.text;
        case 'code':
          return `<code ${inline.text}>`;
        case 'link':
          return `<link ${inline.url} ${inlines(inline.content)}>`;
        default:
          return `<${inline.kind} ${inlines(inline.content)}>`;
      }
    })
    .join('');
}

/** The parts of a message in a line each. */
function parts(text: string): string[] {
  const line = (block: Block): string => {
    switch (block.kind) {
      case 'paragraph':
        return inlines(block.content);
      case 'heading':
        return `h${block.level} ${inlines(block.content)}`;
      case 'code':
        return `code(${block.language}) ${block.text}`;
      case 'quote':
        return `quote[${block.content.map(line).join(' / ')}]`;
      case 'list': {
        const items = block.items.map(({ done, content }) => {
          const box = done === undefined ? '' : done ? '[x] ' : '[ ] ';
          return `${box}${content.map(line).join(' / ')}`;
        });
        return `${block.start === undefined ? 'list' : `list from ${block.start}`}[${items.join(' | ')}]`;
      }
      case 'table':
        return [block.head, ...block.rows].map((row) => row.map((cell) => inlines(cell.content)).join(',')).join(';');
      case 'rule':
        return 'rule';
    }
  };
  return parseMessage(text).map(line);
}

function links(text: string): string[] {
  return Array.from(
    parts(text)
      .join('\n')
      .matchAll(/<link (\S+) /gu),
    ([, url]) => url ?? '',
  );
}

describe('markdown', () => {
  const table: readonly (readonly [string, ...string[]])[] = [
    ['**b** *i* ~~s~~ `c` __u__', '<strong b> <emphasis i> <strike s> <code c> <strong u>'],
    ['one\ntwo  \nthree', 'one\ntwo\nthree'],
    ['  if (x)\n\t\treturn;', '  if (x)\n\t\treturn;'],
    ['    four blanks are no code', '    four blanks are no code'],
    ['one\n\ntwo', 'one', 'two'],
    ['# title\ntext', 'h1 title', 'text'],
    ['no title\n---\ntext', 'no title', 'rule', 'text'],
    ['```ts\nlet x;\n```', 'code(ts) let x;'],
    ['```c++ title="x"\n1\n```', 'code(c++) 1'],
    ['```\nleft open', 'code() left open'],
    ['> a\n> > b', 'quote[a / quote[b]]'],
    ['- a\n  - b\n- c', 'list[a / list[b] | c]'],
    ['3. a\n4. b', 'list from 3[a | b]'],
    ['- [ ] a\n- [x] **b**', 'list[[ ] a | [x] <strong b>]'],
    ['|a|b|\n|-|-|\n|1|`2`|', 'a,b;1,<code 2>'],
    ['snake_case_name and 2*3*4', 'snake_case_name and 2<emphasis 3>4'],
    ['\\*not\\* a & b &amp; c', '*not* a & b &amp; c'],
    ['<b>x</b> <!-- y --> <script>z</script>', '<b>x</b> <!-- y --> <script>z</script>'],
    ['<div>\n**x**\n</div>', '<div>\n<strong x>\n</div>'],
    ['[a]: https://x.example\n\n[a]', '[a]: <link https://x.example/ https://x.example>', '[a]'],
    ['[words](https://x.example/y "title")', '<link https://x.example/y words>'],
    ['![alt](https://x.example/y.png)', '<link https://x.example/y.png alt>'],
    ['www.example.com a@example.com', 'www.example.com a@example.com'],
  ];
  for (const [text, ...expected] of table) {
    it(`reads ${JSON.stringify(text)}`, () => assert.deepEqual(parts(text), expected));
  }

  it('finds addresses, without the signs that end a sentence', () => {
    assert.deepEqual(links('see https://a.example/b?c=d_e_f#g and http://127.0.0.1:8080/.'), [
      'https://a.example/b?c=d_e_f#g',
      'http://127.0.0.1:8080/',
    ]);
    assert.deepEqual(links('(see https://a.example/x_(y)).'), ['https://a.example/x_(y)']);
    assert.deepEqual(links('[https://a.example/x], https://b.example!'), ['https://a.example/x', 'https://b.example/']);
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
    '[x](javascript:alert%281%29)',
    '[x](JaVaScRiPt:alert(1))',
    '[x](//a.example/y)',
    '[x](data:text/html;base64,PHNjcmlwdD4=)',
    '![x](command:y)',
    '<command:y>',
    '[x][y]\n\n[y]: javascript:alert(1)',
    '[x](\u0001javascript:alert(1))',
  ]) {
    it(`makes no link of ${JSON.stringify(text)}, and loses nothing of it`, () => {
      assert.deepEqual(links(text), []);
      assert.equal(parts(text).join('\n\n'), text);
    });
  }

  it('ends an address where hidden or reordering characters begin', () => {
    assert.deepEqual(links('https://a.example/\u202Egnp.exe'), ['https://a.example/']);
    assert.deepEqual(links('https://a.example\u200B.evil.example'), ['https://a.example/']);
  });

  it('makes links of http and https only, and never throws, whatever is written', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom('https://', '[a](', ')', '![', '](', '\n', '> ', '- ', '```', '`', '**', '_', '<', '|', '|-|\n'),
    );
    const urls = (content: readonly Inline[]): string[] =>
      content.flatMap((inline) => {
        if (inline.kind === 'text' || inline.kind === 'code') return [];
        return inline.kind === 'link' ? [inline.url, ...urls(inline.content)] : urls(inline.content);
      });
    const every = (blocks: readonly Block[]): string[] =>
      blocks.flatMap((block) => {
        if (block.kind === 'paragraph' || block.kind === 'heading') return urls(block.content);
        if (block.kind === 'quote') return every(block.content);
        return block.kind === 'list' ? block.items.flatMap((item) => every(item.content)) : [];
      });
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        for (const url of every(parseMessage(pieces.join('')))) assert.match(url, /^https?:\/\/[^/]/u);
      }),
    );
  });

  const LIMIT = 16_384;
  const hostile: Readonly<Record<string, string>> = {
    brackets: '[',
    'open links': '[a](',
    pictures: '![a](',
    'stars and words': '*a ',
    stars: '**a*',
    underscores: '_a',
    'double underscores': '__a',
    'mixed signs': '*_~`',
    quotes: '>',
    'quotes and lists': '> - ',
    lists: '- ',
    'numbered lists': '1. a\n',
    fences: '```\n',
    ticks: '`a',
    tildes: '~~a',
    tags: '<a ',
    'lines of equals': 'a\n=',
    addresses: 'http://',
    'brackets in an address': '(',
    blanks: ' ',
    tabs: '\t',
    'no-break blanks': '\u00a0',
    backslashes: '\\',
    ampersands: '&',
    pipes: '|a',
    newlines: ' \n',
  };
  for (const [name, unit] of Object.entries(hostile)) {
    it(`reads 16 KiB of ${name} at once`, () => {
      const body = unit.repeat(Math.ceil(LIMIT / unit.length)).slice(0, LIMIT);
      for (const text of [body, `https://a.example/${body}`, `|${body}|\n|-|`, `${body}x${body}`]) {
        const quickest = Math.min(...[1, 2, 3].map(() => timed(() => parseMessage(text.slice(0, LIMIT)))));
        assert.ok(quickest < 400, `${Math.round(quickest)} ms`);
      }
    });
  }

  it('reads nested brackets, quotes and lists to a depth only, and loses none of it', () => {
    for (const text of ['>'.repeat(5_000), '- '.repeat(5_000) + 'x', `${'['.repeat(8_000)}${']'.repeat(8_000)}`]) {
      assert.ok(parseMessage(text).length > 0);
    }
  });
});

function timed(run: () => void): number {
  const tookMs = cpuTime();
  run();
  return tookMs();
}
