import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Locator } from 'playwright-core';
import type { FileInfo } from '../../../server/protocol/model.ts';
import { animatedGif } from '../../support/animatedGif.ts';
import { axeViolations } from '../../support/axe.ts';
import { eventually } from '../../support/eventually.ts';
import { fileEntry, messageEntry, snapshot } from '../../support/panelEntries.ts';
import { THEMES, type Panel } from '../../support/panelPage.ts';
import { panelSuite } from '../../support/panelSuite.ts';
import { png } from '../../support/png.ts';

const MB = 1_048_576;

describe('the gallery', function () {
  this.timeout(30_000);
  const suite = panelSuite();

  function picture(name: string, given: Partial<FileInfo> = {}): FileInfo {
    return { ...fileEntry(1).file, id: name, name, mediaType: 'image/png', width: 320, height: 160, ...given };
  }

  function uri(name: string): string {
    return `${suite.site.origin}/pictures/${name}`;
  }

  async function threePictures(panel: Panel): Promise<void> {
    for (const name of ['one.png', 'two.png', 'three.png']) suite.site.pictures.set(name, png(320, 160));
    const shown = (seq: number, name: string) =>
      fileEntry(seq, { file: picture(name), bytes: { state: 'ready', imageUri: uri(name) } });
    const entries = [shown(1, 'one.png'), messageEntry(2), shown(3, 'two.png'), fileEntry(4), shown(5, 'three.png')];
    await panel.show(snapshot({ entries }));
  }

  it('is opened, turned, zoomed and left by keyboard; the focus returns to where it was', async () => {
    const panel = await suite.open({ height: 900 });
    const { page } = panel;
    await threePictures(panel);
    const card = page.getByRole('button', { name: 'Show image two.png' });
    await card.focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'two.png' });
    assert.match(await dialog.innerText(), /2 of 3 · from Grace Hopper · 1\.2 KB/u);

    await page.keyboard.press('ArrowRight');
    await page.getByRole('dialog', { name: 'three.png' }).waitFor();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Home');
    await page.getByRole('dialog', { name: 'one.png' }).waitFor();

    const drawn = page.locator('image-gallery img');
    await page.keyboard.press('1');
    await eventually(async () => assert.equal((await drawn.boundingBox())?.width, 320));
    await page.keyboard.press('+');
    await eventually(async () => assert.equal((await drawn.boundingBox())?.width, 480));
    await page.getByText('150%').waitFor();
    await page.keyboard.press('0');
    await page.locator('image-gallery').getByText('Fit', { exact: true }).waitFor();

    await page.keyboard.press('Escape');
    await page.locator('image-gallery').waitFor({ state: 'detached' });
    assert.equal(await card.evaluate((element) => element.matches(':focus')), true);
    assert.deepEqual(await panel.violations(), []);
  });

  it('keeps the focus within itself', async () => {
    const panel = await suite.open();
    const { page } = panel;
    await threePictures(panel);
    await page.getByRole('button', { name: 'Show image one.png' }).click();
    await page.locator('image-gallery .stage:focus').waitFor();
    for (let step = 0; step < 14; step += 1) {
      await page.keyboard.press('Tab');
      const where = await page.evaluate(() => {
        const inside = document.activeElement?.shadowRoot?.activeElement?.tagName;
        return inside ?? document.activeElement?.tagName;
      });
      // The page's body stands for the editor around it, where the focus goes when it leaves a frame.
      assert.ok(where === 'IMAGE-GALLERY' || where === 'BODY', where);
    }
  });

  it('goes on to what stands beside a picture that is deleted, and ends with the last', async () => {
    const panel = await suite.open();
    const { page } = panel;
    await threePictures(panel);
    await page.getByRole('button', { name: 'Show image three.png' }).click();
    await page.getByRole('dialog', { name: 'three.png' }).waitFor();
    await panel.post({ type: 'entries', upsert: [fileEntry(5, { deleted: true })], remove: [] });
    await page.getByRole('dialog', { name: 'two.png' }).waitFor();
    const gone = [1, 3].map((seq) => fileEntry(seq, { deleted: true }));
    await panel.post({ type: 'entries', upsert: gone, remove: [] });
    await page.locator('image-gallery').waitFor({ state: 'detached' });
  });

  it('shows the small picture of a large image, and fetches the image when asked', async () => {
    const panel = await suite.open({ height: 900 });
    const { page } = panel;
    suite.site.pictures.set('small.png', png(64, 32));
    const large = { file: picture('large.png', { size: 30 * MB, width: 6_000, height: 3_000 }) };
    await panel.show(snapshot({ entries: [fileEntry(1, { ...large, thumbnail: { state: 'remote' } })] }));
    assert.deepEqual(await panel.posted('previewFile'), [{ type: 'previewFile', fileId: 'large.png' }]);

    const thumbnail = { state: 'ready', imageUri: uri('small.png') } as const;
    await panel.post({ type: 'entries', upsert: [fileEntry(1, { ...large, thumbnail })], remove: [] });
    await page.getByRole('button', { name: 'Show image large.png' }).click();
    await page.getByRole('button', { name: 'Load Picture (30 MB)' }).click();
    assert.deepEqual(await panel.posted('fileAction'), [{ type: 'fileAction', action: 'fetch', fileId: 'large.png' }]);

    suite.site.pictures.set('large.png', png(600, 300));
    const bytes = { state: 'ready', imageUri: uri('large.png') } as const;
    await panel.post({ type: 'entries', upsert: [fileEntry(1, { ...large, thumbnail, bytes })], remove: [] });
    assert.equal(await page.locator('image-gallery img').getAttribute('src'), uri('large.png'));
  });

  it('never decodes an image that says it has 60,000 × 60,000 pixels, in its card or in the gallery', async () => {
    const panel = await suite.open({ height: 900 });
    const { page } = panel;
    suite.site.pictures.set('bomb.png', png(4, 4));
    const bomb = picture('bomb.png', { width: 60_000, height: 60_000 });
    const small = picture('small.png');
    suite.site.pictures.set('small.png', png(320, 160));
    const ready = (name: string) => ({ state: 'ready', imageUri: uri(name) }) as const;
    const entries = [
      fileEntry(1, { file: bomb }),
      fileEntry(2, { file: bomb, bytes: ready('bomb.png') }),
      fileEntry(3, { file: small, bytes: ready('small.png') }),
    ];
    await panel.show(snapshot({ entries }));
    await page.getByRole('button', { name: 'Show image small.png' }).click();
    await page.locator('image-gallery .stage:focus').waitFor();
    await page.keyboard.press('ArrowLeft');
    await page.getByText('This picture is too large, or too damaged, to be shown here.').waitFor();
    await page.keyboard.press('ArrowLeft');
    await page.getByText('1 of 3').waitFor();
    assert.deepEqual(
      panel.requests.filter((url) => url.endsWith('bomb.png')),
      [],
    );
    assert.deepEqual(await panel.commands('previewFile'), []);
  });

  it('lets nothing move by itself where less motion is wanted, until it is played', async () => {
    const panel = await suite.open({ height: 900 });
    const { page } = panel;
    await page.emulateMedia({ reducedMotion: 'reduce' });
    suite.site.pictures.set('wave.gif', animatedGif());
    const bytes = { state: 'ready', imageUri: uri('wave.gif'), animated: true } as const;
    const file = picture('wave.gif', { mediaType: 'image/gif', width: 2, height: 2 });
    await panel.show(snapshot({ entries: [fileEntry(1, { file, bytes })] }));
    const canvas = page.locator('file-preview canvas');
    await eventually(async () => assert.deepEqual(await firstPixel(canvas), [255, 0, 0]));
    assert.equal(await page.locator('file-preview img').count(), 0);

    await page.getByRole('button', { name: 'Play wave.gif' }).click();
    await page.locator('file-preview img').waitFor();
    await page.getByRole('button', { name: 'Stop wave.gif' }).click();
    await canvas.waitFor();

    await page.getByRole('button', { name: 'Show image wave.gif' }).click();
    await page.locator('image-gallery canvas').waitFor();
    assert.equal(await page.locator('image-gallery img').count(), 0);
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    await page.locator('image-gallery img').waitFor();
  });

  for (const theme of THEMES) {
    it(`has no axe violation in ${theme}, and fits into 300 pixels`, async () => {
      const panel = await suite.open({ theme, width: 300, height: 400 });
      await threePictures(panel);
      await panel.page.getByRole('button', { name: 'Show image three.png' }).click();
      await panel.page.locator('image-gallery .stage:focus').waitFor();
      assert.deepEqual(await axeViolations(panel), []);
      const overflow = await panel.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(overflow <= 0);
    });
  }
});

