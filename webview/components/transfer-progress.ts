import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { progressWords } from '../fileWording.ts';
import { icon } from '../icons.ts';
import type { TransferProgress as Progress } from '../protocol/messages.ts';
import { controlStyles } from './controls.styles.ts';
import { styles } from './transfer-progress.styles.ts';

/**
 * How far a file has come, with the button that stops it.
 *
 * @fires cancel where a person stops it
 */
@customElement('transfer-progress')
export class TransferProgress extends LitElement {
  static override styles = [controlStyles, styles];

  @property({ attribute: false }) progress: Progress | undefined;
  /** What is under way, such as 'Sending notes.zip'. */
  @property() label = '';
  @property() cancelLabel = '';

  override render(): TemplateResult | typeof nothing {
    const { progress } = this;
    if (progress === undefined) return nothing;
    const words = progressWords(progress);
    // A bar without an end would be drawn as one that runs to and fro.
    const total = Math.max(1, progress.totalBytes);
    return html`<div class=${progress.paused ? 'paused' : ''}>
      <div class="line">
        <progress
          aria-label=${this.label}
          aria-valuetext=${words}
          max=${total}
          .value=${Math.min(progress.bytes, total)}
        ></progress>
        <button
          class="icon-button"
          aria-label=${this.cancelLabel}
          title=${this.cancelLabel}
          @click=${() => this.dispatchEvent(new Event('cancel'))}
        >
          ${icon('close')}
        </button>
      </div>
      <div class="words">${words}</div>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'transfer-progress': TransferProgress;
  }
}
