import type { Locator, Page } from 'playwright-core';

/** The editor's own modal dialog. */
export class Dialog {
  readonly #box: Locator;

  constructor(page: Page) {
    this.#box = page.locator('.monaco-dialog-box');
  }

  /** Waits for the dialog with this question. */
  async asks(question: string): Promise<void> {
    await this.#box.filter({ hasText: question }).waitFor();
  }

  /** Waits for the dialog with this question and resolves with what stands below it, line by line. */
  async detail(question: string): Promise<string[]> {
    await this.asks(question);
    const detail = await this.#box.locator('.dialog-message-detail').innerText();
    return detail.split('\n').map((line) => line.trim());
  }

  /** What its buttons say. */
  buttons(): Promise<string[]> {
    return this.#box.locator('.dialog-buttons .monaco-button').allInnerTexts();
  }

  async press(button: string): Promise<void> {
    // This one: another may be there as soon as it is gone.
    const box = await this.#box.elementHandle();
    await this.#box.getByRole('button', { name: button, exact: true }).click();
    await box.waitForElementState('hidden');
  }
}
