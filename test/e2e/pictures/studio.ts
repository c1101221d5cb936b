import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import type { Person } from '../../support/people.ts';

/** The themes that pictures are taken in: their names, and what the page and the body of a webview say of each. */
const THEMES = {
  dark: { name: 'Dark Modern', page: 'vs-dark', webview: 'vscode-dark' },
  light: { name: 'Light Modern', page: 'vs', webview: 'vscode-light' },
  'high-contrast': { name: 'Dark High Contrast', page: 'hc-black', webview: 'vscode-high-contrast' },
  'high-contrast-light': { name: 'Light High Contrast', page: 'hc-light', webview: 'vscode-high-contrast-light' },
} as const;

export type Theme = keyof typeof THEMES;

/** Takes pictures of one person's window. */
export class Studio {
  readonly #person: Person;
  readonly #folder: string;

  private constructor(person: Person, folder: string) {
    this.#person = person;
    this.#folder = folder;
  }

  /** Pictures are kept in this folder, which is made where it is missing. */
  static async open(person: Person, folder: string): Promise<Studio> {
    await mkdir(folder, { recursive: true });
    return new Studio(person, folder);
  }

  /** Changes the theme; resolves once the window and the chat in it are drawn in it. */
  async useTheme(theme: Theme): Promise<void> {
    const { name, page, webview } = THEMES[theme];
    const { window } = this.#person;
    await window.runCommand('Preferences: Color Theme');
    await window.page.locator('.quick-input-widget input[placeholder^="Select Color Theme"]').fill(name);
    await window.quickInput.choose(name);
    await window.page.locator(`.monaco-workbench.${page}`).waitFor();
    await window.focusChat();
    await window.chat.frame.locator(`body[data-vscode-theme-kind="${webview}"]`).waitFor();
  }

  /** Makes the side bar so wide, in pixels, by its edge. */
  async widenSideBar(width: number): Promise<void> {
    const { page } = this.#person.window;
    const { x, y, width: now } = await boxOf(this.sideBar);
    await page.mouse.move(x + now, y + 8);
    await page.mouse.down();
    await page.mouse.move(x + width - 1, y + 8, { steps: 4 });
    await page.mouse.move(x + width, y + 8);
    await page.mouse.up();
  }

  /** Opens or closes a view of the side bar by its title. */
  async fold(view: string, open: boolean): Promise<void> {
    const header = this.#person.window.page.locator(`.pane-header[aria-label^="${view}"]`);
    if ((await header.getAttribute('aria-expanded')) === String(open)) return;
    await header.click();
  }

  get sideBar(): Locator {
    return this.#person.window.page.locator('.part.sidebar');
  }

  /** Takes a picture of the window or a part of it, with the mouse and what it leaves on the screen out of the way. */
  async take(name: string, part?: Locator): Promise<void> {
    const { window } = this.#person;
    const { page } = window;
    await page.mouse.move(700, 4);
    await page.getByText('Analyzing').waitFor({ state: 'hidden' });
    await page.locator('.workbench-hover-container .workbench-hover').waitFor({ state: 'hidden' });
    const toasts = window.notification('');
    if ((await toasts.count()) > 0) throw new Error(`A notice is in the picture: ${await toasts.first().innerText()}`);
    const file = path.join(this.#folder, `${name}.png`);
    const clip = part && (await boxOf(part));
    await page.screenshot({ path: file, animations: 'disabled', caret: 'hide', ...(clip && { clip }) });
    console.log(file);
  }
}

async function boxOf(part: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await part.boundingBox();
  if (!box) throw new Error('What is to be in the picture is not on the screen.');
  return box;
}
