import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { FileInfo } from '../../../server/protocol/model.ts';
import { fileEntry, messageEntry, snapshot } from '../../support/panelEntries.ts';
import { panelSuite } from '../../support/panelSuite.ts';

const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

function image(id: string, given: Partial<FileInfo> = {}): FileInfo {
  return { id, name: `${id}.png`, size: 2_048, mediaType: 'image/png', sha256: '', width: 640, height: 320, ...given };
}

describe('file-card', () => {
  const suite = panelSuite();

  it('shows name and size, and posts Open and Save As', async () => {
    const panel = await suite.open();
    await panel.show(snapshot({ entries: [fileEntry(1)] }));
    const card = panel.page.locator('file-card .card');
    assert.match(await card.innerText(), /notes\.txt\s+Text · 1\.2 KB/u);
    assert.equal(await card.getAttribute('aria-label'), 'notes.txt from Grace Hopper');
    await panel.page.getByRole('button', { name: 'Open notes.txt' }).click();
    await panel.page.getByRole('button', { name: 'Save As… notes.txt' }).click();
    assert.deepEqual(await panel.posted('openFile'), [{ type: 'openFile', fileId: 'f1' }]);
    assert.deepEqual(await panel.posted('saveFile'), [{ type: 'saveFile', fileId: 'f1' }]);
    assert.deepEqual(await panel.commands('previewFile'), []);
  });

  it('says how far the bytes are', async () => {
    const panel = await suite.open();
    await panel.show(
      snapshot({
        entries: [
          fileEntry(1, { bytes: { state: 'loading' } }),
          fileEntry(2, { bytes: { state: 'failed', reason: 'It is no longer on the server.' } }),
        ],
      }),
    );
    const cards = panel.page.locator('file-card .card');
    assert.match(await cards.nth(0).innerText(), /Downloading…/u);
    assert.match(await cards.nth(1).innerText(), /It is no longer on the server\./u);
    assert.equal(await cards.nth(1).getByRole('button', { name: 'Open notes.txt' }).count(), 1);
  });

  it('offers nothing to open before the room has the file', async () => {
    const panel = await suite.open();
    const pending = { seq: undefined, own: true, delivery: { state: 'pending' } as const };
    await panel.show(snapshot({ entries: [fileEntry(0, { ...pending, file: image('', { name: 'new.png' }) })] }));
    assert.equal(await panel.page.locator('file-card').getByRole('button').count(), 0);
    assert.deepEqual(await panel.commands('previewFile'), []);
  });

  it('asks once for the picture of an image that comes into view', async () => {
    const panel = await suite.open({ height: 400 });
    const below = Array.from({ length: 60 }, (_, index) => messageEntry(index + 3));
    const entries = [
      fileEntry(1, { file: image('far') }),
      messageEntry(2),
      ...below,
      fileEntry(80, { file: image('near') }),
    ];
    await panel.show(snapshot({ entries }));
    assert.deepEqual(await panel.posted('previewFile'), [{ type: 'previewFile', fileId: 'near' }]);
    await panel.page.locator('file-card').first().scrollIntoViewIfNeeded();
    assert.deepEqual(
      (await panel.posted('previewFile', 2)).map((command) => command.fileId),
      ['near', 'far'],
    );
    await panel.page.locator('file-card').last().scrollIntoViewIfNeeded();
    await panel.post({ type: 'entries', upsert: [messageEntry(2, { edited: true })], remove: [] });
    assert.equal((await panel.commands('previewFile')).length, 2);
  });

  it('asks for no picture that is too large, of another kind, or unwanted', async () => {
    const panel = await suite.open();
    const entries = [
      fileEntry(1, { file: image('big', { size: 1_048_577 }) }),
      fileEntry(2, { file: image('vector', { mediaType: 'image/svg+xml' }) }),
      fileEntry(3, { file: image('page', { mediaType: 'text/html' }) }),
    ];
    await panel.show(snapshot({ entries }));
    await panel.show(snapshot({ room: 'other', entries: [fileEntry(1, { file: image('off') })], previewBytes: 0 }));
    assert.deepEqual(await panel.commands('previewFile'), []);
    assert.equal(await panel.page.locator('file-preview .frame').count(), 0);
  });

  it('shows the picture in the place that was kept for it', async () => {
    const panel = await suite.open();
    suite.site.pictures.set('pixel.png', PIXEL);
    await panel.show(snapshot({ entries: [messageEntry(1), fileEntry(2, { file: image('f2') }), messageEntry(3)] }));
    const card = panel.page.locator('file-card');
    const before = (await card.boundingBox())!;
    const imageUri = `${suite.site.origin}/pictures/pixel.png`;
    const shown = fileEntry(2, { file: image('f2'), bytes: { state: 'ready', imageUri } });
    await panel.post({ type: 'entries', upsert: [shown], remove: [] });
    await panel.page.waitForFunction(
      (uri) => performance.getEntriesByName(uri).some((entry) => entry.entryType === 'resource'),
      imageUri,
    );
    assert.deepEqual(await card.boundingBox(), before);
    assert.deepEqual(await panel.violations(), []);
  });

  it('fits into 300 pixels whatever the name and the picture', async () => {
    const panel = await suite.open({ width: 300 });
    const entries = [
      fileEntry(1, { file: image('a', { name: `${'n'.repeat(250)}.png`, width: 9_000, height: 20 }) }),
      fileEntry(2, { file: image('b', { name: 'ü'.repeat(120), width: 20, height: 9_000 }) }),
    ];
    await panel.show(snapshot({ entries }));
    for (const card of await panel.page.locator('file-card').all()) {
      const box = (await card.boundingBox())!;
      assert.ok(box.x >= 0 && box.x + box.width <= 300);
      assert.ok(box.height < 400);
    }
  });
});
