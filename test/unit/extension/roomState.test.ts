import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { AnyEvent, DecodedSnapshot } from '../../../server/protocol/frames.ts';
import { RoomState } from '../../../extension/connection/roomState.ts';

const ada = { id: 'g_ada', name: 'Ada' };

function message(seq: number, text = `message ${seq}`): AnyEvent {
  return { type: 'message', room: 'general', seq, time: seq, from: ada, id: `m${seq}`, text };
}

function snapshot(events: AnyEvent[], more: Partial<DecodedSnapshot> = {}): DecodedSnapshot {
  return { room: 'general', seq: events.at(-1)?.seq ?? 0, members: [], events, read: 0, ...more };
}

function seqs(state: RoomState): number[] {
  return [...state.events()].map((event) => event.seq);
}

function textAt(state: RoomState, seq: number): string | undefined {
  const event = state.event(seq);
  return event?.type === 'message' ? event.text : undefined;
}

describe('RoomState', () => {
  it('starts with the newest page and knows that older events exist', () => {
    const state = new RoomState({ room: 'general' });
    state.applySnapshot(snapshot([message(8), message(9)]), 'e1');
    assert.deepEqual(seqs(state), [8, 9]);
    assert.equal(state.first, 8);
    assert.equal(state.seq, 9);
  });

  it('[RM2] applies an event once, however often it comes', () => {
    const state = new RoomState({ room: 'general' });
    state.applySnapshot(snapshot([message(1)]), 'e1');
    state.applyEvent(message(2));
    assert.deepEqual(state.applyEvent(message(2, 'again')), []);
    assert.equal(textAt(state, 2), 'message 2');
  });

  it('[MSG2] notes a hole as a gap, and closes it when the event comes after all', () => {
    const state = new RoomState({ room: 'general' });
    state.applySnapshot(snapshot([message(1)]), 'e1');
    state.applyEvent(message(4));
    assert.deepEqual(state.gaps, [{ from: 2, to: 3 }]);
    state.applyEvent(message(2));
    assert.deepEqual(state.gaps, [{ from: 3, to: 3 }]);
    state.applyHistory([message(1), message(2), message(3)], false);
    assert.deepEqual(state.gaps, []);
    assert.deepEqual(seqs(state), [1, 2, 3, 4]);
  });

  it('[RM3] resumes after what it has, and takes the gap that the server names', () => {
    const state = new RoomState({ room: 'general' });
    state.applySnapshot(snapshot([message(1), message(2)]), 'e1');
    state.applySnapshot(snapshot([message(9), message(10)], { gap: { from: 3, to: 8 } }), 'e1');
    assert.deepEqual(seqs(state), [1, 2, 9, 10]);
    assert.deepEqual(state.gaps, [{ from: 3, to: 8 }]);
  });

  it('[RM3] begins anew where the epoch is another, since older data were put back', () => {
    const state = new RoomState({ room: 'general' });
    state.applySnapshot(snapshot([message(1), message(2)]), 'e1');
    state.applySnapshot(snapshot([message(1, 'of the restored log')]), 'e2');
    assert.deepEqual(seqs(state), [1]);
    assert.equal(textAt(state, 1), 'of the restored log');
  });

  it('begins anew where the server is behind what was seen', () => {
    const state = new RoomState({ room: 'general' });
    state.applySnapshot(snapshot([message(1), message(2)]), 'e1');
    state.applySnapshot(snapshot([message(1)]), 'e1');
    assert.equal(state.seq, 1);
  });

  it('[MSG6] shows edits, deletions and reactions at the message they speak of', () => {
    const state = new RoomState({ room: 'general' });
    state.applySnapshot(snapshot([message(1), message(2)]), 'e1');
    const base = { room: 'general', time: 50, from: ada };
    state.applyEvent({ ...base, type: 'edit', seq: 3, target: 1, text: 'better' });
    state.applyEvent({ ...base, type: 'react', seq: 4, target: 1, emoji: '👍', on: true });
    state.applyEvent({ ...base, type: 'delete', seq: 5, target: 2 });
    const first = state.event(1);
    assert.ok(first?.type === 'message');
    assert.equal(first.text, 'better');
    assert.equal(first.edited, 50);
    assert.deepEqual(first.reactions, [{ emoji: '👍', users: ['g_ada'] }]);
    assert.equal(textAt(state, 2), '');
  });

  it('does not put a reaction back on that a later event took off', () => {
    const state = new RoomState({ room: 'general' });
    const react = (seq: number, on: boolean): AnyEvent => ({
      ...{ type: 'react', room: 'general', time: seq, from: ada, seq },
      ...{ target: 1, emoji: '👍', on },
    });
    state.applySnapshot(snapshot([react(4, false)]), 'e1');
    state.applyHistory([message(1), react(2, true), message(3)], false);
    const first = state.event(1);
    assert.ok(first?.type === 'message');
    assert.equal(first.reactions, undefined);
  });

  it('drops a guest who went offline from the members, and keeps a registered user', () => {
    const state = new RoomState({ room: 'general' });
    const guest = { id: 'g_ada', name: 'Ada', guest: true };
    const user = { id: 'u_grace', name: 'Grace', guest: false };
    const members = [guest, user].map((member) => ({ ...member, state: 'online' as const }));
    state.applySnapshot(snapshot([], { members }), 'e1');
    state.applyPresence(guest, 'offline');
    state.applyPresence(user, 'offline');
    assert.deepEqual(state.members, [{ ...user, state: 'offline' }]);
  });

  it('keeps who was removed out of the members, though they go offline afterwards', () => {
    const state = new RoomState({ room: 'general' });
    const user = { id: 'u_grace', name: 'Grace', guest: false };
    state.applySnapshot(snapshot([message(1)], { members: [{ ...user, state: 'online' }] }), 'e1');
    const left = {
      type: 'member',
      room: 'general',
      seq: 2,
      time: 2,
      from: user,
      change: 'left',
      guest: false,
    } as const;
    state.applyEvent(left);
    state.applyPresence(user, 'offline');
    assert.deepEqual(state.members, []);
  });

  describe('what it is told of who may what', () => {
    const grace = { id: 'u_grace', name: 'Grace', guest: false };

    function room(): RoomState {
      const state = new RoomState({ room: 'general' });
      state.applySnapshot(snapshot([], { members: [{ ...grace, state: 'online' }] }), 'e1');
      return state;
    }

    it('[AC6] shows who was silenced, and keeps that while they come and go', () => {
      const state = room();
      const muted = (on: boolean) => ({ type: 'mute' as const, room: 'general', user: grace, on });
      assert.deepEqual(state.applyNotice(muted(true), 'u_ada'), [{ kind: 'members' }]);
      state.applyPresence(grace, 'away');
      assert.equal(state.members[0]?.muted, true);
      assert.deepEqual(state.applyNotice(muted(true), 'u_ada'), []);
      state.applyNotice(muted(false), 'u_ada');
      assert.equal(state.members[0].muted, undefined);
    });

    it('[AC5] lets this person moderate from when they are told, and no longer', () => {
      const state = room();
      const role = (name: 'owner' | 'member', user = grace) => ({ type: 'role' as const, user, role: name });
      assert.deepEqual(state.applyNotice(role('owner'), grace.id), [{ kind: 'members' }, { kind: 'standing' }]);
      assert.equal(state.standing.moderates, true);
      state.applyNotice(role('member', { ...grace, id: 'u_eve' }), grace.id);
      assert.equal(state.standing.moderates, true);
      state.applyNotice(role('member'), grace.id);
      assert.equal(state.standing.moderates, false);
    });

    it('[RM5] of another room changes nothing', () => {
      const state = room();
      const options = { type: 'roomOptions' as const, visibility: 'invite' as const, approval: true };
      assert.deepEqual(state.applyNotice({ ...options, room: 'other' }, 'u_ada'), []);
      assert.deepEqual(state.applyNotice({ ...options, room: 'general' }, 'u_ada'), [{ kind: 'standing' }]);
      assert.deepEqual(state.standing.traits, { visibility: 'invite', approval: true, direct: undefined });
    });
  });

  it('has an event once where a page repeats it', () => {
    const state = new RoomState({ room: 'general' });
    state.applySnapshot(snapshot([message(1), message(1, 'again'), message(2)]), 'e1');
    assert.deepEqual(seqs(state), [1, 2]);
  });

  it('[RM2] a snapshot does not bar the place of an event that is still to come', () => {
    const state = new RoomState({ room: 'general' });
    state.applySnapshot(snapshot([message(1), message(3, 'early')], { seq: 2 }), 'e1');
    state.applyEvent(message(3));
    assert.equal(textAt(state, 3), 'message 3');
  });

  it('tells that a gap opened, and that the last one closed', () => {
    const state = new RoomState({ room: 'general' });
    state.applySnapshot(snapshot([message(1)]), 'e1');
    const tells = (changes: { kind: string }[]) => changes.some((change) => change.kind === 'gaps');
    assert.equal(tells(state.applyEvent(message(3))), true);
    assert.equal(tells(state.applyEvent(message(4))), false);
    assert.equal(tells(state.applyHistory([message(2)], true)), true);
  });

  it('[MSG2] a page that was asked for before older events were let go leaves a gap, not a hole', () => {
    const state = new RoomState({ room: 'general' });
    state.applySnapshot(snapshot([message(5), message(6), message(7), message(8)]), 'e1');
    state.forgetBefore(8);
    state.applyHistory([message(3), message(4)], true);
    assert.deepEqual(state.gaps, [{ from: 5, to: 7 }]);
  });

  it('follows a server that skips places only so far back', () => {
    const state = new RoomState({ room: 'general' });
    state.applySnapshot(snapshot([]), 'e1');
    for (let seq = 2; seq <= 200_000; seq += 2) state.applyEvent(message(seq));
    assert.ok(state.gaps.length <= 100);
    assert.equal(state.gaps.at(-1)?.to, 199_999);
  });

  it('keeps no more members than a room can have, and is not slowed down by who is named', () => {
    const state = new RoomState({ room: 'general' });
    for (let id = 0; id < 200_000; id += 1) {
      state.applyPresence({ id: `u${id}`, name: 'Eve', guest: false }, 'online');
    }
    assert.equal(state.members.length, 10_000);
  });

  it('lets the older half go where a room takes too much memory, and knows that it can be had again', () => {
    const state = new RoomState({ room: 'general' }, 1_000_000);
    state.applySnapshot(snapshot([message(1)]), 'e1');
    for (let seq = 2; seq <= 1_000; seq += 1) state.applyEvent(message(seq, 'x'.repeat(10_000)));
    assert.ok([...state.events()].length < 100);
    assert.equal(state.seq, 1_000);
    assert.ok(state.first > 900);
    assert.deepEqual(state.gaps, []);
  });

  it('takes 100,000 events and their reactions one by one without looking at those that are there', () => {
    const state = new RoomState({ room: 'general' });
    state.applySnapshot(snapshot([message(1)]), 'e1');
    for (let seq = 2; seq <= 100_000; seq += 1) {
      const react: AnyEvent = {
        type: 'react',
        room: 'general',
        seq,
        time: seq,
        from: ada,
        target: 1,
        emoji: '👍',
        on: true,
      };
      state.applyEvent(seq % 2 === 0 ? message(seq) : react);
      assert.equal(state.placeOf(ada.id, `m${seq - (seq % 2)}`), seq - (seq % 2));
      assert.equal(state.eventsBefore(seq, 1)[0]?.seq, seq - 1);
    }
  });

  it('takes numbers of a hostile server without counting through them', () => {
    const state = new RoomState({ room: 'general' });
    state.applySnapshot(snapshot([message(1)]), 'e1');
    state.applyEvent(message(Number.MAX_SAFE_INTEGER));
    assert.deepEqual(state.gaps, [{ from: 2, to: Number.MAX_SAFE_INTEGER - 1 }]);
    assert.equal([...state.events()].length, 2);
  });

  it('has every event once and in order, whatever is lost, repeated or paged in between', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 120 }), (arrivals) => {
        const state = new RoomState({ room: 'general' });
        state.applySnapshot(snapshot([]), 'e1');
        for (const seq of arrivals) state.applyEvent(message(seq));
        const newest = Math.max(...arrivals);
        // Page every gap in, as the session does.
        for (let gap = state.gaps.at(-1); gap; gap = state.gaps.at(-1)) {
          const page = Array.from({ length: gap.to - gap.from + 1 }, (_, index) => message(gap.from + index));
          state.applyHistory(page, gap.from > 1);
        }
        assert.deepEqual(
          seqs(state),
          Array.from({ length: newest }, (_, index) => index + 1),
        );
      }),
    );
  });

  it('[MSG8] moves the read mark forward only, never past what was heard of, and keeps it over a resume', () => {
    const state = new RoomState({ room: 'general' });
    state.applySnapshot(snapshot([message(1), message(2), message(3)], { read: 1 }), 'e1');
    assert.deepEqual([state.applyRead(2), state.applyRead(1), state.read], [[{ kind: 'read' }], [], 2]);
    state.applyRead(99);
    assert.equal(state.read, 3);
    state.applySnapshot(snapshot([message(4)], { read: 2 }), 'e1');
    assert.equal(state.read, 3);
    state.applySnapshot(snapshot([message(1)], { read: 0 }), 'e2');
    assert.equal(state.read, 0);
  });

  it('takes what a later event says of a place without taking the event itself', () => {
    const state = new RoomState({ room: 'general' });
    state.applySnapshot(snapshot([message(1), message(2)]), 'e1');
    const base = { room: 'general', time: 90, from: ada };
    assert.deepEqual(state.applyRevision({ ...base, type: 'edit', seq: 90, target: 1, text: 'mended' }), [
      { kind: 'events', seqs: [1] },
    ]);
    assert.deepEqual(state.applyRevision({ ...base, type: 'delete', seq: 91, target: 50 }), []);
    assert.deepEqual([textAt(state, 1), state.seq, state.gaps], ['mended', 2, []]);
  });

  it('remembers the names of those who were heard', () => {
    const state = new RoomState({ room: 'general' });
    const grace = { id: 'g_grace', name: 'Grace', guest: true, state: 'online' } as const;
    state.applySnapshot(snapshot([message(1)], { members: [grace] }), 'e1');
    state.applyPresence(grace, 'offline');
    assert.deepEqual(
      [state.nameOf('g_ada'), state.nameOf('g_grace'), state.nameOf('g_none')],
      ['Ada', 'Grace', undefined],
    );
  });
});
