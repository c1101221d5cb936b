import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { typingText } from '../messageWording.ts';

/** Who is typing, under the list. Its place is always kept free: a line that came and went would move everything. */
@customElement('typing-line')
export class TypingLine extends LitElement {
  static override styles = css`
    :host {
      display: block;
      box-sizing: border-box;
      height: 1.4em;
      padding: 0 12px;
      overflow: hidden;
      color: var(--vscode-descriptionForeground);
      font-size: 0.85em;
      line-height: 1.4;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
  `;

  @property({ attribute: false }) names: readonly string[] = [];

  override render(): TemplateResult {
    return html`<span dir="auto">${typingText(this.names)}</span>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'typing-line': TypingLine;
  }
}
