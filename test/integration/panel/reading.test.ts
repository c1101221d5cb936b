import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { messageEntry, snapshot } from '../../support/panelEntries.ts';
import { panelSuite } from '../../support/panelSuite.ts';

describe('what was read', () => {
  const suite = panelSuite();

  it('is told of a room with few messages, where nothing scrolls', async () => {
    const panel = await suite.open();
    await panel.show(snapshot({ entries: [messageEntry(1), messageEntry(2)] }));
    assert.equal((await panel.posted('seen')).at(-1)?.seq, 2);
    await panel.post({ type: 'entries', upsert: [messageEntry(3)], remove: [] });
    assert.equal((await panel.posted('seen', 2)).at(-1)?.seq, 3);
  });

  it('is told of the next room, too, though it is shorter', async () => {
    const panel = await suite.open();
    await panel.show(snapshot({ room: 'long', entries: [messageEntry(1), messageEntry(2), messageEntry(3)] }));
    assert.equal((await panel.posted('seen')).at(-1)?.seq, 3);
    await panel.show(snapshot({ room: 'short', entries: [messageEntry(1)] }));
    assert.equal((await panel.posted('seen', 2)).at(-1)?.seq, 1);
  });

  it('is not told of what lies below what one reads', async () => {
    const panel = await suite.open();
    const entries = Array.from({ length: 60 }, (_, index) => messageEntry(index + 1));
    await panel.show(snapshot({ entries }));
    await panel.posted('seen');
    await panel.page.locator('.scroller').evaluate((scroller) => scroller.scrollTo(0, 600));
    await panel.post({ type: 'entries', upsert: [messageEntry(61)], remove: [] });
    await panel.page.getByRole('button', { name: /new/iu }).click();
    const told = (await panel.posted('seen', 2)).map(({ seq }) => seq);
    assert.deepEqual(told, [60, 61]);
  });
});
