import assert from 'node:assert/strict';
import { RoomState } from '../../../extension/connection/roomState.ts';
import type { RoomSession } from '../../../extension/connection/roomSession.ts';
import { ReadingPlace } from '../../../extension/panel/readingPlace.ts';
import type { AnyEvent } from '../../../server/protocol/frames.ts';

function said(seq: number, by: string): AnyEvent {
  return { type: 'message', room: 'general', seq, time: seq, from: { id: by, name: by }, id: `m${seq}`, text: 'x' };
}

/** Of a session only what reading looks at; the mark moves as it does there. */
function readingAt(read: number, ...by: string[]) {
  const state = new RoomState({ room: 'general' });
  const events = by.map((name, index) => said(index + 1, name));
  state.applySnapshot({ room: 'general', seq: by.length, members: [], events, read }, 'e1');
  const session = { state, self: { id: 'ada', name: 'Ada' }, markRead: (seq: number) => void state.applyRead(seq) };
  const person = { looks: true };
  return { state, person, reading: new ReadingPlace(session as unknown as RoomSession, () => person.looks) };
}

describe('ReadingPlace', () => {
  it('marks what others said since one last read, from the first of it on', () => {
    const { reading } = readingAt(2, 'grace', 'ada', 'ada', 'grace', 'grace');
    reading.arrive();
    assert.equal(reading.newFrom, 4);
  });

  it('marks nothing where only one’s own words are unread, nor for who was never here', () => {
    for (const { reading } of [readingAt(1, 'grace', 'ada'), readingAt(0, 'grace', 'grace')]) {
      reading.arrive();
      assert.equal(reading.newFrom, undefined);
    }
  });

  it('keeps the line while one reads on, and lets it go the next time', () => {
    const { reading, state } = readingAt(1, 'grace', 'grace', 'grace');
    reading.arrive();
    reading.see(3);
    assert.deepEqual([reading.newFrom, state.read], [2, 3]);
    reading.arrive();
    assert.equal(reading.newFrom, undefined);
  });

  it('[MSG8] reads nothing while nobody looks, and all that is on the screen once somebody does', () => {
    const { reading, state, person } = readingAt(1, 'grace');
    person.looks = false;
    state.applyEvent(said(2, 'grace'));
    reading.noteArrivals();
    reading.see(2);
    assert.deepEqual([reading.newFrom, state.read], [2, 1]);
    person.looks = true;
    reading.arrive();
    assert.deepEqual([reading.newFrom, state.read], [2, 2]);
  });

  it('marks nothing that comes while one looks', () => {
    const { reading, state } = readingAt(1, 'grace');
    reading.arrive();
    state.applyEvent(said(2, 'grace'));
    reading.noteArrivals();
    assert.equal(reading.newFrom, undefined);
  });
});
