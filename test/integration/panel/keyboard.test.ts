import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { focusedRow, row } from '../../support/messageRows.ts';
import { fileEntry, joinedEntry, messageEntry, NOON, snapshot } from '../../support/panelEntries.ts';
import { panelSuite } from '../../support/panelSuite.ts';

describe('message-list: by keyboard', function () {
  this.timeout(20_000);
  const suite = panelSuite();

  it('walks through the messages by arrows, Home and End, and goes back to the composer by Escape', async () => {
    const panel = await suite.open();
    await panel.show(snapshot({ entries: [messageEntry(1), joinedEntry(2, 'Lin'), fileEntry(3), messageEntry(4)] }));
    await panel.page.locator('textarea').focus();
    await panel.page.locator('message-list').evaluate((list) => (list as HTMLElement).focus());
    await panel.post();
    const walked = [await focusedRow(panel)];
    for (const key of ['ArrowUp', 'ArrowUp', 'ArrowUp', 'End', 'Home', 'ArrowDown']) {
      await panel.page.keyboard.press(key);
      await panel.post();
      walked.push(await focusedRow(panel));
    }
    assert.deepEqual(walked, ['m4', 'm3', 'm1', 'm1', 'm4', 'm1', 'm3']);
    await panel.page.keyboard.press('Escape');
    await panel.page.keyboard.type('hi');
    assert.equal(await panel.page.locator('textarea').inputValue(), 'hi');
  });

  it('is one stop of the Tab key, whose name says who, when and what', async () => {
    const panel = await suite.open();
    await panel.show(snapshot({ entries: [messageEntry(1), messageEntry(2, { text: 'the newest' })] }));
    const stops = panel.page.locator('message-item[tabindex="0"]');
    assert.equal(await stops.count(), 1);
    assert.match((await stops.getAttribute('aria-label')) ?? '', /^Grace Hopper, .*: the newest$/u);
    await stops.focus();
    await panel.page.keyboard.press('ArrowUp');
    await panel.post();
    assert.equal(await stops.getAttribute('data-key'), 'm1');
  });

  it('goes back to the row from what is inside it', async () => {
    const panel = await suite.open();
    await panel.show(snapshot({ entries: [messageEntry(1, { text: '```\ncode\n```' })] }));
    await panel.page.getByRole('button', { name: 'Copy', exact: true }).focus();
    await panel.page.keyboard.press('ArrowDown');
    await panel.page.keyboard.press('Escape');
    await panel.post();
    assert.equal(await focusedRow(panel), 'm1');
  });

  it('walks beyond the rows that are in the page', async () => {
    const panel = await suite.open();
    await panel.show(snapshot({ entries: Array.from({ length: 400 }, (_, index) => messageEntry(index + 1)) }));
    await row(panel, 'm400').focus();
    await panel.page.keyboard.press('Home');
    await panel.post();
    assert.equal(await focusedRow(panel), 'm1');
    await panel.page.keyboard.press('End');
    await panel.post();
    assert.equal(await focusedRow(panel), 'm400');
  });

  it('goes to the oldest at hand, and stays there, also where the rows in the page are partly the same', async () => {
    const panel = await suite.open();
    const entries = Array.from({ length: 120 }, (_, index) => messageEntry(index + 1, { time: NOON }));
    await panel.show(snapshot({ entries }));
    await row(panel, 'm120').focus();
    for (let key = 0; key < 55; key += 1) await panel.page.keyboard.press('ArrowUp');
    await panel.post();
    await panel.page.keyboard.press('Home');
    await panel.post();
    await panel.post();
    assert.equal(await focusedRow(panel), 'm1');
    const scroller = await panel.page.locator('.scroller').boundingBox();
    const oldest = await row(panel, 'm1').boundingBox();
    assert.ok(oldest!.y >= scroller!.y && oldest!.y < scroller!.y + scroller!.height, `${oldest!.y}`);
  });
});
