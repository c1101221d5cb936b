import type { FrameLocator, Locator, Page } from 'playwright-core';

/** A line of the timeline as it can be read in the panel. */
export interface ShownMessage {
  text: string;
  /** Of a shared file. */
  file?: string;
  /** Still on its way, or not sent. */
  delivery: 'sent' | 'pending' | 'failed';
}

/** The chat's webview: two frames deep, and below that in shadow roots, which playwright's locators look into. */
export class ChatView {
  readonly frame: FrameLocator;
  readonly composer: Locator;
  readonly messages: Locator;

  constructor(page: Page) {
    this.frame = page
      .frameLocator('iframe.webview[src*="extensionId=room-chat.room-chat"]')
      .frameLocator('#active-frame');
    this.composer = this.frame.locator('chat-composer textarea');
    this.messages = this.frame.locator('message-item');
  }

  /** Writes a message and sends it with Enter; resolves once the composer let go of it. */
  async say(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press('Enter');
    await this.frame.locator('chat-composer button.send[aria-disabled="true"]').waitFor();
  }

  /** The message with exactly this text. */
  message(text: string): Locator {
    return this.messages.filter({ has: this.frame.locator('message-text').getByText(text, { exact: true }) });
  }

  /** The card of a shared file. */
  card(name: string): Locator {
    return this.messages.locator('file-card').filter({ has: this.frame.getByTitle(name, { exact: true }) });
  }

  /** Opens a shared file by its card. */
  openFile(name: string): Promise<void> {
    return this.card(name)
      .getByRole('button', { name: `Open ${name}`, exact: true })
      .click();
  }

  /** Asks to save a shared file by its card. */
  saveFile(name: string): Promise<void> {
    return this.card(name)
      .getByRole('button', { name: `Save As… ${name}`, exact: true })
      .click();
  }

  /** All messages and files that the panel shows, in its order. */
  shown(): Promise<ShownMessage[]> {
    return this.messages.evaluateAll((items) =>
      items.map((item) => {
        const inside = (selector: string) => item.shadowRoot?.querySelector(selector);
        const card = inside('file-card');
        const file = card?.shadowRoot?.querySelector('.name')?.textContent;
        const state = inside('article')?.className.match(/\b(sent|pending|failed)\b/)?.[1];
        return {
          text: inside('message-text')?.shadowRoot?.textContent.trim() ?? '',
          ...(file === undefined ? {} : { file }),
          delivery: state as ShownMessage['delivery'],
        };
      }),
    );
  }
}
