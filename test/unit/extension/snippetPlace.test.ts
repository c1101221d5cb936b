import assert from 'node:assert/strict';
import { placeOfSnippet } from '../../../extension/snippets/snippetPlace.ts';
import { cpuTime } from '../../support/cpuTime.ts';

const GREET = 'function greet(name) {\n  return `hello ${name}`;\n}';
const HEAD = 'import fs from "fs";\n\n';

/** Kind, and first and last line from 1. */
function place(snippet: string, startLine: number, document: string): [string, number, number] {
  const { kind, at } = placeOfSnippet(snippet, startLine, document);
  return [kind, at.startLine + 1, at.endLine + 1];
}

describe("where shared code stands in a copy of one's own", () => {
  const cases: [string, string, number, string, [string, number, number]][] = [
    ['the same at its lines', GREET, 3, `${HEAD}${GREET}\n`, ['same', 3, 5]],
    ['the same, though line ends differ', GREET, 3, `${HEAD}${GREET}\n`.replaceAll('\n', '\r\n'), ['same', 3, 5]],
    [
      'the same, though the indentation differs',
      GREET,
      3,
      `${HEAD}${GREET.replace('  return', '\treturn')}`,
      ['same', 3, 5],
    ],
    ['the same, though a formatter went over it', GREET, 1, GREET.replace('(name) {', '( name ){'), ['same', 1, 3]],
    ['the same part of a line', 'hello ${name}', 2, GREET, ['same', 2, 2]],
    ['the same from within a line to within another', 'greet(name) {\n  return', 1, GREET, ['same', 1, 2]],
    ['moved down', GREET, 1, `${HEAD}// a new line\n${GREET}`, ['moved', 4, 6]],
    ['moved up', GREET, 30, `${HEAD}${GREET}\n`, ['moved', 3, 5]],
    ['moved and indented', GREET, 1, `class A {\n${GREET.replaceAll(/^/gmu, '    ')}\n}`, ['moved', 2, 4]],
    ['moved: the nearer one of two', GREET, 9, `${GREET}\n\n\n\n\n\n\n\n\n${GREET}`, ['moved', 12, 14]],
    ['gone: its lines are others now', GREET, 1, 'a\nb\nc\nd\n', ['gone', 1, 3]],
    [
      'gone: changed where it stood, with other lines before it',
      GREET,
      1,
      `${HEAD}${GREET.replace('hello', 'bye')}`,
      ['gone', 3, 5],
    ],
    ['gone: a short text that stands in many places', '}', 9, '{\n}\n{\n}\n{\n', ['gone', 6, 6]],
    ['moved: a short text that stands in one other place', 'x = 1', 9, 'a\nx = 1\nb', ['moved', 2, 2]],
    ['gone: past the end of a shorter file', GREET, 90, 'a\nb', ['gone', 2, 2]],
    ['gone: an empty file', GREET, 4, '', ['gone', 1, 1]],
    ['gone: nothing but blanks was shared', '  \n\t', 1, '  \n\t', ['gone', 1, 1]],
  ];
  for (const [name, snippet, line, document, expected] of cases) {
    it(name, () => assert.deepEqual(place(snippet, line, document), expected));
  }

  it('is marked to the character where it is the same to the character', () => {
    const { at } = placeOfSnippet('hello ${name}', 2, GREET);
    assert.deepEqual(at, { startLine: 1, startCharacter: 10, endLine: 1, endCharacter: 23 });
  });

  it('is looked for within bounds in what repeats itself without end', () => {
    const document = 'same line\n'.repeat(200_000);
    const tookMs = cpuTime();
    assert.equal(place(`${'same line\n'.repeat(1_500)}other`, 7, document)[0], 'gone');
    assert.ok(tookMs() < 2_000);
  });
});
