import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  dismissNotice,
  emptyView,
  goTo,
  heldWindow,
  reduce,
  startLoadingOlder,
  type ChatView,
} from '../../../webview/chatViewModel.ts';
import type { EntryView, HostMessage } from '../../../webview/protocol/messages.ts';
import { ADA, GRACE, member, messageEntry, snapshot } from '../../support/panelEntries.ts';

function viewAfter(...messages: HostMessage[]): ChatView {
  return messages.reduce((view, message) => reduce(view, message), emptyView());
}

function keys(view: ChatView): string[] {
  return view.entries.map((entry) => entry.key);
}

function showing(...entries: EntryView[]): HostMessage {
  return { type: 'snapshot', snapshot: snapshot({ entries }) };
}

function pending(key: string): EntryView {
  return messageEntry(0, { key, seq: undefined, own: true, from: ADA, delivery: { state: 'pending' } });
}

describe('chatViewModel', () => {
  it('shows nothing until the first snapshot', () => {
    assert.equal(emptyView().ready, false);
    assert.equal(viewAfter(showing()).ready, true);
  });

  it('takes the whole view from a snapshot', () => {
    const view = viewAfter({
      type: 'snapshot',
      snapshot: snapshot({ topic: 'release', entries: [messageEntry(1)], hasOlder: true, previewBytes: 0 }),
    });
    assert.equal(view.room, 'general');
    assert.equal(view.topic, 'release');
    assert.equal(view.hasOlder, true);
    assert.equal(view.previewBytes, 0);
    assert.deepEqual(keys(view), ['m1']);
  });

  it('forgets the room that a snapshot no longer names', () => {
    const view = viewAfter(showing(messageEntry(1)), {
      type: 'snapshot',
      snapshot: { ...snapshot(), room: undefined },
    });
    assert.equal(view.room, undefined);
    assert.deepEqual(keys(view), []);
  });

  it('keeps the identity of entries that a new snapshot repeats', () => {
    const before = viewAfter(showing(messageEntry(1), messageEntry(2)));
    const after = reduce(before, showing(messageEntry(1), messageEntry(2, { edited: true })));
    assert.equal(after.entries[0], before.entries[0]);
    assert.notEqual(after.entries[1], before.entries[1]);
  });

  it('puts new entries in their place in the log, whatever order they come in', () => {
    const view = viewAfter(showing(messageEntry(2)), {
      type: 'entries',
      upsert: [messageEntry(5), messageEntry(3), messageEntry(1)],
      remove: [],
    });
    assert.deepEqual(keys(view), ['m1', 'm2', 'm3', 'm5']);
  });

  it('keeps entries without a place last, in the order they came', () => {
    const view = viewAfter(
      showing(messageEntry(1)),
      { type: 'entries', upsert: [pending('b')], remove: [] },
      { type: 'entries', upsert: [pending('a')], remove: [] },
      { type: 'entries', upsert: [messageEntry(2)], remove: [] },
    );
    assert.deepEqual(keys(view), ['m1', 'm2', 'b', 'a']);
  });

  it('moves an entry to its place once it has one, under the same key', () => {
    const view = viewAfter(
      showing(messageEntry(1)),
      { type: 'entries', upsert: [pending('own'), pending('later')], remove: [] },
      { type: 'entries', upsert: [messageEntry(2, { key: 'own', own: true })], remove: [] },
    );
    assert.deepEqual(keys(view), ['m1', 'own', 'later']);
    assert.equal(view.entries[1]?.seq, 2);
  });

  it('replaces only what an update names', () => {
    const before = viewAfter(showing(messageEntry(1), messageEntry(2), messageEntry(3)));
    const after = reduce(before, { type: 'entries', upsert: [messageEntry(2, { text: 'changed' })], remove: ['m3'] });
    assert.deepEqual(keys(after), ['m1', 'm2']);
    assert.equal(after.entries[0], before.entries[0]);
    assert.deepEqual(after.entries[1], messageEntry(2, { text: 'changed' }));
  });

  it('ignores the removal of what is not there', () => {
    const view = viewAfter(showing(messageEntry(1)), { type: 'entries', upsert: [], remove: ['nothing'] });
    assert.deepEqual(keys(view), ['m1']);
  });

  it('orders a gap by the first place that it stands for', () => {
    const gap: EntryView = { kind: 'system', what: 'gap', key: 'gap', from: 2, to: 9, loading: true, time: 0 };
    const view = viewAfter(showing(messageEntry(1), messageEntry(10)), { type: 'entries', upsert: [gap], remove: [] });
    assert.deepEqual(keys(view), ['m1', 'gap', 'm10']);
  });

  it('puts older entries first and ends the wait for them', () => {
    const waiting = startLoadingOlder(viewAfter(showing(messageEntry(3))));
    assert.equal(waiting.loadingOlder, true);
    const view = reduce(waiting, { type: 'older', entries: [messageEntry(1), messageEntry(2)], hasOlder: false });
    assert.deepEqual(keys(view), ['m1', 'm2', 'm3']);
    assert.equal(view.loadingOlder, false);
    assert.equal(view.hasOlder, false);
  });

  it('does not double an entry that comes again with older ones', () => {
    const view = viewAfter(showing(messageEntry(2)), {
      type: 'older',
      entries: [messageEntry(1), messageEntry(2)],
      hasOlder: false,
    });
    assert.deepEqual(keys(view), ['m1', 'm2']);
  });

  it('may ask for older entries again after the connection changed', () => {
    const waiting = startLoadingOlder(viewAfter(showing(messageEntry(3))));
    assert.equal(reduce(waiting, { type: 'connection', connection: { state: 'online' } }).loadingOlder, false);
  });

  it('replaces the members', () => {
    const view = viewAfter(showing(), { type: 'members', members: [member(GRACE, { state: 'away' })] });
    assert.deepEqual(view.members, [member(GRACE, { state: 'away' })]);
  });

  it('shows the newest three notices, none twice, until each is dismissed', () => {
    const notices = ['a', 'b', 'c', 'd', 'b'].map((message): HostMessage => ({
      type: 'notice',
      level: 'info',
      message,
    }));
    const view = viewAfter(showing(), ...notices);
    assert.deepEqual(
      view.notices.map((notice) => notice.message),
      ['c', 'd', 'b'],
    );
    assert.equal(new Set(view.notices.map((notice) => notice.id)).size, 3);
    const rest = dismissNotice(view, view.notices[1]!.id);
    assert.deepEqual(
      rest.notices.map((notice) => notice.message),
      ['c', 'b'],
    );
  });

  it('keeps its notices over a snapshot', () => {
    const view = viewAfter(showing(), { type: 'notice', level: 'error', message: 'not read' }, showing());
    assert.equal(view.notices.length, 1);
  });

  it('stays the same object where a message is not about the view', () => {
    const view = viewAfter(showing());
    assert.equal(reduce(view, { type: 'focusComposer' }), view);
    assert.equal(reduce(view, { type: 'sendResult', requestId: 1, accepted: true }), view);
  });

  const run = (from: number, to: number): EntryView[] =>
    Array.from({ length: to - from + 1 }, (_, index) => messageEntry(from + index));

  it('lets the newest go while one scrolls back, and ignores what comes until one is there again', () => {
    let view = viewAfter({ type: 'snapshot', snapshot: snapshot({ entries: run(701, 1_500), hasOlder: true }) });
    assert.deepEqual([view.trims, view.hasNewer], [0, false]);
    view = reduce(view, { type: 'older', entries: run(501, 700), hasOlder: true });
    assert.deepEqual([keys(view)[0], keys(view).at(-1), view.hasNewer, view.trims], ['m501', 'm1300', true, 1]);
    assert.deepEqual(heldWindow(view), { from: 501, to: 1_300 });
    const late = { type: 'entries', upsert: [messageEntry(1_501), pending('p'), messageEntry(1_300, { text: 'new' })] };
    view = reduce(view, { ...late, remove: [] } as HostMessage);
    assert.deepEqual([keys(view).at(-1), keys(view).length], ['m1300', 800]);
    assert.deepEqual(view.entries.at(-1), messageEntry(1_300, { text: 'new' }));
    view = reduce(view, { type: 'newer', entries: run(1_301, 1_500), hasNewer: false });
    assert.deepEqual([keys(view)[0], keys(view).at(-1)], ['m701', 'm1500']);
    assert.deepEqual([view.hasOlder, view.hasNewer, heldWindow(view)?.to], [true, false, undefined]);
  });

  it('holds only so many however many come: the oldest go, or what is new where one reads further up', () => {
    const before = viewAfter({ type: 'snapshot', snapshot: snapshot({ entries: run(1, 700) }) });
    const flood: HostMessage = { type: 'entries', upsert: run(701, 1_300), remove: [] };
    const [followed, read] = [reduce(before, flood, true), reduce(before, flood, false)];
    assert.deepEqual([keys(followed)[0], keys(followed).at(-1), followed.hasOlder], ['m501', 'm1300', true]);
    assert.deepEqual([keys(read)[0], keys(read).at(-1), read.hasNewer], ['m1', 'm800', true]);
  });

  it('goes to what surrounds an entry, and knows each time anew', () => {
    const view = viewAfter(showing(...run(900, 1_000)), {
      type: 'around',
      seq: 50,
      entries: run(1, 100),
      hasOlder: false,
      hasNewer: true,
    });
    assert.deepEqual([keys(view)[0], keys(view).at(-1), view.target?.seq], ['m1', 'm100', 50]);
    const again = goTo(view, 50);
    assert.notEqual(again.target, view.target);
    assert.equal(goTo(view, 950), view);
  });
});
