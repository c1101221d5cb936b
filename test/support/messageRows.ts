import type { Locator } from 'playwright-core';
import type { Panel } from './panelPage.ts';

/** The row of the message list with a key. */
export function row(panel: Panel, key: string): Locator {
  return panel.page.locator(`[data-key="${key}"]`);
}

/** Which row has the keyboard; empty where none has. */
export function focusedRow(panel: Panel): Promise<string> {
  return panel.page.locator('message-list').evaluate((list) => {
    const focused = list.shadowRoot?.activeElement;
    return focused instanceof HTMLElement ? (focused.dataset['key'] ?? '') : '';
  });
}
