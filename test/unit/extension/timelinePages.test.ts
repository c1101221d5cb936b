import assert from 'node:assert/strict';
import { TimelinePages } from '../../../extension/panel/timelinePages.ts';
import type { TimelineView } from '../../../extension/panel/timelineView.ts';
import type { EntryView, HostMessage } from '../../../webview/protocol/messages.ts';
import { messageEntry } from '../../support/panelEntries.ts';

/** Pages over a timeline whose answers the test gives; of a timeline only what pages ask. */
function pagesOf(given: Partial<Record<'loadOlder' | 'loadNewer' | 'around', () => Promise<EntryView[]>>>) {
  const posted: HostMessage[] = [];
  const timeline = { hasOlder: true, hasNewer: true, ...given } as unknown as TimelineView;
  const shown: { timeline: TimelineView | undefined } = { timeline };
  const pages = new TimelinePages({
    timeline: () => shown.timeline,
    post: (message) => posted.push(message),
    postEverything: () => undefined,
    errorText: (error) => (error instanceof Error ? error.message : 'failed'),
    missingText: () => 'It is gone.',
  });
  return { pages, posted, shown };
}

describe('TimelinePages', () => {
  it('answers each way with its page and what lies beyond', async () => {
    const entries = [messageEntry(1)];
    const load = () => Promise.resolve(entries);
    const { pages, posted } = pagesOf({ loadOlder: load, loadNewer: load, around: load });
    await pages.handle({ type: 'loadOlder' });
    await pages.handle({ type: 'loadNewer' });
    await pages.handle({ type: 'showAround', seq: 7 });
    assert.deepEqual(posted, [
      { type: 'older', entries, hasOlder: true },
      { type: 'newer', entries, hasNewer: true },
      { type: 'around', seq: 7, entries, hasOlder: true, hasNewer: true },
    ]);
  });

  it('asks once where the same is asked again before the answer', async () => {
    let asked = 0;
    const { promise, resolve } = Promise.withResolvers<EntryView[]>();
    const { pages, posted } = pagesOf({ loadOlder: () => ((asked += 1), promise) });
    const both = [pages.handle({ type: 'loadOlder' }), pages.handle({ type: 'loadOlder' })];
    resolve([]);
    await Promise.all(both);
    assert.deepEqual([asked, posted.length], [1, 1]);
  });

  it('says what went wrong, and lets the page ask again', async () => {
    const { pages, posted } = pagesOf({ loadOlder: () => Promise.reject(new Error('No connection.')) });
    await pages.handle({ type: 'loadOlder' });
    assert.deepEqual(posted, [
      { type: 'notice', level: 'error', message: 'No connection.' },
      { type: 'older', entries: [], hasOlder: true },
    ]);
  });

  it('says that a message is gone, and stays where it was', async () => {
    const { pages, posted } = pagesOf({ around: () => Promise.resolve([]) });
    await pages.showAround(7);
    assert.deepEqual(posted, [{ type: 'notice', level: 'info', message: 'It is gone.' }]);
  });

  it('posts nothing of a room that is not shown any more', async () => {
    const { promise, resolve } = Promise.withResolvers<EntryView[]>();
    const { pages, posted, shown } = pagesOf({ loadNewer: () => promise });
    const asked = pages.handle({ type: 'loadNewer' });
    shown.timeline = undefined;
    resolve([messageEntry(1)]);
    await asked;
    assert.deepEqual(posted, []);
  });
});
