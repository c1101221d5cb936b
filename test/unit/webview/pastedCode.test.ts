import assert from 'node:assert/strict';
import { codeBlock, pastedCode } from '../../../webview/pastedCode.ts';

/** What a paste brings, by its types. */
function clipboard(data: Record<string, string>) {
  return { types: Object.keys(data), getData: (type: string) => data[type] ?? '' };
}

const EDITOR = { 'vscode-editor-data': JSON.stringify({ version: 1, mode: 'typescript' }) };

describe('a paste', () => {
  it('is code where an editor says so, with its language', () => {
    const code = pastedCode(clipboard({ 'text/plain': 'let x = 1;\r\nx;', ...EDITOR }));
    assert.deepEqual(code, { text: 'let x = 1;\nx;', languageId: 'typescript' });
  });

  it('is a text from anywhere else', () => {
    assert.equal(pastedCode(clipboard({ 'text/plain': 'let x = 1;\nx;' })), undefined);
    assert.equal(pastedCode(null), undefined);
  });

  it('is a text where it is a word', () => {
    assert.equal(pastedCode(clipboard({ 'text/plain': 'greet\n', ...EDITOR })), undefined);
  });

  for (const said of ['', '{', 'null', '{"mode":7}', '{"mode":"a\\nb"}', '{"mode":"plaintext"}']) {
    it(`has no language where the editor says ${JSON.stringify(said)}`, () => {
      const code = pastedCode(clipboard({ 'text/plain': 'a b', 'vscode-editor-data': said }));
      assert.equal(code?.languageId, '');
    });
  }
});

describe('a code block', () => {
  it('fences the code, without the indentation that all of it has', () => {
    const text = '    if (x) {\n      y();\n\n    }\n';
    assert.equal(codeBlock({ text, languageId: 'javascript' }), '```javascript\nif (x) {\n  y();\n\n}\n```\n');
  });

  it('has a fence that is longer than any in the code', () => {
    assert.equal(codeBlock({ text: 'a ````\nb', languageId: '' }), '`````\na ````\nb\n`````\n');
  });

  it('keeps tabs and spaces that differ', () => {
    assert.equal(codeBlock({ text: '\ta\n  b', languageId: '' }), '```\n\ta\n  b\n```\n');
  });
});
