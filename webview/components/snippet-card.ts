import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Snippet } from '../../server/protocol/model.ts';
import { controlStyles } from './controls.styles.ts';
import { styles } from './snippet-card.styles.ts';

/** Code that was shared from an editor, as it was then. */
@customElement('snippet-card')
export class SnippetCard extends LitElement {
  static override styles = [controlStyles, styles];

  @property({ attribute: false }) snippet: Snippet | undefined;

  override render(): TemplateResult | typeof nothing {
    const { snippet } = this;
    if (snippet === undefined) return nothing;
    const place = l10n.t('{0}, lines {1} to {2}', snippet.path, snippet.startLine, snippet.endLine);
    return html`<figure>
      <figcaption title=${place}><bdi>${place}</bdi></figcaption>
      <pre tabindex="0" role="region" aria-label=${place} dir="ltr">${snippet.text}</pre>
    </figure>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'snippet-card': SnippetCard;
  }
}
