import * as l10n from '@vscode/l10n';
import { html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { CodeSpan } from '../code/codeSpan.ts';
import { highlighted } from '../code/loadHighlighter.ts';
import { CommandEvent } from '../events.ts';
import { icon, type IconName } from '../icons.ts';
import type { Command } from '../protocol/messages.ts';
import { controlStyles } from './controls.styles.ts';
import { styles } from './code-block.styles.ts';

/** How long a button says that it did what it was asked, in milliseconds. */
const DONE_MS = 2_000;

/** Code in a message: coloured once it comes into view, to be copied, put at the cursor or opened as a tab. */
@customElement('code-block')
export class CodeBlock extends LitElement {
  static override styles = [controlStyles, styles];

  @property({ attribute: false }) text = '';
  /** As the message names it; may be empty. */
  @property({ attribute: false }) language = '';
  @state() private spans: readonly CodeSpan[] | undefined;
  @state() private copied = false;
  #watching: IntersectionObserver | undefined;
  #done: ReturnType<typeof setTimeout> | undefined;

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('text') || changed.has('language')) this.spans = undefined;
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has('text') || changed.has('language')) this.#watch();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated && this.spans === undefined) this.#watch();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#watching?.disconnect();
    clearTimeout(this.#done);
  }

  override render(): TemplateResult {
    const label = this.language === '' ? l10n.t('Code') : l10n.t('Code, {0}', this.language);
    return html`<figure>
      <figcaption>
        <span class="language" .textContent=${this.language}></span>
        ${this.#renderButton(this.copied ? 'check' : 'copy', l10n.t('Copy'), this.#copy)}
        ${this.#renderButton('insert', l10n.t('Insert at Cursor'), () => {
          this.#post({ type: 'insertCode', text: this.text });
        })}
        ${this.#renderButton('go-to-file', l10n.t('Open in Tab'), () => {
          this.#post({ type: 'openCode', text: this.text, language: this.language });
        })}
      </figcaption>
      <pre tabindex="0" role="region" aria-label=${label} dir="ltr"><code>${this.#renderCode()}</code></pre>
      <div class="visually-hidden" role="status" .textContent=${this.copied ? l10n.t('Copied') : ''}></div>
    </figure>`;
  }

  #renderCode(): string | TemplateResult[] {
    if (this.spans === undefined) return this.text;
    return this.spans.map(({ text, scope }) => html`<span class=${scope}>${text}</span>`);
  }

  #renderButton(picture: IconName, label: string, run: () => void): TemplateResult {
    return html`<button class="icon-button" title=${label} aria-label=${label} @click=${run}>${icon(picture)}</button>`;
  }

  #watch(): void {
    this.#watching?.disconnect();
    if (this.language === '') return;
    this.#watching = new IntersectionObserver((changes) => {
      if (!changes.some((change) => change.isIntersecting)) return;
      this.#watching?.disconnect();
      void this.#highlight(this.text, this.language);
    });
    this.#watching.observe(this);
  }

  async #highlight(text: string, language: string): Promise<void> {
    const spans = await highlighted(text, language);
    // Edited meanwhile.
    if (text === this.text && language === this.language) this.spans = spans;
  }

  readonly #copy = (): void => {
    this.#post({ type: 'copyText', text: this.text });
    this.copied = true;
    clearTimeout(this.#done);
    this.#done = setTimeout(() => (this.copied = false), DONE_MS);
  };

  #post(command: Command): void {
    this.dispatchEvent(new CommandEvent(command));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'code-block': CodeBlock;
  }
}
