import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { MessageEntry } from '../../../webview/protocol/messages.ts';
import type { Panel } from '../../support/panelPage.ts';
import { ADA, messageEntry, snapshot } from '../../support/panelEntries.ts';
import { panelSuite } from '../../support/panelSuite.ts';

function run(from: number, to: number): MessageEntry[] {
  return Array.from({ length: to - from + 1 }, (_, index) =>
    messageEntry(from + index, { text: `message ${from + index}${'\nmore'.repeat(index % 4)}` }),
  );
}

/** Pixels between the visible part and the lower end. */
function below(panel: Panel): Promise<number> {
  return panel.page
    .locator('.scroller')
    .evaluate((scroller) => scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop);
}

/** Scrolls as a person does, and waits until the list took note. */
async function scrollTo(panel: Panel, top: number): Promise<void> {
  await panel.page.locator('.scroller').evaluate(async (scroller, to) => {
    const most = scroller.scrollHeight - scroller.clientHeight;
    if (Math.abs(scroller.scrollTop - Math.min(to, most)) < 1) return;
    const scrolled = new Promise((resolve) => scroller.addEventListener('scroll', resolve, { once: true }));
    scroller.scrollTop = to;
    await scrolled;
  }, top);
  await panel.post();
}

/** Scrolls up as far as it goes, again and again, until `done`. */
async function scrollUp(panel: Panel, done: () => Promise<boolean>): Promise<void> {
  while (!(await done())) await scrollTo(panel, 0);
}

function topOf(panel: Panel, key: string): Promise<number> {
  return panel.page.locator(`[data-key="${key}"]`).evaluate((row) => row.getBoundingClientRect().top);
}

/** The first row that is whole in view. */
function firstVisible(panel: Panel): Promise<string> {
  return panel.page.locator('.scroller').evaluate((scroller) => {
    const edge = scroller.getBoundingClientRect().top;
    const rows = [...scroller.querySelectorAll<HTMLElement>('message-item')];
    return rows.find((row) => row.getBoundingClientRect().top >= edge)?.dataset['key'] ?? '';
  });
}

