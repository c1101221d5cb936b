import assert from 'node:assert/strict';
import { parseTyped, SLASH_COMMANDS } from '../../../webview/protocol/typedText.ts';

describe('what is typed', () => {
  const commands: [string, string, string][] = [
    ['/join ops', 'join', 'ops'],
    ['/JOIN  the big room ', 'join', 'the big room'],
    ['/leave', 'leave', ''],
    ['/topic', 'topic', ''],
    ['/topic first\nsecond', 'topic', 'first\nsecond'],
    ['/search from:ada "two words"', 'search', 'from:ada "two words"'],
    ['/upload', 'upload', ''],
    ['/upload src/a b.ts', 'upload', 'src/a b.ts'],
    ['upload: notes.txt', 'upload', 'notes.txt'],
    ['  Upload:notes.txt  ', 'upload', 'notes.txt'],
    ['download: a b.txt', 'download', 'a b.txt'],
    ['/help', 'help', ''],
  ];
  for (const [typed, name, operand] of commands) {
    it(`is a command: ${JSON.stringify(typed)}`, () => {
      assert.deepEqual(parseTyped(typed), { kind: 'command', name, operand });
    });
  }

  it('knows every command that is listed', () => {
    for (const name of SLASH_COMMANDS) assert.deepEqual(parseTyped(`/${name}`), { kind: 'command', name, operand: '' });
  });

  const texts = [
    'hello',
    '/',
    '/ join',
    ' /join ops',
    '/usr/bin/env is there',
    '/2 of it',
    'join /ops',
    '// a comment',
    '///',
    'upload: one\ntwo',
    'upload:',
    '/* star */',
  ];
  for (const typed of texts) {
    it(`is a text: ${JSON.stringify(typed)}`, () => assert.deepEqual(parseTyped(typed), { kind: 'text', text: typed }));
  }

  it('is a text without its first slash where two stand before a word', () => {
    assert.deepEqual(parseTyped('//join ops'), { kind: 'text', text: '/join ops' });
    assert.deepEqual(parseTyped('//whatever'), { kind: 'text', text: '/whatever' });
  });

  for (const typed of ['/joi ops', '/shrug', '/constructor']) {
    it(`is no command and not sent: ${typed}`, () => {
      assert.deepEqual(parseTyped(typed), { kind: 'unknown', name: typed.slice(1).split(' ')[0] });
    });
  }
});
