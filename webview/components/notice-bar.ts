import * as l10n from '@vscode/l10n';
import { html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Notice } from '../chatViewModel.ts';
import { NoticeDismissEvent } from '../events.ts';
import { icon } from '../icons.ts';
import { controlStyles } from './controls.styles.ts';
import { styles } from './notice-bar.styles.ts';

/** What the host had to say, each until it is dismissed; errors are announced at once, the rest when it suits. */
@customElement('notice-bar')
export class NoticeBar extends LitElement {
  static override styles = [controlStyles, styles];

  @property({ attribute: false }) notices: readonly Notice[] = [];

  override render(): TemplateResult {
    const errors = this.notices.filter((notice) => notice.level === 'error');
    const others = this.notices.filter((notice) => notice.level === 'info');
    return html`
      <div role="alert">${repeat(errors, (notice) => notice.id, this.#renderNotice)}</div>
      <div role="status">${repeat(others, (notice) => notice.id, this.#renderNotice)}</div>
    `;
  }

  readonly #renderNotice = (notice: Notice): TemplateResult => html`
    <div class="notice ${notice.level}">
      <span class="mark">${icon(notice.level)}</span>
      <span class="words" dir="auto">${notice.message}</span>
      <button
        class="icon-button"
        title=${l10n.t('Dismiss')}
        aria-label=${l10n.t('Dismiss: {0}', notice.message)}
        @click=${() => this.dispatchEvent(new NoticeDismissEvent(notice.id))}
      >
        ${icon('close')}
      </button>
    </div>
  `;
}

declare global {
  interface HTMLElementTagNameMap {
    'notice-bar': NoticeBar;
  }
}
