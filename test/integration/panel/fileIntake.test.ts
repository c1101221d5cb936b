import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Panel, PanelOptions } from '../../support/panelPage.ts';
import { snapshot } from '../../support/panelEntries.ts';
import { panelSuite } from '../../support/panelSuite.ts';
import { png } from '../../support/png.ts';

/** What a drag or the clipboard carries: texts by their types, and files. */
interface Carried {
  texts?: Record<string, string>;
  files?: { name: string; type?: string; bytes: number[] }[];
}

describe('file-intake', () => {
  const suite = panelSuite();

  async function inRoom(options?: PanelOptions): Promise<Panel> {
    const panel = await suite.open(options);
    await panel.show(snapshot({ room: 'ops' }));
    return panel;
  }

  /** Lets an event with a `DataTransfer` happen to an element; resolves with whether the page took it. */
  function happen(panel: Panel, selector: string, type: string, carried: Carried): Promise<boolean> {
    return panel.page.locator(selector).evaluate(
      (element, [name, { texts = {}, files = [] }]) => {
        const data = new DataTransfer();
        for (const [format, text] of Object.entries(texts)) data.setData(format, text);
        for (const { name: file, type: kind = '', bytes } of files) {
          data.items.add(new File([new Uint8Array(bytes)], file, { type: kind }));
        }
        const given = { bubbles: true, composed: true, cancelable: true };
        const event =
          name === 'paste'
            ? new ClipboardEvent(name, { ...given, clipboardData: data })
            : new DragEvent(name, { ...given, dataTransfer: data });
        return !element.dispatchEvent(event);
      },
      [type, carried] as const,
    );
  }

  /** Asks for a piece as the host does; resolves with its bytes. */
  async function pull(panel: Panel, pullId: number, where: { offerId: number; offset: number; length: number }) {
    await panel.post({ type: 'pullFile', pullId, index: 0, ...where });
    const answer = await panel.page.waitForFunction(
      (id) => window.posted.find((command) => command.type === 'fileChunk' && command.pullId === id),
      pullId,
    );
    return answer.evaluate((chunk) => (chunk && 'bytes' in chunk && chunk.bytes ? [...chunk.bytes] : undefined));
  }

  const explorer = { texts: { 'application/vnd.code.uri-list': 'file:///a/b.txt\r\nfile:///a/c%20d.txt' } };
  const note = { name: 'notes.txt', bytes: [104, 105] };

  it('hands over the places of what is dragged within the editor', async () => {
    const panel = await inRoom();
    assert.equal(await happen(panel, 'message-list', 'drop', explorer), true);
    assert.deepEqual((await panel.posted('shareUris'))[0]?.uris, ['file:///a/b.txt', 'file:///a/c%20d.txt']);
  });

  it('understands the list that older editors give', async () => {
    const panel = await inRoom();
    await happen(panel, 'main', 'drop', { texts: { resourceurls: '["vscode-remote://ssh/x.ts"]' } });
    assert.deepEqual((await panel.posted('shareUris'))[0]?.uris, ['vscode-remote://ssh/x.ts']);
  });

  it('offers what is dropped from elsewhere, and gives its bytes piece by piece', async () => {
    const panel = await inRoom();
    const files = [{ name: 'raw.bin', bytes: [0, 255, 13, 10, 7] }];
    assert.equal(await happen(panel, 'chat-composer', 'drop', { files }), true);
    const [offer] = await panel.posted('offerFiles');
    assert.deepEqual(offer?.files, [{ name: 'raw.bin', size: 5, folder: false }]);
    assert.equal(offer.pasted, false);
    const { offerId } = offer;
    assert.deepEqual(await pull(panel, 1, { offerId, offset: 0, length: 3 }), [0, 255, 13]);
    assert.deepEqual(await pull(panel, 2, { offerId, offset: 3, length: 3 }), [10, 7]);
    await panel.post({ type: 'releaseFiles', offerId });
    assert.equal(await pull(panel, 3, { offerId, offset: 0, length: 3 }), undefined);
  });

  it('offers an image or a file that is pasted, and leaves the text alone', async () => {
    const panel = await inRoom();
    await panel.page.locator('textarea').fill('half a thought');
    const image = { name: 'image.png', type: 'image/png', bytes: [...png(2, 2)] };
    assert.equal(await happen(panel, 'textarea', 'paste', { files: [image] }), true);
    const [offer] = await panel.posted('offerFiles');
    assert.deepEqual([offer?.files[0]?.name, offer?.pasted], ['image.png', true]);
    assert.equal(await panel.page.locator('textarea').inputValue(), 'half a thought');
  });

  it('leaves pasted text to the box, also where a picture of it comes along', async () => {
    const panel = await inRoom();
    const picture = { name: 'image.png', type: 'image/png', bytes: [1] };
    const table = { texts: { 'text/plain': 'a\tb', 'text/html': '<table></table>' }, files: [picture] };
    assert.equal(await happen(panel, 'textarea', 'paste', { texts: { 'text/plain': 'words' } }), false);
    assert.equal(await happen(panel, 'textarea', 'paste', table), false);
    await panel.post();
    assert.deepEqual(await panel.commands('offerFiles'), []);
  });

  it('leaves dragged text and links to the box', async () => {
    const panel = await inRoom();
    for (const texts of [{ 'text/plain': 'words' }, { 'text/uri-list': 'https://example.org/', 'text/plain': 'x' }]) {
      assert.equal(await happen(panel, 'textarea', 'dragover', { texts }), false);
      assert.equal(await happen(panel, 'textarea', 'drop', { texts }), false);
    }
    await panel.post();
    assert.deepEqual([...(await panel.commands('shareUris')), ...(await panel.commands('offerFiles'))], []);
  });

  it('never hands over a link in place of a file', async () => {
    const panel = await inRoom();
    const uris = ['https://example.org/x', 'javascript:alert(1)', 'data:text/html,x', 'file:///kept.txt'];
    await happen(panel, 'main', 'drop', { texts: { 'application/vnd.code.uri-list': uris.join('\n') } });
    assert.deepEqual((await panel.posted('shareUris'))[0]?.uris, ['file:///kept.txt']);
  });

  it('says where more is dropped at once than it takes', async () => {
    const panel = await inRoom();
    const files = Array.from({ length: 201 }, (_, n) => ({ name: `${n}`, bytes: [] }));
    await happen(panel, 'main', 'drop', { files });
    await panel.page.getByText('That is more than 200 files at once.').waitFor();
    const uris = Array.from({ length: 1_001 }, (_, n) => `file:///${n}`).join('\n');
    await happen(panel, 'main', 'drop', { texts: { 'application/vnd.code.uri-list': uris } });
    await panel.page.getByText('That is more than 1,000 files at once.').waitFor();
    assert.deepEqual([...(await panel.commands('shareUris')), ...(await panel.commands('offerFiles'))], []);
  });

  it('says while something is dragged where it goes, and that Shift is held', async () => {
    const panel = await inRoom();
    const sheet = panel.page.getByText('Drop to share in ops');
    assert.equal(await happen(panel, 'message-list', 'dragover', { files: [note] }), true);
    await sheet.waitFor();
    await panel.page.getByText('Hold Shift to drop here').waitFor();
    await happen(panel, 'message-list', 'drop', { files: [note] });
    await sheet.waitFor({ state: 'detached' });
  });

  it('lets go of a drag that went elsewhere without a word', async () => {
    const panel = await suite.open();
    await panel.page.clock.install();
    await panel.show(snapshot());
    await happen(panel, 'main', 'dragenter', { files: [note] });
    await panel.post();
    assert.equal(await panel.page.getByText('Drop to share').count(), 1);
    await panel.page.clock.fastForward(1_000);
    await panel.post();
    assert.equal(await panel.page.getByText('Drop to share').count(), 0);
  });

  it('lets go of a drag that leaves the page', async () => {
    const panel = await inRoom();
    await happen(panel, 'main', 'dragenter', { files: [note] });
    await panel.page.getByText('Drop to share').waitFor();
    await happen(panel, 'main', 'dragleave', { files: [note] });
    await panel.page.getByText('Drop to share').waitFor({ state: 'detached' });
  });

  it('takes nothing in where there is no room', async () => {
    const panel = await suite.open();
    await panel.show(snapshot({ room: undefined }));
    assert.equal(await happen(panel, 'main', 'drop', { files: [note] }), false);
    await panel.post();
    assert.deepEqual(await panel.commands('offerFiles'), []);
  });

  describe('the image on the clipboard', () => {
    async function withClipboard(bytes: Buffer | undefined): Promise<Panel> {
      const panel = await inRoom();
      await panel.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      await panel.page.evaluate(
        async (data) => {
          const type = data ? 'image/png' : 'text/plain';
          const blob = new Blob([data ? new Uint8Array(data) : 'words'], { type });
          await navigator.clipboard.write([new ClipboardItem({ [type]: blob })]);
        },
        bytes && [...bytes],
      );
      return panel;
    }

    it('is offered when the host asks', async () => {
      const panel = await withClipboard(png(3, 2));
      await panel.post({ type: 'shareClipboardImage' });
      const [offer] = await panel.posted('offerFiles');
      assert.deepEqual([offer?.files[0]?.name, offer?.pasted], ['image.png', true]);
      const start = await pull(panel, 1, { offerId: offer!.offerId, offset: 0, length: 8 });
      assert.deepEqual(start, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    });

    it('is missed with a sentence', async () => {
      const panel = await withClipboard(undefined);
      await panel.post({ type: 'shareClipboardImage' });
      await panel.page.getByText('There is no image on the clipboard.').waitFor();
      assert.deepEqual(await panel.commands('offerFiles'), []);
    });

    it('is pasted by hand where the editor does not give it', async () => {
      const panel = await inRoom();
      await panel.page.context().clearPermissions();
      await panel.page.evaluate(() => {
        navigator.clipboard.read = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
      });
      await panel.post({ type: 'shareClipboardImage' });
      await panel.page.getByText('Paste the image into the message box instead.').waitFor();
    });
  });
});
