import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import { eventually } from './eventually.ts';

/** VS Code's quick input: lists to pick from and boxes to type in. */
export class QuickInput {
  readonly #page: Page;
  readonly #widget: Locator;
  readonly #box: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.#widget = page.locator('.quick-input-widget:visible');
    this.#box = this.#widget.locator('input[type=text], input[type=password]');
  }

  /** What the box says below what is typed: its prompt, or what is wrong. */
  get message(): Locator {
    return this.#widget.locator('.quick-input-message');
  }

  get rows(): Locator {
    return this.#widget.locator('.quick-input-list .monaco-list-row');
  }

  /** Runs a command by the palette, as it is written there. */
  async runCommand(title: string): Promise<void> {
    await this.#openPalette(title);
    await this.#pick(this.#row(title));
  }

  /** Opens the palette and resolves with whether it has a command; it stays open. */
  async lists(title: string): Promise<boolean> {
    await this.#openPalette(title);
    await this.rows.first().waitFor();
    return this.#row(title).isVisible();
  }

  /** Picks the item whose label begins so, once it is listed. */
  async choose(label: string): Promise<void> {
    await this.#pick(this.#row(label));
  }

  /** Picks the item that says this somewhere. */
  async chooseBy(text: string): Promise<void> {
    await this.#pick(this.rows.filter({ hasText: text }).first());
  }

  /** Types into the list whose box has this placeholder, once it is there: what is typed before goes elsewhere. */
  async filter(placeholder: string, text: string): Promise<void> {
    await this.#widget.getByPlaceholder(placeholder).fill(text);
  }

  /** Types an answer to the question with this prompt and presses Enter. */
  async answer(prompt: string, text: string): Promise<void> {
    await this.message.filter({ hasText: prompt }).waitFor();
    await this.#box.fill(text);
    await this.#page.keyboard.press('Enter');
  }

  /** Types another answer to the question that came back with a complaint. */
  async retype(text: string): Promise<void> {
    await this.#box.fill(text);
    await this.#page.keyboard.press('Enter');
  }

  /** What stands in the box of the question with this prompt. */
  async offered(prompt: string): Promise<string> {
    await this.message.filter({ hasText: prompt }).waitFor();
    return this.#box.inputValue();
  }

  /** Presses Enter at the question with this prompt, for what the box already holds; resolves with that. */
  async accept(prompt: string): Promise<string> {
    await this.message.filter({ hasText: prompt }).waitFor();
    const value = await this.#box.inputValue();
    await this.#page.keyboard.press('Enter');
    return value;
  }

  /** Says which room: picks it where the server has it, else names a new one. */
  async enterRoom(room: string): Promise<void> {
    const list = this.#widget.locator('input[placeholder="Which room?"]');
    const question = this.message.filter({ hasText: 'Name of the room' });
    await list.or(question).first().waitFor();
    if (await list.isVisible()) {
      if ((await this.#row(room).count()) > 0) return this.choose(room);
      await this.choose('add  New room');
    }
    await this.answer('Name of the room', room);
  }

  /** Confirms the editor's own dialog for files once it proposes this path. */
  async acceptPath(file: string): Promise<void> {
    await eventually(async () => assert.equal(await this.#box.inputValue(), file));
    await this.#widget.getByRole('button', { name: 'OK', exact: true }).click();
  }

  /** What is typed into the box. */
  value(): Promise<string> {
    return this.#box.inputValue();
  }

  async dismiss(): Promise<void> {
    await this.#page.keyboard.press('Escape');
    await this.#widget.waitFor({ state: 'detached' });
  }

  async #openPalette(title: string): Promise<void> {
    await this.#page.keyboard.press('F1');
    await this.#box.waitFor();
    // Typed into what the palette put there: '>' keeps it a palette of commands.
    await this.#box.fill(`>${title}`);
  }

  /**
   * By keys: the list of a new question moves down when its title comes, and a click would be for another line; the
   * palette lists similar commands late, and a click on what is drawn again meanwhile is heard by nobody.
   */
  async #pick(row: Locator): Promise<void> {
    await row.waitFor();
    const isMarked = async (): Promise<boolean> => /\bfocused\b/u.test((await row.getAttribute('class')) ?? '');
    for (let left = await this.rows.count(); left > 0 && !(await isMarked()); left -= 1) {
      await this.#page.keyboard.press('ArrowDown');
    }
    assert.ok(await isMarked(), `The list does not come to ${row.toString()}.`);
    await this.#page.keyboard.press('Enter');
  }

  #row(label: string): Locator {
    return this.#widget
      .locator(`.quick-input-list .monaco-list-row[aria-label^="${label.replaceAll('"', '\\"')}"]`)
      .first();
  }
}
