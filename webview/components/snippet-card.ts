import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Snippet } from '../../server/protocol/model.ts';
import { snippetLines, snippetPlace, snippetPlaceSpoken } from '../composerWording.ts';
import { CommandEvent } from '../events.ts';
import { icon } from '../icons.ts';
import { number } from '../wording.ts';
import './code-block.ts';
import { controlStyles } from './controls.styles.ts';
import { styles } from './snippet-card.styles.ts';

/** More lines than this are folded. */
const SHOWN_LINES = 14;

/** Code that was shared from an editor, as it was then; its heading opens the reader's own copy. */
@customElement('snippet-card')
export class SnippetCard extends LitElement {
  static override styles = [controlStyles, styles];

  @property({ attribute: false }) snippet: Snippet | undefined;
  @state() private unfolded = false;

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('snippet') && changed.get('snippet')?.text !== this.snippet?.text) this.unfolded = false;
  }

  override render(): TemplateResult | typeof nothing {
    const { snippet } = this;
    if (snippet === undefined) return nothing;
    const place = snippetPlace(snippet);
    const lines = snippet.text.split('\n').length;
    const long = lines > SHOWN_LINES;
    return html`<section aria-label=${snippetPlaceSpoken(snippet)}>
      <button
        class="place"
        title=${l10n.t('{0}: open in your copy', place)}
        aria-label=${l10n.t('Open {0}', place)}
        @click=${this.#open}
      >
        ${icon('file-code')}<span class="where"><bdi>${snippet.path}</bdi><span>${snippetLines(snippet)}</span></span>
      </button>
      <div id="code" class=${long && !this.unfolded ? 'folded' : ''}>
        <code-block .text=${snippet.text} .language=${snippet.languageId}></code-block>
      </div>
      ${
        long
          ? html`<button
              class="link-button fold"
              aria-expanded=${this.unfolded ? 'true' : 'false'}
              aria-controls="code"
              @click=${this.#toggle}
            >
              ${this.unfolded ? l10n.t('Show Less') : l10n.t('Show All {0} Lines', number(lines))}
            </button>`
          : nothing
      }
    </section>`;
  }

  readonly #open = (): void => {
    if (this.snippet) this.dispatchEvent(new CommandEvent({ type: 'openSnippet', snippet: this.snippet }));
  };

  readonly #toggle = (): void => {
    this.unfolded = !this.unfolded;
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'snippet-card': SnippetCard;
  }
}
