import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import {
  announcement,
  bytesLeft,
  connectionWord,
  dayName,
  fileSize,
  peopleCount,
  retryCountdown,
  systemText,
  useLocale,
} from '../../../webview/wording.ts';
import { fileEntry, messageEntry, NOON } from '../../support/panelEntries.ts';

const DAY_MS = 86_400_000;

describe('wording', () => {
  afterEach(() => useLocale('en'));

  it('names days as people do', () => {
    assert.equal(dayName(NOON, NOON + 3_600_000), 'Today');
    assert.equal(dayName(NOON - DAY_MS, NOON), 'Yesterday');
    assert.equal(dayName(NOON - 2 * DAY_MS, NOON), 'Sunday, November 15');
    assert.equal(dayName(NOON - 365 * DAY_MS, NOON), 'Monday, November 17, 2025');
  });

  it('follows the language of the editor, and falls back on English', () => {
    useLocale('de');
    assert.equal(dayName(NOON - DAY_MS, NOON), 'Gestern');
    assert.equal(fileSize(1_500), '1,5 KB');
    useLocale('xx-nonsense');
    assert.equal(fileSize(1_500), '1.5 KB');
    useLocale('');
    assert.equal(fileSize(1_500), '1.5 KB');
  });

  it('gives sizes in the largest fitting unit', () => {
    assert.deepEqual([0, 1, 812, 1_024, 12_345, 1_048_500, 4_500_000_000].map(fileSize), [
      '0 bytes',
      '1 byte',
      '812 bytes',
      '1 KB',
      '12 KB',
      '1 MB',
      '4.2 GB',
    ]);
  });

  it('counts in the singular and the plural', () => {
    assert.deepEqual([0, 1, 2].map(peopleCount), ['0 people', '1 person', '2 people']);
    assert.deepEqual([1, 1_234].map(bytesLeft), ['1 byte left', '1,234 bytes left']);
  });

  it('counts down to the next try and never below', () => {
    assert.equal(retryCountdown(4_200), 'Trying again in 5 seconds.');
    assert.equal(retryCountdown(900), 'Trying again in 1 second.');
    assert.equal(retryCountdown(-5_000), 'Trying again now…');
  });

  it('has a word for every state of the connection', () => {
    const states = ['offline', 'connecting', 'online'] as const;
    assert.deepEqual(
      states.map((state) => connectionWord({ state })),
      ['Not connected', 'Connecting…', 'Online'],
    );
  });

  it('isolates names of another direction in a quiet line', () => {
    const line = systemText({ kind: 'system', what: 'joined', key: 'k', time: 0, name: 'מרים' });
    assert.equal(line, '\u2068מרים\u2069 joined the room');
  });

  it('says by whom somebody was removed', () => {
    const line = systemText({ kind: 'system', what: 'expelled', key: 'k', time: 0, name: 'Grace', by: 'Ada' });
    assert.equal(line, '\u2068Ada\u2069 removed \u2068Grace\u2069 from the room');
  });

  it('announces few messages in full and many as a number', () => {
    const few = [messageEntry(1, { text: 'one' }), fileEntry(2)];
    assert.equal(announcement(few), 'Grace Hopper: one\nGrace Hopper shared the file notes.txt');
    assert.equal(
      announcement([1, 2, 3, 4].map((seq) => messageEntry(seq))),
      '4 new messages, the last one from Grace Hopper',
    );
    assert.ok(announcement([messageEntry(1, { text: 'x'.repeat(9_000) })]).length < 300);
    assert.equal(announcement([]), '');
  });
});
