import assert from 'node:assert/strict';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { eventually } from './eventually.ts';

/** A line of the timeline as it can be read in the panel. */
export interface ShownMessage {
  text: string;
  /** Of a shared file. */
  file?: string;
  /** Still on its way, or not sent. */
  delivery: 'sent' | 'pending' | 'failed';
}

/** Where the chat is shown: its view, or an editor tab. */
export type ChatPlace = 'view' | 'editor';

/** A composer that heard Enter lets go of a message within this time, on a busy machine too. */
const HEARD_MS = 6_000;

/** The chat's webview: two frames deep, and below that in shadow roots, which playwright's locators look into. */
export class ChatView {
  readonly frame: FrameLocator;
  readonly composer: Locator;
  readonly messages: Locator;

  constructor(page: Page, place: ChatPlace = 'view') {
    const any = 'iframe.webview[src*="extensionId=room-chat.room-chat"]';
    // Only the first address of a view's frame says so; shown again, it says nothing. It comes before those of tabs.
    const frame = place === 'view' ? page.locator(any).first() : page.locator(`${any}:not([src*="purpose="])`).last();
    this.frame = frame.contentFrame().frameLocator('#active-frame');
    this.composer = this.frame.locator('chat-composer textarea');
    this.messages = this.frame.locator('message-item');
  }

  /** Writes into the composer. What is typed while the editor moves the cursor, as after joining, goes elsewhere. */
  async write(text: string): Promise<void> {
    await eventually(async () => {
      await this.composer.fill(text);
      assert.equal(await this.composer.inputValue(), text);
    });
  }

  /** Writes a message and sends it with Enter; resolves once the composer let go of it. */
  async say(text: string): Promise<void> {
    await this.write(text);
    const empty = this.frame.locator('chat-composer button.send[aria-disabled="true"]');
    // So does a key. What went stands there no more: pressed once too often, it does nothing.
    await eventually(async () => {
      await this.composer.press('Enter');
      await empty.waitFor({ timeout: HEARD_MS });
    });
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

  /** Picks from the further actions of a shared file. */
  async act(name: string, action: string): Promise<void> {
    await this.card(name)
      .getByRole('button', { name: `More actions for ${name}`, exact: true })
      .click();
    await this.card(name).getByRole('menuitem', { name: action, exact: true }).click();
  }

  /** All messages and files that the panel shows, in its order. */
  shown(): Promise<ShownMessage[]> {
    return this.messages.evaluateAll((items) =>
      items.map((item) => {
        const inside = (selector: string) => item.shadowRoot?.querySelector(selector);
        const card = inside('file-card');
        const file = card?.shadowRoot?.querySelector('.name')?.textContent;
        const state = inside('.row')?.className.match(/\b(sent|pending|failed)\b/)?.[1];
        return {
          text: inside('message-text')?.shadowRoot?.textContent.trim() ?? '',
          ...(file === undefined ? {} : { file }),
          delivery: state as ShownMessage['delivery'],
        };
      }),
    );
  }
}
