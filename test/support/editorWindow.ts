import assert from 'node:assert/strict';
import type { Browser, FrameLocator, Locator, Page } from 'playwright-core';
import { ChatView } from './chatView.ts';
import { eventually, PATIENCE_MS } from './eventually.ts';
import { QuickInput } from './quickInput.ts';

/** How long a notice may be held back, with some time for a busy machine. */
export const HELD_NOTICE_MS = 45_000;

/** A click on a line selects it within this time, on a busy machine too. */
const SELECTED_MS = 2_000;

/** A window of a real VS Code, used as a person uses it: by its palette, menus, tabs and the chat. */
export class EditorWindow {
  readonly page: Page;
  readonly quickInput: QuickInput;
  readonly chat: ChatView;
  readonly #join: string;

  private constructor(page: Page, join: string) {
    this.page = page;
    this.#join = join;
    this.quickInput = new QuickInput(page);
    this.chat = new ChatView(page);
  }

  /**
   * Opens a window of its own for one person; resolves once the extension's commands are known.
   *
   * @param join what the palette calls joining a room, which depends on the editor's language
   */
  static async open(browser: Browser, url: string, join = 'Room Chat: Join Chat Room'): Promise<EditorWindow> {
    const context = await browser.newContext({ viewport: { width: 1_280, height: 800 }, acceptDownloads: false });
    context.setDefaultTimeout(PATIENCE_MS);
    const page = await context.newPage();
    const window = new EditorWindow(page, join);
    await page.goto(url, { timeout: 60_000 });
    await window.#ready();
    return window;
  }

