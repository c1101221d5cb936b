import * as l10n from '@vscode/l10n';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { icon } from '../icons.ts';
import type { SaidEntry } from '../messageEvents.ts';
import { plainMessage } from '../protocol/plainMessage.ts';
import { controlStyles } from './controls.styles.ts';

/** What the composer is about to do other than say something new. */
export interface ComposeMode {
  how: 'reply' | 'edit';
  entry: SaidEntry;
}

/** Says above the composer what Enter will do: answer somebody, or change what was said. Fires `cancel`. */
@customElement('compose-mode')
export class ComposeModeBar extends LitElement {
  static override styles = [
    controlStyles,
    css`
      :host {
        display: block;
      }

      .bar {
        display: flex;
        align-items: center;
        gap: 6px;
        padding: 2px 0 4px;
        color: var(--vscode-descriptionForeground);
        font-size: 0.92em;
      }

      .words {
        flex: 1;
        min-width: 0;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }

      b {
        color: var(--vscode-foreground);
        font-weight: 600;
      }
    `,
  ];

  @property({ attribute: false }) mode: ComposeMode | undefined;

  override render(): TemplateResult {
    // The region is always there: one that appears together with its text is not announced.
    return html`<div role="status">${this.mode === undefined ? nothing : this.#renderMode(this.mode)}</div>`;
  }

  #renderMode({ how, entry }: ComposeMode): TemplateResult {
    const cancel = how === 'reply' ? l10n.t('Do Not Reply') : l10n.t('Do Not Edit');
    const text = entry.kind === 'file' ? entry.file.name : plainMessage(entry.text.slice(0, 200));
    return html`<div class="bar">
      ${icon(how)}
      <span class="words">
        ${
          how === 'edit'
            ? html`<b>${l10n.t('Editing your message')}</b>`
            : html`<b>${l10n.t('Replying to {0}', entry.from.name)}</b> <bdi>${text}</bdi>`
        }
      </span>
      <button
        class="icon-button"
        title=${cancel}
        aria-label=${cancel}
        @click=${() => this.dispatchEvent(new Event('cancel'))}
      >
        ${icon('close')}
      </button>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'compose-mode': ComposeModeBar;
  }
}
