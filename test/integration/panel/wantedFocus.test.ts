import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Frame, Page } from 'playwright-core';
import type { HostMessage } from '../../../webview/protocol/messages.ts';
import { messageEntry, snapshot } from '../../support/panelEntries.ts';
import { panelSuite } from '../../support/panelSuite.ts';

describe('the cursor that the host wants in the composer', function () {
  this.timeout(30_000);
  const suite = panelSuite();

  /** The panel in a frame, beside a box of the editor's own that has the keyboard. */
  async function beside(): Promise<{ page: Page; frame: Frame; focusComposer: () => Promise<void> }> {
    const { page } = await suite.open();
    await page.goto(`${suite.site.origin}/themes/dark.css`);
    await page.setContent(`<input aria-label="Palette"><iframe src="${suite.site.origin}/?theme=dark" height="500">`);
    const frame = page.frames().find((each) => each !== page.mainFrame())!;
    await frame.waitForFunction(() => 'posted' in window && window.posted.some(({ type }) => type === 'ready'));
    const post = (message: HostMessage): Promise<void> =>
      frame.evaluate(async (posted) => {
        window.postMessage(posted, '*');
        await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      }, message);
    await post({ type: 'snapshot', snapshot: snapshot({ entries: [messageEntry(1)] }) });
    await page.getByLabel('Palette').focus();
    return { page, frame, focusComposer: () => post({ type: 'focusComposer' }) };
  }

  const told = (frame: Frame): Promise<number> =>
    frame.evaluate(() => window.posted.filter(({ type }) => type === 'composerFocused').length);

  it('is there at once where the page has the keyboard, and the host is told', async () => {
    const panel = await suite.open();
    await panel.show(snapshot());
    await panel.post({ type: 'focusComposer' });
    await panel.posted('composerFocused');
    await panel.page.locator('textarea:focus').waitFor();
  });

  it('takes nothing from a palette that was opened meanwhile, and is there once the page has the keyboard', async () => {
    const { page, frame, focusComposer } = await beside();
    await focusComposer();
    await page.keyboard.type('>for');
    assert.equal(await page.getByLabel('Palette').inputValue(), '>for');
    assert.equal(await told(frame), 0);
    await page.locator('iframe').focus();
    await frame.locator('chat-composer textarea:focus').waitFor();
    assert.equal(await told(frame), 1);
  });

  it('is forgotten where one clicks elsewhere in the page', async () => {
    const { page, frame, focusComposer } = await beside();
    await focusComposer();
    await frame.getByText('message 1').click();
    await page.getByLabel('Palette').focus();
    await page.locator('iframe').focus();
    assert.equal(await frame.locator('chat-composer textarea:focus').count(), 0);
    assert.equal(await told(frame), 0);
  });
});
