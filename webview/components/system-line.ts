import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { SystemEntry } from '../protocol/messages.ts';
import { exactTime, systemText } from '../wording.ts';
import { controlStyles } from './controls.styles.ts';
import { styles } from './system-line.styles.ts';

/** A quiet line between messages: what happened to the room rather than in it. */
@customElement('system-line')
export class SystemLine extends LitElement {
  static override styles = [controlStyles, styles];

  @property({ attribute: false }) entry: SystemEntry | undefined;
  /** What it says, where that is more than its entry does. */
  @property({ attribute: false }) text: string | undefined;

  override render(): TemplateResult | typeof nothing {
    const { entry } = this;
    if (entry === undefined) return nothing;
    const title = entry.what === 'gap' ? nothing : exactTime(entry.time);
    return html`<p class=${entry.what} title=${title}>${this.text ?? systemText(entry)}</p>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'system-line': SystemLine;
  }
}
