import assert from 'node:assert/strict';
import type { NoticeLevel } from '../../../../extension/notices/noticeLevels.ts';
import { callOf, isSaidByOther, isTold } from '../../../../extension/notices/noticeRules.ts';
import type { AnyEvent } from '../../../../server/protocol/frames.ts';

const ada = { id: 'g_ada', name: 'Ada Lovelace' };
const grace = { id: 'g_grace', name: 'Grace' };
const base = { room: 'general', seq: 1, time: 1, from: grace };

function message(text: string, more: object = {}): Extract<AnyEvent, { type: 'message' }> {
  return { ...base, type: 'message', id: 'm1', text, ...more };
}

describe('the rules of notices', () => {
  const levels: NoticeLevel[] = ['all', 'mentions', 'none'];
  const yesNo = [true, false];
  /** What is told: the level, and whether it calls this person. Everything else is never told. */
  const told = new Set(['all called', 'all uncalled', 'mentions called']);

  for (const level of levels) {
    for (const called of yesNo) {
      for (const focused of yesNo) {
        for (const inView of yesNo) {
          for (const snoozed of yesNo) {
            const case_ = `${level} ${called ? 'called' : 'uncalled'}`;
            const expected = told.has(case_) && !snoozed && !(focused && inView);
            const where = `${focused ? 'focused' : 'unfocused'}, ${inView ? 'in view' : 'out of view'}`;
            it(`${case_}, ${where}${snoozed ? ', snoozed' : ''}: ${expected ? 'told' : 'not told'}`, () => {
              assert.equal(isTold(called, { level, focused, inView, snoozed }), expected);
            });
          }
        }
      }
    }
  }

  it('count as said by others: messages and files that still stand, and nothing else', () => {
    assert.equal(isSaidByOther(message('hello'), ada), true);
    assert.equal(isSaidByOther({ ...base, type: 'file', id: 'f1' }, ada), true);
    assert.equal(isSaidByOther(message('hello'), grace), false);
    assert.equal(isSaidByOther(message('', { deleted: true }), ada), false);
    assert.equal(isSaidByOther({ ...base, type: 'member', change: 'joined', guest: true }, ada), false);
    assert.equal(isSaidByOther({ ...base, type: 'react', target: 1, emoji: '👍', on: true }, ada), false);
    assert.equal(isSaidByOther(undefined, ada), false);
  });

  it('a message calls whom it names, all who are here, and whom it answers', () => {
    assert.equal(callOf(message('look, @ada lovelace!'), ada, undefined), 'mention');
    assert.equal(callOf(message('@here: lunch'), ada, undefined), 'mention');
    assert.equal(callOf(message('@Ada Lovelaces'), ada, undefined), undefined);
    assert.equal(callOf(message('hello'), ada, undefined, true), 'direct');
    assert.equal(callOf(message('yes', { replyTo: 1 }), ada, { ...message('?'), from: ada }), 'reply');
    assert.equal(callOf(message('hello'), ada, undefined, true), 'direct');
    assert.equal(callOf(message('yes', { replyTo: 1 }), ada, { ...message('?'), from: grace }), undefined);
    assert.equal(callOf({ ...base, type: 'file', id: 'f1' }, ada, { ...message('?'), from: ada }), 'reply');
    assert.equal(callOf(message('@Ada Lovelace'), undefined, undefined), undefined);
  });
});
