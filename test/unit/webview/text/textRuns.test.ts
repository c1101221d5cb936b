import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { EmojiTable } from '../../../../webview/emoji/emojiTable.ts';
import { isOnlyEmoji, textRuns } from '../../../../webview/text/textRuns.ts';

const emoji = new EmojiTable([
  { group: 0, rows: ['😄|smile grinning|happy laugh', '🎉|tada party_popper|celebrate'] },
  { group: 1, rows: ['👍|+1 thumbsup|yes'] },
]);
const people = { names: ['Ada', 'Ada Lovelace', 'Grace'], self: 'Grace' };

function runs(text: string, table: EmojiTable | 'none' = emoji): string[] {
  return textRuns(text, people, table === 'none' ? undefined : table).map((run) => {
    if (run.kind === 'emoji') return `<${run.emoji} ${run.name}>`;
    if (run.kind === 'mention') return run.self ? `<self ${run.text}>` : `<call ${run.text}>`;
    return run.text;
  });
}

describe('textRuns', () => {
  it('shows people who are called, and oneself apart', () => {
    assert.deepEqual(runs('@ada lovelace and @GRACE, @here'), [
      '<call @ada lovelace>',
      ' and ',
      '<self @GRACE>',
      ', ',
      '<self @here>',
    ]);
    assert.deepEqual(runs('mail@ada and @Nobody'), ['mail@ada and @Nobody']);
  });

  it('shows emoji by their names, and leaves names that stand for none', () => {
    assert.deepEqual(runs('go :tada::+1: :nope:'), ['go ', '<🎉 tada>', '<👍 +1>', ' :nope:']);
    assert.deepEqual(runs('12:30:15 and :nope:tada:'), ['12:30:15 and :nope', '<🎉 tada>']);
  });

  it('leaves names as they are until the table is there', () => {
    assert.deepEqual(runs('go :tada:', 'none'), ['go :tada:']);
  });

  it('knows a text of nothing but a few emoji', () => {
    for (const text of ['🎉', '👍🏽 👩‍👩‍👧', ' 🇩🇪\n']) assert.equal(isOnlyEmoji(text), true, text);
    for (const text of ['', ' ', 'a🎉', '12', '#', '🎉🎉🎉🎉🎉🎉']) assert.equal(isOnlyEmoji(text), false, text);
  });
});

describe('EmojiTable', () => {
  it('finds by the beginning of a name, then of another word, then by any part of a name', () => {
    assert.deepEqual(
      emoji.search('p', 9).map((found) => found.emoji),
      ['🎉', '👍'],
    );
    assert.deepEqual(
      emoji.search('laugh', 9).map((found) => found.emoji),
      ['😄'],
    );
    assert.deepEqual(
      emoji.search(':TADA:', 9).map((found) => found.emoji),
      ['🎉'],
    );
    assert.deepEqual(emoji.search(' ', 9), []);
  });
});
