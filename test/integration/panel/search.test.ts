import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { SearchHitView } from '../../../webview/protocol/messages.ts';
import { axeViolations } from '../../support/axe.ts';
import { messageEntry, NOON, snapshot } from '../../support/panelEntries.ts';
import { THEMES, type Panel, type PanelOptions } from '../../support/panelPage.ts';
import { panelSuite } from '../../support/panelSuite.ts';

const SERVER = 'ws://127.0.0.1:4777';

function hit(seq: number, given: Partial<SearchHitView> = {}): SearchHitView {
  return {
    server: SERVER,
    room: 'general',
    here: true,
    seq,
    time: NOON + seq,
    name: 'Grace Hopper',
    kind: 'message',
    text: `the needle ${seq} lies here`,
    marks: [[4, 10]],
    ...given,
  };
}

describe('search in the panel', () => {
  const suite = panelSuite();

  async function inRoom(options?: PanelOptions): Promise<Panel> {
    const panel = await suite.open(options);
    await panel.show(snapshot({ entries: [messageEntry(1), messageEntry(2)] }));
    return panel;
  }

  const box = (panel: Panel) => panel.page.locator('search-panel input');
  const rows = (panel: Panel) => panel.page.locator('search-panel [role=option]');

  /** Opens the search by the keyboard, and asks for a word. */
  async function searchFor(panel: Panel, query: string): Promise<number> {
    await panel.page.locator('textarea').click();
    await panel.page.keyboard.press('Control+f');
    await panel.page.locator('search-panel input:focus').waitFor();
    await panel.page.keyboard.type(query);
    await panel.page.keyboard.press('Enter');
    return (await panel.posted('search')).at(-1)!.requestId;
  }

  it('opens by its button and by Ctrl+F, says what narrows it, and closes by Escape', async () => {
    const panel = await inRoom();
    await panel.page.getByRole('button', { name: 'Search', exact: true }).click();
    await panel.page.locator('search-panel input:focus').waitFor();
    await panel.page.getByText('from:name').first().waitFor();
    await panel.page.keyboard.press('Escape');
    await panel.page.locator('textarea:focus').waitFor();
    await box(panel).waitFor({ state: 'detached' });
  });

  it('keeps Ctrl+F from the editor, which would open its own box beside', async () => {
    const panel = await inRoom();
    // Where the editor listens, to take a key for itself.
    await panel.page.evaluate(() => {
      document.title = '';
      addEventListener('keydown', ({ key }) => (document.title += key));
    });
    await panel.page.locator('textarea').press('Control+f');
    await panel.page.locator('search-panel input:focus').waitFor();
    await panel.page.keyboard.press('x');
    assert.match(await panel.page.title(), /x$/u);
    assert.doesNotMatch(await panel.page.title(), /f/u);
  });

  it('searches once typing rests, and shows no answer that was overtaken', async () => {
    const panel = await inRoom();
    await panel.page.clock.install();
    await panel.page.getByRole('button', { name: 'Search', exact: true }).click();
    await panel.page.clock.runFor(100);
    await box(panel).pressSequentially('need');
    assert.equal((await panel.commands('search')).length, 0);
    await panel.page.clock.runFor(300);
    const [first] = await panel.posted('search');
    assert.equal(first?.query, 'need');
    await box(panel).pressSequentially('le');
    await panel.page.clock.runFor(300);
    const second = (await panel.posted('search', 2))[1];
    assert.equal(second?.query, 'needle');
    const answer = { type: 'searchResult', more: false } as const;
    await panel.page.evaluate(
      (all) => {
        for (const message of all) window.postMessage(message, '*');
      },
      [
        { ...answer, requestId: second.requestId, hits: [hit(2)] },
        { ...answer, requestId: first.requestId, hits: [hit(1)] },
      ],
    );
    await panel.page.clock.runFor(100);
    await rows(panel).filter({ hasText: 'needle 2' }).waitFor();
    assert.equal(await rows(panel).count(), 1);
  });

  it('marks what was found, and says who said it, when, and where it is another room', async () => {
    const panel = await inRoom();
    const requestId = await searchFor(panel, 'needle');
    const hits = [hit(9), hit(4, { room: 'ops', here: false, kind: 'file', text: 'needle.txt', marks: [[0, 6]] })];
    await panel.post({ type: 'searchResult', requestId, hits, more: false });
    assert.deepEqual(await rows(panel).locator('mark').allInnerTexts(), ['needle', 'needle']);
    assert.deepEqual(await rows(panel).locator('.name').allInnerTexts(), ['Grace Hopper', 'Grace Hopper']);
    assert.deepEqual(await rows(panel).locator('.room').allInnerTexts(), ['ops']);
    await panel.page.getByText('2 hits').waitFor();
  });

  it('goes to a hit by arrows and Enter, in its own room', async () => {
    const panel = await inRoom();
    const requestId = await searchFor(panel, 'needle');
    const hits = [hit(9), hit(7, { room: 'ops', here: false }), hit(5)];
    await panel.post({ type: 'searchResult', requestId, hits, more: false });
    await panel.page.keyboard.press('ArrowDown');
    await panel.page.keyboard.press('Enter');
    assert.deepEqual(await panel.posted('jumpTo'), [{ type: 'jumpTo', server: SERVER, room: 'ops', seq: 7 }]);
    await box(panel).waitFor({ state: 'detached' });
  });

  it('brings the next page at the end of the list, and by its button', async () => {
    const panel = await inRoom();
    const requestId = await searchFor(panel, 'needle');
    await panel.post({ type: 'searchResult', requestId, hits: [hit(9)], more: true });
    await panel.page.keyboard.press('ArrowDown');
    assert.deepEqual((await panel.posted('search', 2))[1], { type: 'search', requestId, query: 'needle', more: true });
    await panel.post({ type: 'searchResult', requestId, hits: [hit(8)], more: true });
    assert.equal(await rows(panel).count(), 2);
    await panel.page.getByRole('button', { name: 'Show Older Hits' }).click();
    await panel.posted('search', 3);
    await panel.post({ type: 'searchResult', requestId, hits: [], more: false });
    await panel.page.getByText('2 hits').waitFor();
  });

  it('says where nothing was found, and why it failed', async () => {
    const panel = await inRoom();
    const requestId = await searchFor(panel, 'needle');
    await panel.post({ type: 'searchResult', requestId, hits: [], more: false });
    await panel.page.getByText('Nothing found.').waitFor();
    await box(panel).fill('other');
    await panel.page.keyboard.press('Enter');
    const second = (await panel.posted('search', 2)).at(-1)!;
    const message = 'There is no connection.';
    await panel.post({ type: 'searchResult', requestId: second.requestId, hits: [], more: false, message });
    await panel.page.getByText(message).waitFor();
    await panel.page.keyboard.press('Enter');
    await panel.posted('search', 3);
  });

  it('begins with what the host was given', async () => {
    const panel = await inRoom();
    await panel.post({ type: 'openSearch', query: 'from:ada' });
    assert.equal((await panel.posted('search'))[0]?.query, 'from:ada');
    assert.equal(await box(panel).inputValue(), 'from:ada');
  });

  it('shows hostile hits as text', async () => {
    const panel = await inRoom();
    const requestId = await searchFor(panel, 'x');
    const text = '<img src=x onerror=alert(1)> [a](command:b)';
    const hits = [hit(1, { text, marks: [[0, 4]], name: '<b>x</b>', room: '<i>r</i>', here: false })];
    await panel.post({ type: 'searchResult', requestId, hits, more: false });
    assert.equal((await rows(panel).locator('.text').innerText()).trim(), text);
    assert.equal(await rows(panel).locator('img, b, i').count(), 0);
    assert.deepEqual(await panel.violations(), []);
  });

  for (const theme of THEMES) {
    for (const width of [300, 900]) {
      it(`has no fault of accessibility and stays in its place (${theme}, ${width} px)`, async () => {
        const panel = await inRoom({ theme, width });
        const requestId = await searchFor(panel, 'needle');
        const long = hit(3, { text: `needle ${'verylongword'.repeat(40)}`, marks: [[0, 6]], name: 'n'.repeat(64) });
        const hits = [hit(9), { ...long, room: 'r'.repeat(64), here: false }, hit(1)];
        await panel.post({ type: 'searchResult', requestId, hits, more: true });
        assert.deepEqual(await axeViolations(panel), []);
        const wide = await panel.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(wide <= 0, `${wide} px too wide`);
      });
    }
  }
});
