import assert from 'node:assert/strict';
import { plainText } from '../../../extension/plainText.ts';

describe('plainText', () => {
  it('leaves nothing that the editor would make a link or an icon of', () => {
    const hostile = 'see [this](command:workbench.action.terminal.new) $(alert) <https://evil.example>';
    assert.doesNotMatch(plainText(hostile), /[[\]<>]|\$\(/u);
  });

  it('takes out line breaks and what reorders text', () => {
    assert.equal(plainText('a\nb\u202Ec'), 'a bc');
  });

  it('takes out what is not seen, and leaves emoji whole', () => {
    assert.equal(plainText('a\u200Bd\u2060a\u200F\u061C\u{E0041}'), 'ada');
    assert.equal(plainText('👩\u200D💻'), '👩\u200D💻');
  });

  it('shortens to 120 characters, whole ones', () => {
    const text = plainText('👩'.repeat(200));
    assert.equal(Array.from(text).length, 120);
    assert.ok(text.endsWith('…'));
    assert.doesNotMatch(text, /\uFFFD/u);
  });

  it('leaves ordinary names as they are', () => assert.equal(plainText('Zoë’s notes (2).txt'), 'Zoë’s notes (2).txt'));
});
