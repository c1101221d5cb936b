import * as l10n from '@vscode/l10n';
import { html, LitElement, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { CommandEvent } from '../events.ts';
import { icon } from '../icons.ts';
import { controlStyles } from './controls.styles.ts';
import { styles } from './empty-state.styles.ts';

/** What is seen before a room is joined: the two ways in. */
@customElement('empty-state')
export class EmptyState extends LitElement {
  static override styles = [controlStyles, styles];

  override render(): TemplateResult {
    return html`
      <div class="welcome">
        <div class="picture">${icon('comment-discussion')}</div>
        <h1>${l10n.t('Chat with your team')}</h1>
        <p>${l10n.t('Join a room on a server that you trust, or host one on this computer. No account, no cloud.')}</p>
        <div class="actions">
          <button class="button primary" @click=${this.#join}>${l10n.t('Join a Room')}</button>
          <button class="button" @click=${this.#host}>${l10n.t('Host on This Computer')}</button>
        </div>
      </div>
    `;
  }

  readonly #join = (): void => void this.dispatchEvent(new CommandEvent({ type: 'join' }));
  readonly #host = (): void => void this.dispatchEvent(new CommandEvent({ type: 'startServer' }));
}

declare global {
  interface HTMLElementTagNameMap {
    'empty-state': EmptyState;
  }
}
