import * as l10n from '@vscode/l10n';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { icon } from '../icons.ts';
import { controlStyles } from './controls.styles.ts';

/** What is written has this about it, which something can be done about. */
export type Offer = 'too-long' | 'pasted-code';

/**
 * What one may want to do with what is written, besides sending it.
 *
 * @fires take - it is to be done
 * @fires dismiss - it is to stay as it is
 */
@customElement('composer-offer')
export class ComposerOffer extends LitElement {
  static override styles = [
    controlStyles,
    css`
      div {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px;
        margin: 0 0 4px;
        color: var(--vscode-descriptionForeground);
        font-size: 0.92em;
      }
    `,
  ];

  @property({ attribute: false }) offer: Offer | undefined;

  override render(): TemplateResult | typeof nothing {
    switch (this.offer) {
      case undefined:
        return nothing;
      case 'too-long':
        return html`<div role="status">
          <span>${l10n.t('Too long for a message.')}</span>${this.#renderTake(l10n.t('Share as File'))}
        </div>`;
      case 'pasted-code':
        return html`<div role="status">
          <span>${l10n.t('Pasted from an editor.')}</span>${this.#renderTake(l10n.t('Make a Code Block'))}
          <button
            class="icon-button"
            title=${l10n.t('Keep as Text')}
            aria-label=${l10n.t('Keep as Text')}
            @click=${() => this.dispatchEvent(new Event('dismiss'))}
          >
            ${icon('close')}
          </button>
        </div>`;
    }
  }

  #renderTake(label: string): TemplateResult {
    return html`<button class="link-button" @click=${() => this.dispatchEvent(new Event('take'))}>${label}</button>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'composer-offer': ComposerOffer;
  }
}
