import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { readArchive } from '../../support/archive.ts';
import { ChatView } from '../../support/chatView.ts';
import { png } from '../../support/png.ts';
import { sharer } from '../../support/sharer.ts';

const TOKEN = `ghp_${'aB3dE5fG7hJ9'.repeat(3)}`;

describe('ways to share in a real editor', function () {
  this.timeout(90_000);
  const room = sharer({
    files: { 'a.txt': 'a\r\n', 'b.txt': 'b', '.env': 'NAME=plain\r\n', 'code.ts': `\n\nconst t = '${TOKEN}';\n` },
    prepare,
    // What is opened would be selected alone once its editor is there, in the midst of a selection of several.
    settings: { 'git.enabled': true, 'explorer.compactFolders': false, 'explorer.autoReveal': false },
  });

  /** What is shared next, `count` files, by their names. */
  async function arriving(count: number): Promise<Map<string, Buffer>> {
    const before = room.friend.events.length;
    const files = () => room.friend.events.slice(before).filter(({ type }) => type === 'file');
    await room.friend.next(() => files().length >= count);
    const found = new Map<string, Buffer>();
    for (const { file } of files() as unknown as { file: { id: string; name: string } }[]) {
      const answer = await room.friend.ask({ type: 'download', file: file.id });
      found.set(file.name, Buffer.from(answer['data'] as string, 'base64'));
    }
    return found;
  }

  /** The composer of the one chat that is in view. */
  function composer(): Locator {
    const frame = room.ada.window.page.frameLocator('iframe.webview[src*="extensionId=room-chat.room-chat"]');
    return frame.frameLocator('#active-frame').locator('chat-composer textarea');
  }

  it('several files and a folder of the explorer: asked once, the folder as an archive without what is ignored', async () => {
    const { window } = room.ada;
    await window.explorerMenuOfAll(['a.txt', 'b.txt', 'project'], 'Share File in Chat');
    const detail = await room.dialog.detail('Share these 3 files and folders?');
    assert.deepEqual(detail, ['project.zip: 2 files, 15 bytes. Left out by .gitignore: 1.']);
    const arrived = arriving(3);
    await room.dialog.press('Share');
    const files = await arrived;
    assert.deepEqual([...files.keys()].sort(), ['a.txt', 'b.txt', 'project.zip']);
    assert.equal(files.get('a.txt')?.toString(), 'a\r\n');
    const archive = room.people.folder('received.zip');
    await writeFile(archive, files.get('project.zip')!);
    const inside = [...(await readArchive(archive))].map(([name, bytes]) => [name, bytes.toString()]);
    assert.deepEqual(inside, [
      ['project/.gitignore', 'out/\n'],
      ['project/src/main.ts', 'let x = 1;'],
    ]);
  });

  it('a secret: asked with its line, shown, and shared with it hidden', async () => {
    const { window } = room.ada;
    await window.explorerMenu('code.ts', 'Share File in Chat');
    const detail = await room.dialog.detail('code.ts seems to hold a secret. Share it all the same?');
    assert.equal(detail[0], 'Line 3: a token of GitHub');
    assert.deepEqual((await room.dialog.buttons()).sort(), ['Cancel', 'Redact', 'Send Anyway', 'Show']);
    await room.people.photograph('a secret is asked about');
    await room.dialog.press('Show');
    await window.page.locator('.tab.active[data-resource-name="code.ts"]').waitFor();
    await window.page.locator('.statusbar-item', { hasText: 'Ln 3, Col 1' }).waitFor();
    await window.explorerMenu('code.ts', 'Share File in Chat');
    await room.dialog.detail('code.ts seems to hold a secret.');
    const arrived = arriving(1);
    await room.dialog.press('Redact');
    assert.equal((await arrived).get('code.ts')?.toString(), `\n\nconst t = '${'▮'.repeat(40)}';\n`);
  });

  it('a file whose name tells of secrets: nothing is sent where the question is cancelled', async () => {
    const { window } = room.ada;
    const before = room.friend.events.length;
    await window.explorerMenu('.env', 'Share File in Chat');
    const detail = await room.dialog.detail('.env seems to hold a secret.');
    assert.deepEqual(detail.slice(0, 2), ['Named like a file of passwords and keys', 'Line 1: the value of a setting']);
    await room.dialog.press('Cancel');
    const arrived = arriving(1);
    await window.explorerMenu('b.txt', 'Share File in Chat');
    assert.deepEqual([...(await arrived).keys()], ['b.txt']);
    assert.equal(room.friend.events.slice(before).filter(({ type }) => type === 'file').length, 1);
  });

  it('a changed file of source control', async () => {
    const { window } = room.ada;
    const { page } = window;
    await page.keyboard.press('Control+Shift+G');
    const row = page.locator('.scm-view .monaco-list-row[aria-label^="b.txt"]').first();
    await row.waitFor();
    await row.click({ button: 'right' });
    const arrived = arriving(1);
    await window.pickFromMenu('Share File in Chat');
    assert.deepEqual([...(await arrived).keys()], ['b.txt']);
  });

  describe('the image on the clipboard', () => {
    const image = png(5, 4);

    beforeEach(async () => {
      const { page } = room.ada.window;
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      await room.ada.window.focusChat();
      await page.evaluate(
        async (bytes) => {
          const blob = new Blob([new Uint8Array(bytes)], { type: 'image/png' });
          await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })]);
        },
        [...image],
      );
    });

    it('is shared by pasting it into the composer', async () => {
      const arrived = arriving(1);
      await composer().click();
      await room.ada.window.page.keyboard.press('Control+V');
      const [[name, bytes] = []] = [...(await arrived)];
      assert.match(name ?? '', /^image \d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d\.png$/);
      // The clipboard encodes it anew.
      assert.deepEqual([bytes?.readUInt32BE(16), bytes?.readUInt32BE(20)], [5, 4]);
    });

    it('is shared by the command', async () => {
      const arrived = arriving(1);
      await room.ada.window.runCommand('Room Chat: Share Image from Clipboard');
      const [[, bytes] = []] = [...(await arrived)];
      assert.deepEqual([bytes?.readUInt32BE(16), bytes?.readUInt32BE(20)], [5, 4]);
    });
  });

  describe('a drag', () => {
    it('a file of megabytes from outside of the editor, byte for byte', async () => {
      const { window } = room.ada;
      await window.focusChat();
      const sent = room.friend.next((frame) => frame.type === 'file');
      await composer().evaluate((element) => {
        const bytes = Uint8Array.from({ length: 5_000_003 }, (_, n) => (n * 7919) % 251);
        const data = new DataTransfer();
        data.items.add(new File([bytes], 'from outside.bin'));
        const given = { bubbles: true, composed: true, cancelable: true };
        element.dispatchEvent(new DragEvent('drop', { ...given, dataTransfer: data }));
      });
      const { name, sha256 } = (await sent)['file'] as { name: string; sha256: string };
      const bytes = Uint8Array.from({ length: 5_000_003 }, (_, n) => (n * 7919) % 251);
      assert.deepEqual([name, sha256], ['from outside.bin', createHash('sha256').update(bytes).digest('hex')]);
    });

    it('a file that is dragged from the explorer into the chat with Shift', async () => {
      const { window } = room.ada;
      const { page } = window;
      // The chat into a tab, so that explorer and chat are in view together.
      await window.runCommand('Room Chat: Open Chat in Editor');
      // The cursor comes there last; a key that is pressed while the page loads is heard by nobody.
      await new ChatView(page, 'editor').frame.locator('chat-composer textarea:focus').waitFor();
      const row = await window.inExplorer('b.txt');
      await composer().waitFor();
      const from = (await row.boundingBox())!;
      const editor = (await page.locator('.editor-instance').first().boundingBox())!;
      const arrived = arriving(1);
      await page.mouse.move(from.x + 40, from.y + 8);
      await page.mouse.down();
      await page.keyboard.down('Shift');
      await page.mouse.move(from.x + 80, from.y + 20, { steps: 4 });
      await page.mouse.move(editor.x + editor.width / 2, editor.y + editor.height / 2, { steps: 12 });
      await room.people.photograph('a file is dragged over the chat');
      await page.mouse.up();
      await page.keyboard.up('Shift');
      assert.deepEqual([...(await arrived)], [['b.txt', Buffer.from('b, changed')]]);
    });
  });
});

/** A folder with something to ignore, and a repository in which one file has changed. */
async function prepare(folder: string): Promise<void> {
  const files = { 'project/src/main.ts': 'let x = 1;', 'project/.gitignore': 'out/\n', 'project/out/made.js': 'x' };
  for (const [name, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), content);
  }
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', ...args], { cwd: folder });
  git('init', '-q');
  git('add', '.');
  git('commit', '-q', '-m', 'first');
  await writeFile(path.join(folder, 'b.txt'), 'b, changed');
}