  /** A second window of the same person, on the same folder. */
  async another(): Promise<EditorWindow> {
    const browser = this.page.context().browser();
    assert.ok(browser);
    return EditorWindow.open(browser, this.page.url(), this.#join);
  }

  runCommand(title: string): Promise<void> {
    return this.quickInput.runCommand(title);
  }

  /** Brings the chat to the front; resolves once the cursor is in its composer, which closes any quick input. */
  async focusChat(): Promise<void> {
    // Where the chat is in view, a click is over at once; the command's focus comes when it comes, over what is open then.
    if (await this.chat.composer.isVisible()) await this.chat.composer.click();
    else await this.runCommand('Room Chat: Focus Chat');
    await this.chat.frame.locator('chat-composer textarea:focus').waitFor();
  }

  /** Clicks a button of what the chat shows before a room is joined. */
  welcome(button: string): Promise<void> {
    return this.page.locator('.welcome-view-content').getByRole('button', { name: button, exact: true }).click();
  }

  /** A line of a tree in the chat's container, by the beginning of what a screen reader says of it. */
  treeRow(label: string): Locator {
    return this.page.locator(`.pane-body .monaco-list-row[aria-label^="${label}"]`);
  }

  /** Picks from the menu of a line of a tree, by keys. */
  async treeMenu(label: string, item: string): Promise<void> {
    await this.treeRow(label).click({ button: 'right' });
    await this.pickFromMenu(item);
  }

  /** Picks from the menu that is open; `meanwhile` happens before. */
  async pickFromMenu(item: string, meanwhile?: () => Promise<void>): Promise<void> {
    const entry = this.page.getByRole('menuitem', { name: item, exact: true });
    await entry.hover();
    await meanwhile?.();
    // By key: for a tenth of a second a new menu does not hear the mouse.
    await this.page.keyboard.press('Enter');
    await entry.waitFor({ state: 'detached' });
  }

  /** The number on the icon of the chat. */
  get badge(): Locator {
    return this.page.locator('.activitybar .action-item:has([aria-label^="Room Chat"]) .badge-content');
  }

  /** The chat's item in the status bar. */
  get statusItem(): Locator {
    return this.page.locator('.statusbar-item[id="room-chat.room-chat.roomChat.status"]');
  }

  /** The item of the server that is hosted, in the status bar. */
  get hostItem(): Locator {
    return this.page.locator('.statusbar-item[id="room-chat.room-chat.roomChat.host"]');
  }

  /** Reloads the window by the editor's own command: a page that is only reloaded loses what the editor had yet to save. */
  async reload(): Promise<void> {
    const loaded = this.page.waitForEvent('load');
    await this.runCommand('Developer: Reload Window');
    await loaded;
    await this.#ready();
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }

  /** A file in the Explorer, which is brought to the front. */
  async inExplorer(name: string): Promise<Locator> {
    await this.page.keyboard.press('Control+Shift+E');
    const row = this.page.locator(`.explorer-folders-view .monaco-list-row[aria-label="${name}"]`);
    await row.waitFor();
    return row;
  }

  /** Right-clicks a file in the Explorer and picks from its menu; `meanwhile` happens while the menu is open. */
  async explorerMenu(name: string, item: string, meanwhile?: () => Promise<void>): Promise<void> {
    await (await this.inExplorer(name)).click({ button: 'right' });
    await this.pickFromMenu(item, meanwhile);
  }

  /**
   * Selects several lines of the Explorer, right-clicks the last one and picks from their menu. An Explorer that has just
   * come into view reads its folder once more, and forgets then what was selected meanwhile: it is selected again.
   */
  async explorerMenuOfAll(names: readonly string[], item: string): Promise<void> {
    const selected = this.page.locator('.explorer-folders-view .monaco-list-row[aria-selected="true"]');
    await eventually(async () => {
      for (const [index, name] of names.entries()) {
        await (await this.inExplorer(name)).click(index === 0 ? {} : { modifiers: ['Control'] });
        // The next click adds to what is selected by then.
        await eventually(async () => assert.equal(await selected.count(), index + 1), SELECTED_MS);
      }
      await (await this.inExplorer(names.at(-1)!)).click({ button: 'right' });
      await this.page.getByRole('menuitem', { name: item, exact: true }).waitFor();
      // The menu is about what was selected as it opened: what still is, was then.
      const count = await selected.count();
      if (count !== names.length) await this.page.keyboard.press('Escape');
      assert.equal(count, names.length);
    });
    await this.pickFromMenu(item);
  }

  /** Opens an editor that was never saved and types into it. */
  async newEditor(text: string): Promise<void> {
    await this.runCommand('File: New Untitled Text File');
    await this.page.locator('.editor-instance .monaco-editor .view-line').first().waitFor();
    await this.page.keyboard.insertText(text);
  }

  /** A toast of the editor with this text in it. */
  notification(text: string): Locator {
    return this.page.locator('.notifications-toasts .notification-list-item').filter({ hasText: text });
  }

  /** A button of a notification with this text. */
  notificationButton(text: string, button: string): Locator {
    return this.notification(text).first().getByRole('button', { name: button, exact: true });
  }

  /** Waits for a notification and clears it; a room has half a minute between two. */
  async takeNotification(text: string): Promise<string> {
    const item = this.notification(text).first();
    await item.waitFor({ timeout: HELD_NOTICE_MS });
    const sentence = await item.locator('.notification-list-item-message').innerText();
    await item.hover();
    await item.locator('.codicon-notifications-clear').click();
    await item.waitFor({ state: 'detached' });
    return sentence;
  }

  tab(name: string): Locator {
    return this.page.locator(`.tabs-container .tab[data-resource-name="${name}"]`);
  }

  /** Brings a tab to the front and resolves with the whole text that its editor shows. */
  async textOfTab(name: string): Promise<string> {
    await this.tab(name).click();
    return this.textOf(this.page.locator('.editor-instance .monaco-editor'));
  }

  /** The text that an editor shows. */
  async textOf(editor: Locator): Promise<string> {
    const lines = editor.locator('.view-line');
    await lines.first().waitFor();
    const rows = await lines.evaluateAll((elements) =>
      elements.map((line) => ({ top: parseFloat((line as HTMLElement).style.top), text: line.textContent })),
    );
    // Lines are drawn in any order, and spaces as ones that do not break.
    const inOrder = rows.sort((a, b) => a.top - b.top).map(({ text }) => text.replaceAll('\u00a0', ' '));
    return inOrder.join('\n');
  }

  /** Types into the editor of a tab and makes sure that the editor refuses. */
  async assertReadOnly(name: string): Promise<void> {
    const before = await this.textOfTab(name);
    await this.page.locator('.editor-instance .monaco-editor .view-line').first().click();
    await this.page.keyboard.type('x');
    await this.page.locator('.monaco-editor-overlaymessage', { hasText: 'read-only' }).waitFor();
    assert.equal(await this.textOfTab(name), before);
  }

  /** The image that the editor's own viewer shows in the tab at the front. */
  get imageViewer(): FrameLocator {
    return this.page
      .frameLocator('iframe.webview[src*="extensionId=vscode.media-preview"]')
      .frameLocator('#active-frame');
  }

  /** Waits until an image is drawn and resolves with the size that it has by itself. */
  imageSize(image: Locator): Promise<[width: number, height: number]> {
    return eventually(async () => {
      const size = await image.evaluate((element) => {
        const { naturalWidth, naturalHeight } = element as HTMLImageElement;
        return [naturalWidth, naturalHeight] as [number, number];
      });
      assert.notDeepEqual(size, [0, 0], 'The image was not drawn.');
      return size;
    });
  }

  /** The palette lists what is known when it opens, and extensions become known at some time after a start. */
  async #ready(): Promise<void> {
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });
    await eventually(async () => {
      const listed = await this.quickInput.lists(this.#join);
      await this.quickInput.dismiss();
      assert.ok(listed, 'The extension was not there.');
    }, 60_000);
  }
}
