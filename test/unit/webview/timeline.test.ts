import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { arrivalsSince, GROUP_MS, newestSeq, rowsOf } from '../../../webview/timeline.ts';
import type { EntryView } from '../../../webview/protocol/messages.ts';
import { ADA, fileEntry, joinedEntry, messageEntry, NOON } from '../../support/panelEntries.ts';

const DAY_MS = 86_400_000;

/** Each row in a word: `day`, `new`, `joins`, `head`, `cont`. */
function shapeFrom(newFrom: number | undefined, ...entries: EntryView[]): string[] {
  return rowsOf(entries, newFrom).map((row) => {
    if (row.kind !== 'entry') return row.kind === 'joins' ? `joins ${row.entries.length}` : row.kind;
    return row.continued ? 'cont' : 'head';
  });
}

function shape(...entries: EntryView[]): string[] {
  return shapeFrom(undefined, ...entries);
}

describe('timeline', () => {
  it('begins every local day with a separator', () => {
    assert.deepEqual(shape(messageEntry(1), messageEntry(2, { time: NOON + DAY_MS })), ['day', 'head', 'day', 'head']);
  });

  it('gives consecutive entries of one person one heading, files included', () => {
    assert.deepEqual(shape(messageEntry(1), fileEntry(2), messageEntry(3)), ['day', 'head', 'cont', 'cont']);
  });

  it('repeats the heading after five minutes', () => {
    const later = messageEntry(2, { time: messageEntry(1).time + GROUP_MS });
    assert.deepEqual(shape(messageEntry(1), later), ['day', 'head', 'head']);
  });

  it('repeats the heading for another person and after a quiet line', () => {
    assert.deepEqual(shape(messageEntry(1), messageEntry(2, { from: ADA })), ['day', 'head', 'head']);
    assert.deepEqual(shape(messageEntry(1), joinedEntry(2, 'Lin'), messageEntry(3)), [
      'day',
      'head',
      'joins 1',
      'head',
    ]);
  });

  it('puts those who come and go one after another into one line', () => {
    const quiet = [joinedEntry(2, 'Lin'), joinedEntry(3, 'Bob'), joinedEntry(4, 'Eve')];
    assert.deepEqual(shape(messageEntry(1), ...quiet, messageEntry(5)), ['day', 'head', 'joins 3', 'head']);
    const tomorrow = { ...joinedEntry(4, 'Eve'), time: NOON + DAY_MS };
    assert.deepEqual(shape(joinedEntry(2, 'Lin'), tomorrow), ['day', 'joins 1', 'day', 'joins 1']);
  });

  it('marks where what is new begins, once, with a heading of its own', () => {
    const entries = [messageEntry(1), messageEntry(2), messageEntry(3), messageEntry(4)];
    assert.deepEqual(shapeFrom(3, ...entries), ['day', 'head', 'cont', 'new', 'head', 'cont']);
    assert.deepEqual(shapeFrom(9, ...entries), ['day', 'head', 'cont', 'cont', 'cont']);
    assert.deepEqual(shapeFrom(3, joinedEntry(1, 'Lin'), joinedEntry(4, 'Bob')), ['day', 'joins 1', 'new', 'joins 1']);
  });

  it('gives every row a key of its own', () => {
    const entries = [1, 2, 3, 4].map((seq) => messageEntry(seq, { time: NOON + (seq % 2) * DAY_MS }));
    const keys = rowsOf(entries).map((row) => row.key);
    assert.equal(new Set(keys).size, keys.length);
  });

  it('finds what others wrote since a place, and nothing else', () => {
    const entries = [
      messageEntry(1),
      messageEntry(2),
      joinedEntry(3, 'Lin'),
      messageEntry(4, { own: true }),
      messageEntry(5, { deleted: true, text: '' }),
      fileEntry(6),
      messageEntry(0, { seq: undefined, key: 'p' }),
    ];
    assert.deepEqual(
      arrivalsSince(entries, 1).map((entry) => entry.seq),
      [2, 6],
    );
    assert.equal(newestSeq(entries), 6);
    assert.equal(newestSeq([]), 0);
  });
});
