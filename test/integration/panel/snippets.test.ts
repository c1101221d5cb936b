import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { axeViolations } from '../../support/axe.ts';
import { messageEntry, snapshot } from '../../support/panelEntries.ts';
import { THEMES, type Panel, type PanelOptions } from '../../support/panelPage.ts';
import { panelSuite } from '../../support/panelSuite.ts';

const SNIPPET = {
  path: 'src/greet.ts',
  startLine: 3,
  endLine: 4,
  languageId: 'typescript',
  text: 'function greet() {\n  return 1;',
  repository: { remote: 'https://example.org/a/b.git', commit: 'c1', root: 'r1' },
};
const LONG = { ...SNIPPET, path: 'a/'.repeat(60), text: 'let x = 1;\n'.repeat(80) };

describe('shared code in the panel', () => {
  const suite = panelSuite();

  async function showing(snippet: typeof SNIPPET, options?: PanelOptions): Promise<Panel> {
    const panel = await suite.open(options);
    await panel.show(snapshot({ entries: [messageEntry(1, { text: 'see', snippet })] }));
    return panel;
  }

  it('says where it comes from, is coloured, and its heading asks for the reader’s own copy', async () => {
    const panel = await showing(SNIPPET);
    await panel.page.locator('snippet-card code span').first().waitFor();
    assert.equal(await panel.page.locator('snippet-card code').innerText(), SNIPPET.text);
    await panel.page.getByRole('button', { name: 'Open src/greet.ts:3–4' }).click();
    assert.deepEqual(await panel.posted('openSnippet'), [{ type: 'openSnippet', snippet: SNIPPET }]);
  });

  it('is folded where it is long', async () => {
    const panel = await showing(LONG);
    const height = () => panel.page.locator('snippet-card').evaluate((card) => card.getBoundingClientRect().height);
    const folded = await height();
    const toggle = panel.page.getByRole('button', { name: 'Show All 81 Lines' });
    await toggle.click();
    await panel.page.getByRole('button', { name: 'Show Less' }).waitFor();
    assert.ok((await height()) > folded);
  });

  it('goes with the next message as a chip, over a reload, until it is sent', async () => {
    const panel = await suite.open();
    await panel.show(snapshot());
    await panel.post({ type: 'attachSnippet', snippet: SNIPPET }, { type: 'focusComposer' });
    await panel.page.locator('snippet-chip', { hasText: 'src/greet.ts:3–4' }).waitFor();
    assert.deepEqual(await axeViolations(panel), []);
    await panel.reload();
    await panel.show(snapshot());
    await panel.page.locator('snippet-chip').waitFor();
    await panel.page.locator('textarea').fill('look');
    await panel.page.keyboard.press('Enter');
    const [sent] = await panel.posted('send');
    assert.deepEqual([sent?.text, sent?.snippet], ['look', SNIPPET]);
    await panel.post({ type: 'sendResult', requestId: sent!.requestId, accepted: true });
    assert.equal(await panel.page.locator('snippet-chip').count(), 0);
  });

  it('is sent without a word, and can be taken away', async () => {
    const panel = await suite.open();
    await panel.show(snapshot());
    await panel.post({ type: 'attachSnippet', snippet: SNIPPET });
    await panel.page.getByRole('button', { name: 'Remove src/greet.ts:3–4' }).click();
    assert.equal(await panel.page.locator('snippet-chip').count(), 0);
    await panel.page.keyboard.press('Enter');
    await panel.post();
    assert.equal((await panel.commands('send')).length, 0);
    await panel.post({ type: 'attachSnippet', snippet: SNIPPET }, { type: 'focusComposer' });
    await panel.page.keyboard.press('Enter');
    assert.equal((await panel.posted('send'))[0]?.text, '');
  });

  it('stays in its room', async () => {
    const panel = await suite.open();
    await panel.show(snapshot());
    await panel.post({ type: 'attachSnippet', snippet: SNIPPET });
    await panel.show(snapshot({ room: 'ops' }));
    assert.equal(await panel.page.locator('snippet-chip').count(), 0);
    await panel.show(snapshot());
    assert.equal(await panel.page.locator('snippet-chip').count(), 1);
  });

  for (const theme of THEMES) {
    it(`has no fault of accessibility, and stays within 300 px (${theme})`, async () => {
      const panel = await showing(LONG, { theme, width: 300 });
      await panel.post({ type: 'attachSnippet', snippet: LONG });
      assert.deepEqual(await axeViolations(panel), []);
      const wide = await panel.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(wide <= 0, `${wide} px too wide`);
      const card = (await panel.page.locator('snippet-card').boundingBox())!;
      assert.ok(card.x + card.width <= 300);
    });
  }
});
