import type { Locator, Page } from 'playwright-core';

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
    await this.#page.keyboard.press('F1');
    await this.#box.waitFor();
    // Typed into what the palette put there: '>' keeps it a palette of commands.
    await this.#box.fill(`>${title}`);
    await this.#row(title).click();
  }

  /** Picks the item whose label begins so, once it is listed. */
  async choose(label: string): Promise<void> {
    await this.#row(label).click();
  }

  /** Types an answer to the question with this prompt and presses Enter. */
  async answer(prompt: string, text: string): Promise<void> {
    await this.message.filter({ hasText: prompt }).waitFor();
    await this.#box.fill(text);
    await this.#page.keyboard.press('Enter');
  }

  /** Presses Enter at the question with this prompt, for what the box already holds; resolves with that. */
  async accept(prompt: string): Promise<string> {
    await this.message.filter({ hasText: prompt }).waitFor();
    const value = await this.#box.inputValue();
    await this.#page.keyboard.press('Enter');
    return value;
  }

  /** What is typed into the box. */
  value(): Promise<string> {
    return this.#box.inputValue();
  }

  async dismiss(): Promise<void> {
    await this.#page.keyboard.press('Escape');
    await this.#widget.waitFor({ state: 'detached' });
  }

  #row(label: string): Locator {
    return this.#widget
      .locator(`.quick-input-list .monaco-list-row[aria-label^="${label.replaceAll('"', '\\"')}"]`)
      .first();
  }
}
