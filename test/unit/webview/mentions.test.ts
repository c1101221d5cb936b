import assert from 'node:assert/strict';
import { findMentions, mentions } from '../../../webview/protocol/mentions.ts';
import { cpuTime } from '../../support/cpuTime.ts';

/** The parts of a text that call somebody. */
const called = (text: string, ...names: string[]): string[] =>
  findMentions(text, names).map(({ start, end }) => text.slice(start, end));

describe('mentions', () => {
  it('are names after an @, whatever the case, with whatever stands around them', () => {
    assert.deepEqual(called('@Ada and (@ADA), @ada: "@Ada"', 'Ada'), ['@Ada', '@ADA', '@ada', '@Ada']);
    assert.deepEqual(called('问@李雷，好吗', '李雷'), ['@李雷']);
    assert.deepEqual(called('你好 @李雷 ', '李雷', '李'), ['@李雷']);
  });

  it('may have spaces and signs in them, and the longest name counts', () => {
    assert.deepEqual(called('@Ada Lovelace', 'Ada', 'Ada Lovelace'), ['@Ada Lovelace']);
    assert.deepEqual(called('@C++ (team)', 'C++ (team)'), ['@C++ (team)']);
    assert.deepEqual(called('@🦉 hoots', '🦉'), ['@🦉']);
  });

  it('are no addresses of mail, no longer words, and no other people', () => {
    assert.deepEqual(called('ada@ada.org, @Adam, @Ada2, @ Ada, 𝔸@Ada', 'Ada'), []);
    assert.deepEqual(called('no name: @', ''), []);
  });

  it('@here calls everybody', () => {
    assert.equal(mentions('@Here please', 'Ada'), true);
    assert.equal(mentions('@hereafter', 'Ada'), false);
  });

  it('a text of nothing else is looked through quickly', () => {
    const tookMs = cpuTime();
    assert.equal(findMentions('@'.repeat(16_384), ['Ada', 'Grace']).length, 0);
    assert.ok(tookMs() < 200);
  });
});
