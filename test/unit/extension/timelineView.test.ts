import assert from 'node:assert/strict';
import type { RoomSession } from '../../../extension/connection/roomSession.ts';
import { RoomState } from '../../../extension/connection/roomState.ts';
import { TimelineView } from '../../../extension/panel/timelineView.ts';
import type { AnyEvent } from '../../../server/protocol/frames.ts';

const grace = { id: 'g_grace', name: 'Grace' };

function message(seq: number): AnyEvent {
  return { type: 'message', room: 'general', seq, time: seq, from: grace, id: `m${seq}`, text: `line ${seq}` };
}

/** A timeline over a state with messages 1 to `newest`; of a session only what a timeline looks at. */
function timelineOf(newest: number, more: object = {}): { timeline: TimelineView; state: RoomState } {
  const state = new RoomState({ room: 'general' });
  const events = Array.from({ length: newest }, (_, index) => message(index + 1));
  state.applySnapshot({ room: 'general', seq: newest, members: [], events, read: 0 }, 'e1');
  const session = {
    state,
    self: { id: 'g_ada', name: 'Ada' },
    outbox: { entries: [] },
    lostGaps: [],
    hasOlder: false,
    ...more,
  };
  const timeline = new TimelineView(session as unknown as RoomSession, {
    selfId: 'g_ada',
    event: (seq) => state.event(seq),
    bytes: () => ({ state: 'remote' }),
    nameOf: () => undefined,
    errorText: (error) => error.message,
  });
  return { timeline, state };
}

const places = (entries: { seq?: number | undefined }[]): (number | undefined)[] =>
  entries.length === 0 ? [] : [entries[0]?.seq, entries.at(-1)?.seq];

describe('TimelineView', () => {
  it('[AC6] shows by whom somebody was removed', () => {
    const { timeline, state } = timelineOf(1);
    const left = {
      type: 'member',
      room: 'general',
      seq: 2,
      time: 2,
      from: grace,
      change: 'left',
      guest: false,
    } as const;
    state.applyEvent({ ...left, by: { id: 'u_ada', name: 'Ada' } });
    const entry = timeline.shown().at(-1);
    assert.ok(entry?.kind === 'system' && entry.what === 'expelled', JSON.stringify(entry));
    assert.deepEqual([entry.name, entry.by], ['Grace', 'Ada']);
  });

  it('shows the newest window first, and one more at each step back', () => {
    const { timeline } = timelineOf(450);
    assert.deepEqual(places(timeline.shown()), [251, 450]);
    assert.equal(timeline.hasOlder, true);
    assert.deepEqual(places(timeline.older()), [51, 250]);
    assert.deepEqual(places(timeline.older()), [1, 50]);
    assert.equal(timeline.hasOlder, false);
  });

  it('keeps what was scrolled back to when all is shown again, as after a reconnect', () => {
    const { timeline, state } = timelineOf(450);
    timeline.shown();
    timeline.older();
    state.applyEvent(message(451));
    assert.deepEqual(places(timeline.shown()), [51, 451]);
    timeline.startOver();
    assert.deepEqual(places(timeline.shown()), [252, 451]);
  });

  it('tells nothing of places that are not shown', () => {
    const { timeline } = timelineOf(450);
    timeline.shown();
    assert.deepEqual(places(timeline.entriesAt([450, 10, 300])), [300, 450]);
  });

  it('follows a server whose older pages never hold anything to show only for some pages', async () => {
    let asked = 0;
    const { timeline } = timelineOf(10, { hasOlder: true, loadOlder: () => Promise.resolve(void (asked += 1)) });
    timeline.shown();
    assert.deepEqual(await timeline.loadOlder(), []);
    assert.equal(asked, 10);
  });

  it('keeps what waits in the order in which it was said, though the clock was set back', () => {
    const entries = ['first', 'second'].map((text, index) => ({
      kind: 'message',
      id: text,
      createdAt: 10 - index,
      text,
    }));
    const { timeline } = timelineOf(0, { outbox: { entries } });
    assert.deepEqual(
      timeline.shown().map((entry) => entry.key),
      ['own:first', 'own:second'],
    );
  });

  it('goes to a place at hand, grows at both ends, and follows the newest again once it is reached', async () => {
    const { timeline, state } = timelineOf(1_000);
    timeline.shown();
    assert.deepEqual(places(await timeline.around(400)), [340, 459]);
    assert.deepEqual([timeline.hasOlder, timeline.hasNewer], [true, true]);
    state.applyEvent(message(1_001));
    assert.deepEqual(places(timeline.entriesAt([1_001, 450])), [450, 450]);
    assert.deepEqual(places(timeline.older()), [140, 339]);
    assert.deepEqual(places(await timeline.loadNewer()), [460, 659]);
    await timeline.loadNewer();
    assert.deepEqual(places(await timeline.loadNewer()), [860, 1_001]);
    assert.equal(timeline.hasNewer, false);
    state.applyEvent(message(1_002));
    assert.deepEqual(places(timeline.entriesAt([1_002])), [1_002, 1_002]);
  });

  it('shows nothing that waits while a part of the past is shown', async () => {
    const entries = [{ kind: 'message', id: 'later', createdAt: 1, text: 'later' }];
    const { timeline } = timelineOf(1_000, { outbox: { entries } });
    await timeline.around(400);
    assert.deepEqual(timeline.outbox(['later']), { upsert: [], remove: [] });
    assert.deepEqual(places(timeline.shown()), [340, 459]);
    timeline.startOver();
    assert.equal(timeline.shown().at(-1)?.key, 'own:later');
  });

  it('tells nothing of an end that the webview let go', async () => {
    const { timeline } = timelineOf(1_000);
    timeline.shown();
    timeline.older();
    timeline.keepWindow(601, 900);
    assert.deepEqual(places(timeline.entriesAt([700, 950])), [700, 700]);
    assert.deepEqual(places(await timeline.loadNewer()), [901, 1_000]);
    timeline.keepWindow(801, undefined);
    assert.deepEqual(places(timeline.older()), [601, 800]);
  });
});
