import assert from 'node:assert/strict';
import { RoomState } from '../../../extension/connection/roomState.ts';
import { UnseenCount } from '../../../extension/panel/unseenCount.ts';
import type { AnyEvent } from '../../../server/protocol/frames.ts';

function message(seq: number, id = 'g_grace'): AnyEvent {
  return { type: 'message', room: 'general', seq, time: seq, from: { id, name: 'x' }, id: `m${seq}`, text: 'x' };
}

function stateWith(events: AnyEvent[]): RoomState {
  const state = new RoomState('general');
  state.applySnapshot({ room: 'general', seq: events.length, members: [], events, read: 0 }, 'e1');
  return state;
}

describe('UnseenCount', () => {
  it('counts all that a reconnect brought, not the last of it only', () => {
    const unseen = new UnseenCount();
    unseen.startAt(1);
    unseen.note([2, 3, 4], stateWith([1, 2, 3, 4].map((seq) => message(seq))), 'g_ada');
    assert.equal(unseen.count, 3);
  });

  it('counts nothing twice, nothing of oneself, and nothing that was paged in or edited', () => {
    const unseen = new UnseenCount();
    unseen.startAt(2);
    const state = stateWith([message(1), message(2), message(3), message(4, 'g_ada')]);
    unseen.note([1, 2], state, 'g_ada');
    unseen.note([3], state, 'g_ada');
    unseen.note([3, 4], state, 'g_ada');
    assert.equal(unseen.count, 1);
    unseen.seen();
    assert.equal(unseen.count, 0);
  });
});
