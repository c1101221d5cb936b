import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Locator } from 'playwright-core';
import type { TransferProgress } from '../../../webview/protocol/messages.ts';
import { axeViolations } from '../../support/axe.ts';
import { ADA, fileEntry, snapshot } from '../../support/panelEntries.ts';
import { THEMES } from '../../support/panelPage.ts';
import { panelSuite } from '../../support/panelSuite.ts';

const MB = 1_048_576;

const file = { id: 'f1', name: 'film.mkv', size: 400 * MB, mediaType: 'video/x-matroska', sha256: '' };

function down(progress: TransferProgress) {
  return fileEntry(1, { file, bytes: { state: 'loading', progress } });
}

function up(progress: TransferProgress) {
  const pending = { key: 'own:1', own: true, from: ADA, seq: undefined, file: { ...file, id: '' } };
  return fileEntry(1, { ...pending, delivery: { state: 'pending', progress } });
}

describe('a file under way', function () {
  this.timeout(30_000);
  const suite = panelSuite();

  it('says how far it is, how fast, and how long it takes yet', async () => {
    const panel = await suite.open();
    const progress = { bytes: 100 * MB, totalBytes: 400 * MB, bytesPerSecond: 10 * MB };
    await panel.show(snapshot({ entries: [down(progress)] }));
    const bar = panel.page.getByRole('progressbar', { name: 'Downloading film.mkv' });
    assert.equal(await share(bar), 0.25);
    assert.equal(await bar.getAttribute('aria-valuetext'), '25% · 100 MB of 400 MB · 10 MB/s · 30 sec left');
    await panel.post({
      type: 'entries',
      upsert: [down({ bytes: 399.9 * MB, totalBytes: 400 * MB, bytesPerSecond: 10 * MB })],
      remove: [],
    });
    assert.match((await bar.getAttribute('aria-valuetext')) ?? '', /^99% .* 1 sec left$/u);
  });

  it('says that it waits for the connection', async () => {
    const panel = await suite.open();
    await panel.show(snapshot({ entries: [up({ bytes: 200 * MB, totalBytes: 400 * MB, paused: true })] }));
    const text = await panel.page.locator('transfer-progress .words').innerText();
    assert.equal(text, '50% · paused, goes on with the connection');
  });

  it('is stopped by a button: what comes, and what goes', async () => {
    const panel = await suite.open();
    const progress = { bytes: 0, totalBytes: 400 * MB };
    await panel.show(snapshot({ entries: [down(progress)] }));
    await panel.page.getByRole('button', { name: 'Stop downloading film.mkv' }).click();
    assert.deepEqual(await panel.posted('cancelFile'), [{ type: 'cancelFile', fileId: 'f1' }]);
    await panel.show(snapshot({ entries: [up(progress)] }));
    await panel.page.getByRole('button', { name: 'Stop sending film.mkv' }).click();
    assert.deepEqual(await panel.posted('discard'), [{ type: 'discard', key: 'own:1' }]);
  });

  it('can be tried again where it failed, without opening anything', async () => {
    const panel = await suite.open();
    const bytes = { state: 'failed', reason: 'The disk is full.' } as const;
    await panel.show(snapshot({ entries: [fileEntry(1, { bytes })] }));
    await panel.page.getByRole('button', { name: 'Retry notes.txt' }).click();
    assert.deepEqual(await panel.posted('fileAction'), [{ type: 'fileAction', action: 'fetch', fileId: 'f1' }]);
  });

  for (const theme of THEMES) {
    it(`has no axe violation in ${theme}, nor leaves 300 pixels`, async () => {
      const panel = await suite.open({ theme, width: 300 });
      const progress = { bytes: 100 * MB, totalBytes: 400 * MB, bytesPerSecond: 10 * MB };
      const entries = [down(progress), { ...up({ ...progress, paused: true }), key: 'own:2' }];
      await panel.show(snapshot({ entries }));
      assert.deepEqual(await axeViolations(panel), []);
      for (const card of await panel.page.locator('file-card').all()) {
        const box = (await card.boundingBox())!;
        assert.ok(box.x >= 0 && box.x + box.width <= 300);
      }
      assert.deepEqual(await panel.violations(), []);
    });
  }
});

/** How much of the bar is filled. */
function share(bar: Locator): Promise<number> {
  return bar.evaluate((element) => (element as HTMLProgressElement).position);
}

describe('the further actions of a file', () => {
  const suite = panelSuite();
  const opener = { name: 'More actions for notes.txt' };

  it('open, move and close by keyboard, and are posted', async () => {
    const panel = await suite.open();
    await panel.show(snapshot({ entries: [fileEntry(1)] }));
    const { page } = panel;
    const button = page.getByRole('button', opener);
    await button.focus();
    await page.keyboard.press('Enter');
    // The keyboard is on the first once the browser has said that the menu is open.
    await page.locator('action-menu .item:focus').waitFor();
    const names = await page.getByRole('menuitem').allInnerTexts();
    assert.deepEqual(names, ['Compare with Mine', 'Insert at Cursor', 'Copy Contents', 'Reveal My Copy']);
    for (const key of ['ArrowUp', 'Home', 'ArrowDown']) await page.keyboard.press(key);
    await page.keyboard.press('Enter');
    assert.deepEqual(await panel.posted('fileAction'), [{ type: 'fileAction', action: 'insert', fileId: 'f1' }]);
    assert.equal(await page.getByRole('menu').count(), 0);

    await button.press('Enter');
    await page.locator('action-menu .item:focus').waitFor();
    await page.keyboard.press('Escape');
    assert.equal(await page.getByRole('menu').count(), 0);
    assert.equal(await button.evaluate((element) => element.matches(':focus')), true);
  });

  it('never offer text actions for what is none', async () => {
    const panel = await suite.open();
    const zip = { ...fileEntry(1).file, mediaType: 'application/zip' };
    await panel.show(snapshot({ entries: [fileEntry(1, { file: zip })] }));
    await panel.page.getByRole('button', opener).click();
    assert.deepEqual(await panel.page.getByRole('menuitem').allInnerTexts(), ['Compare with Mine', 'Reveal My Copy']);
  });

  for (const theme of THEMES) {
    it(`have no axe violation in ${theme}, within 300 pixels`, async () => {
      const panel = await suite.open({ theme, width: 300 });
      await panel.show(snapshot({ entries: [fileEntry(1)] }));
      await panel.page.getByRole('button', opener).click();
      const box = (await panel.page.getByRole('menu').boundingBox())!;
      assert.ok(box.x >= 0 && box.x + box.width <= 300 && box.width >= 150);
      assert.deepEqual(await axeViolations(panel), []);
    });
  }
});