function firstPixel(canvas: Locator): Promise<number[]> {
  return canvas.evaluate((element) => {
    const pixels = (element as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, 1, 1).data ?? [];
    return Array.from(pixels).slice(0, 3);
  });
}

describe('a thumbnail', () => {
  const suite = panelSuite();

  it('[FL7] is made of a large image, within 256 pixels and 12,288 bytes', async () => {
    const panel = await suite.open();
    suite.site.pictures.set('large.png', png(2_000, 1_000));
    await panel.show(snapshot());
    await panel.post({ type: 'makeThumbnail', requestId: 7, uri: `${suite.site.origin}/pictures/large.png` });
    const [answer] = await panel.posted('thumbnail');
    assert.equal(answer?.requestId, 7);
    const bytes = Buffer.from(answer.data ?? '', 'base64');
    assert.ok(bytes.byteLength > 100 && bytes.byteLength <= 12_288, `${bytes.byteLength} bytes`);
    assert.equal(bytes.toString('latin1', 8, 12), 'WEBP');
    assert.deepEqual(await panel.violations(), []);
  });

  it('is none where the image cannot be drawn', async () => {
    const panel = await suite.open();
    suite.site.pictures.set('broken.png', Buffer.from('no picture'));
    await panel.show(snapshot());
    await panel.post({ type: 'makeThumbnail', requestId: 8, uri: `${suite.site.origin}/pictures/broken.png` });
    assert.deepEqual(await panel.posted('thumbnail'), [{ type: 'thumbnail', requestId: 8, data: undefined }]);
  });
});
