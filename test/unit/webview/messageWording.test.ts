import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { joinsText, reactionText, rowLabel, typingText } from '../../../webview/messageWording.ts';
import type { SystemEntry } from '../../../webview/protocol/messages.ts';
import { fileEntry, joinedEntry, messageEntry } from '../../support/panelEntries.ts';

/** Without the signs that keep a name's direction to itself. */
const plain = (text: string): string => text.replaceAll(/[\u2068\u2069]/gu, '');

function left(seq: number, name: string): SystemEntry {
  return { ...joinedEntry(seq, name), what: 'left', name };
}

describe('messageWording', () => {
  it('says who came and went, each once, by where they ended up', () => {
    const text = (...entries: SystemEntry[]): string => plain(joinsText(entries));
    assert.equal(text(joinedEntry(1, 'Lin')), 'Lin joined the room');
    assert.equal(text(joinedEntry(1, 'Lin'), joinedEntry(2, 'Bob')), 'Lin and Bob joined the room');
    assert.equal(text(joinedEntry(1, 'Lin'), left(2, 'Bob')), 'Lin joined the room · Bob left the room');
    assert.equal(text(left(1, 'Lin'), joinedEntry(2, 'Lin'), left(3, 'Lin')), 'Lin left the room');
    const many = ['A', 'B', 'C', 'D', 'E'].map((name, index) => joinedEntry(index + 1, name));
    assert.equal(text(...many), 'A, B, C, and 2 more joined the room');
  });

  it('says who is typing, of many only that they are', () => {
    assert.deepEqual(
      [[], ['Ada'], ['Ada', 'Bob'], ['Ada', 'Bob', 'Eve', 'Lin']].map((names) => plain(typingText(names))),
      ['', 'Ada is typing…', 'Ada and Bob are typing…', 'Several people are typing…'],
    );
  });

  it('says who reacted, those that nobody knows as a number', () => {
    const users = ['u1', 'u2', 'u3'];
    assert.equal(reactionText({ emoji: '👍', users, names: ['Ada', 'Bob', 'Eve'] }, false), '👍 3: Ada, Bob, Eve');
    assert.equal(reactionText({ emoji: '👍', users, names: ['Ada'] }, true), '👍 3: You, Ada, 1 more');
    assert.equal(reactionText({ emoji: '👍', users: ['me'] }, true), '👍 1: You');
  });

  it('names a row by who, when and what', () => {
    assert.match(rowLabel(messageEntry(1, { text: 'hi' })), /^Grace Hopper, .+: hi$/u);
    assert.match(rowLabel(messageEntry(1, { deleted: true, text: '' })), /, deleted$/u);
    assert.match(rowLabel(fileEntry(1)), /, file notes\.txt$/u);
    assert.ok(rowLabel(messageEntry(1, { text: 'x'.repeat(9_000) })).length < 300);
  });
});