describe('message-list: where it stands', function () {
  this.timeout(30_000);
  const suite = panelSuite();

  it('begins at the newest and stays there', async () => {
    const panel = await suite.open();
    await panel.show(snapshot({ entries: run(1, 120) }));
    assert.ok((await below(panel)) <= 1);
    await panel.post({ type: 'entries', upsert: run(121, 130), remove: [] });
    assert.ok((await below(panel)) <= 1);
    await panel.page.setViewportSize({ width: 600, height: 300 });
    await panel.post();
    assert.ok((await below(panel)) <= 1);
    assert.equal(await panel.page.getByRole('button', { name: /Jump to newest/u }).count(), 0);
  });

  it('stays at the newest while the composer grows', async () => {
    const panel = await suite.open();
    await panel.show(snapshot({ entries: run(1, 60) }));
    await panel.page.locator('textarea').fill('a\nb\nc\nd\ne');
    await panel.post();
    assert.ok((await below(panel)) <= 1);
  });

  it('stays where one reads, counts what is new, and jumps on demand', async () => {
    const panel = await suite.open();
    await panel.show(snapshot({ entries: run(1, 120) }));
    await scrollTo(panel, 1_500);
    const key = await firstVisible(panel);
    const top = await topOf(panel, key);
    await panel.post({ type: 'entries', upsert: run(121, 123), remove: [] });
    assert.equal(await topOf(panel, key), top);
    const jump = panel.page.getByRole('button', { name: 'Jump to newest, 3 new messages' });
    await jump.click();
    await panel.post();
    assert.ok((await below(panel)) <= 1);
    assert.equal(await jump.count(), 0);
  });

  it('follows one’s own message', async () => {
    const panel = await suite.open();
    await panel.show(snapshot({ entries: run(1, 120) }));
    await scrollTo(panel, 1_500);
    const own = messageEntry(0, { key: 'own', seq: undefined, own: true, from: ADA, delivery: { state: 'pending' } });
    await panel.post({ type: 'entries', upsert: [own], remove: [] });
    assert.ok((await below(panel)) <= 1);
  });

  it('asks once for older entries near the upper end, and adds them without a jump', async () => {
    const panel = await suite.open();
    await panel.show(snapshot({ entries: run(201, 300), hasOlder: true }));
    assert.deepEqual(await panel.commands('loadOlder'), []);
    await scrollUp(panel, async () => (await panel.commands('loadOlder')).length === 1);
    await panel.page.getByText('Loading older messages…').waitFor();
    await scrollTo(panel, 20);
    assert.equal((await panel.commands('loadOlder')).length, 1);
    const key = await firstVisible(panel);
    const top = await topOf(panel, key);
    await panel.post({ type: 'older', entries: run(101, 200), hasOlder: true });
    assert.ok(Math.abs((await topOf(panel, key)) - top) < 1, `${await topOf(panel, key)} was ${top}`);
    await scrollUp(panel, async () => (await panel.commands('loadOlder')).length === 2);
    await panel.post({ type: 'older', entries: run(1, 100), hasOlder: false });
    const beginning = panel.page.getByText('This is the beginning of general.');
    await scrollUp(panel, async () => (await beginning.count()) === 1);
    assert.equal((await panel.commands('loadOlder')).length, 2);
  });

  it('adds older entries without a jump even while one scrolls on', async () => {
    const panel = await suite.open();
    await panel.show(snapshot({ entries: run(201, 300), hasOlder: true }));
    await scrollTo(panel, 300);
    const key = await firstVisible(panel);
    const top = await topOf(panel, key);
    const older = { type: 'older', entries: run(101, 200), hasOlder: true } as const;
    // The wheel moves the list in the very frame in which the rows come.
    await panel.page.locator('.scroller').evaluate(async (scroller, message) => {
      await new Promise((resolve) => {
        window.addEventListener('message', () => queueMicrotask(() => resolve(undefined)), { once: true });
        window.postMessage(message, '*');
      });
      scroller.scrollTop += 30;
    }, older);
    await panel.post();
    assert.ok(Math.abs((await topOf(panel, key)) - (top - 30)) <= 1, `${await topOf(panel, key)}, was ${top}`);
  });

  it('goes to the next row that is left where the one that was read is gone', async () => {
    const panel = await suite.open();
    await panel.show(snapshot({ entries: run(1, 300) }));
    const firstPlace = async (): Promise<number> => Number((await firstVisible(panel)).slice(1));
    await scrollUp(panel, async () => (await firstPlace()) < 150);
    assert.ok((await firstPlace()) < 200);
    await panel.show(snapshot({ entries: run(200, 310), hasOlder: true }));
    assert.ok(['m200', 'm201'].includes(await firstVisible(panel)), await firstVisible(panel));
    assert.ok((await below(panel)) > 1_000);
  });

  it('asks for older entries at once where the window does not fill the view', async () => {
    const panel = await suite.open();
    await panel.show(snapshot({ entries: run(10, 12), hasOlder: true }));
    await panel.posted('loadOlder');
  });

  it('keeps no more rows in the page for a long room, whichever way one scrolls', async () => {
    const panel = await suite.open();
    await panel.show(snapshot({ entries: run(1, 700) }));
    const count = (): Promise<number> => panel.page.locator('message-item').count();
    assert.ok((await count()) <= 120);
    for (let page = 0; page < 14; page += 1) await scrollTo(panel, 0);
    assert.ok((await count()) <= 120, `${await count()}`);
    assert.ok(Number((await firstVisible(panel)).slice(1)) < 400);
    for (let page = 0; page < 14; page += 1) await scrollTo(panel, 1_000_000);
    assert.ok((await count()) <= 120, `${await count()}`);
    assert.ok(Number((await firstVisible(panel)).slice(1)) > 500);
    // Nor anything else: the library's own way leaves a comment for each row that went.
    const nodes = await panel.page.locator('.scroller > .content').evaluate((content) => content.childNodes.length);
    assert.ok(nodes <= 3 * (await count()) + 20, `${nodes} nodes`);
    assert.deepEqual(await panel.commands('loadOlder'), []);
    await scrollTo(panel, 0);
    await panel.page.getByRole('button', { name: 'Jump to newest' }).click();
    await panel.post();
    assert.ok((await below(panel)) <= 1);
  }).timeout(60_000);

  it('keeps what one reads to the pixel while rows come in and go at both ends', async () => {
    const panel = await suite.open();
    await panel.show(snapshot({ entries: run(1, 700) }));
    for (const way of [-700, 700]) {
      for (let step = 0; step < 8; step += 1) {
        const key = await firstVisible(panel);
        const top = await topOf(panel, key);
        const scroller = panel.page.locator('.scroller');
        const at = await scroller.evaluate((element) => element.scrollTop);
        const room = await below(panel);
        const moved = Math.max(-at, Math.min(way, room));
        if (Math.abs(moved) < 400) continue;
        await scrollTo(panel, at + moved);
        const now = await panel.page.locator(`[data-key="${key}"]`).count();
        if (now === 1) assert.ok(Math.abs((await topOf(panel, key)) - (top - moved)) <= 1, `${key} at step ${step}`);
      }
    }
  }).timeout(60_000);

  it('is where it was after a reload', async () => {
    const panel = await suite.open();
    const view = snapshot({ entries: run(1, 120) });
    await panel.show(view);
    await scrollTo(panel, 1_500);
    const key = await firstVisible(panel);
    const top = await topOf(panel, key);
    await panel.page.waitForFunction(() => (sessionStorage.getItem('state') ?? '').includes('"offset"'));
    await panel.reload();
    await panel.show(view);
    assert.ok(Math.abs((await topOf(panel, key)) - top) <= 1);
    assert.ok((await below(panel)) > 100);
  });

  it('does not move when a message above is folded out of view', async () => {
    const panel = await suite.open();
    await panel.show(snapshot({ entries: run(1, 120) }));
    await scrollTo(panel, 1_500);
    const key = await firstVisible(panel);
    const top = await topOf(panel, key);
    await panel.post({ type: 'entries', upsert: [messageEntry(2, { text: 'line\n'.repeat(15) })], remove: ['m5'] });
    assert.ok(Math.abs((await topOf(panel, key)) - top) < 1);
  });
});
