import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Snippet } from '../../server/protocol/model.ts';
import { snippetLines, snippetPlace, snippetPlaceSpoken } from '../composerWording.ts';
import { icon } from '../icons.ts';
import { controlStyles } from './controls.styles.ts';
import { styles } from './snippet-chip.styles.ts';

/**
 * Code that goes with the next message.
 *
 * @fires remove - it is not to go
 */
@customElement('snippet-chip')
export class SnippetChip extends LitElement {
  static override styles = [controlStyles, styles];

  @property({ attribute: false }) snippet: Snippet | undefined;

  override render(): TemplateResult | typeof nothing {
    const { snippet } = this;
    if (snippet === undefined) return nothing;
    const place = snippetPlace(snippet);
    return html`<div class="chip" role="group" aria-label=${l10n.t('Goes with the message')}>
      ${icon('file-code')}
      <span class="visually-hidden">${snippetPlaceSpoken(snippet)}</span>
      <span class="place" aria-hidden="true" title=${place}
        ><bdi class="path">${snippet.path}</bdi><span>${snippetLines(snippet)}</span></span
      >
      <button
        class="icon-button"
        title=${l10n.t('Remove {0}', place)}
        aria-label=${l10n.t('Remove {0}', place)}
        @click=${() => this.dispatchEvent(new Event('remove'))}
      >
        ${icon('close')}
      </button>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'snippet-chip': SnippetChip;
  }
}
