import assert from 'node:assert/strict';
import { commonEnd, sentTextPath, snippetSegments } from '../../../extension/snippets/snippetPath.ts';

describe('the path of shared code', () => {
  it('goes down from a folder of one’s own', () => {
    assert.deepEqual(snippetSegments('src/greet.ts'), ['src', 'greet.ts']);
    assert.deepEqual(snippetSegments('./src//greet.ts'), ['src', 'greet.ts']);
    assert.deepEqual(snippetSegments('src\\greet.ts'), ['src', 'greet.ts']);
  });

  const refused = [
    '',
    '.',
    '/etc/passwd',
    '../x',
    'a/../../x',
    'a\\..\\x',
    'C:\\x',
    'c:x',
    '\\\\host\\share',
    '//host/x',
    'a\0b',
  ];
  for (const path of refused) {
    it(`is none where it leads elsewhere: ${JSON.stringify(path)}`, () =>
      assert.equal(snippetSegments(path), undefined));
  }

  it('is compared from its end', () => {
    assert.equal(commonEnd(['a', 'b', 'c.ts'], ['x', 'b', 'c.ts']), 2);
    assert.equal(commonEnd(['c.ts'], ['a', 'c.ts']), 1);
    assert.equal(commonEnd(['d.ts'], ['c.ts']), 0);
  });

  const tabs: [string, number, number, string][] = [
    ['src/greet.ts', 3, 5, '/src/greet (3–5).ts'],
    ['greet.ts', 3, 3, '/greet (3).ts'],
    ['Makefile', 1, 2, '/Makefile (1–2)'],
    ['.bashrc', 1, 1, '/.bashrc (1)'],
    ['../../etc/passwd', 1, 1, '/etc/passwd (1)'],
    ['..', 1, 1, '/code (1)'],
    ['a/[x](command:y)$(z)\u202e.ts', 1, 1, '/a/⁅x⁆(command:y)$❨z) (1).ts'],
  ];
  for (const [path, startLine, endLine, expected] of tabs) {
    it(`names the tab of what was sent: ${JSON.stringify(path)}`, () => {
      assert.equal(sentTextPath({ path, startLine, endLine }), expected);
    });
  }
});
