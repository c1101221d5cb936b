import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { CommandEvent } from '../events.ts';
import { foldedStart, splitLinks, type TextPart } from '../plainText.ts';
import { controlStyles } from './controls.styles.ts';
import { styles } from './message-text.styles.ts';

/** A message as it was typed, its http(s) addresses as links; long ones folded. Bound as text, never as HTML. */
@customElement('message-text')
export class MessageText extends LitElement {
  static override styles = [controlStyles, styles];

  @property({ attribute: false }) text = '';
  /** It was changed after it was sent. */
  @property({ type: Boolean }) edited = false;
  @state() private unfolded = false;
  #parts: readonly TextPart[] = [];
  #start: string | undefined;

  override willUpdate(changed: PropertyValues): void {
    if (changed.has('text')) this.#start = foldedStart(this.text);
    this.#parts = splitLinks(this.#start === undefined || this.unfolded ? this.text : `${this.#start}…`);
  }

  override render(): TemplateResult {
    const mark = this.edited ? html`<span class="mark"> ${l10n.t('(edited)')}</span>` : nothing;
    const fold = this.#start === undefined ? nothing : this.#renderFold();
    // A span, since white space in it is shown: formatting the source never adds some to an inline element.
    return html`<span class="text" dir="auto">${this.#parts.map(this.#renderPart)}${mark}</span>${fold}`;
  }

  readonly #renderPart = (part: TextPart): TemplateResult | string =>
    part.kind === 'text'
      ? part.text
      : html`<a href=${part.url} title=${part.url} @click=${this.#openLink} @auxclick=${stop}>${part.text}</a>`;

  #renderFold(): TemplateResult {
    return html`<button class="link-button fold" aria-expanded=${this.unfolded ? 'true' : 'false'} @click=${this.#fold}>
      ${this.unfolded ? l10n.t('Show less') : l10n.t('Show all')}
    </button>`;
  }

  readonly #fold = (): void => {
    this.unfolded = !this.unfolded;
  };

  readonly #openLink = (event: Event): void => {
    stop(event);
    const { currentTarget } = event;
    if (!(currentTarget instanceof HTMLAnchorElement)) return;
    this.dispatchEvent(new CommandEvent({ type: 'openLink', url: currentTarget.href }));
  };
}

/** The editor's own page opens whatever link a click bubbles up from; here the host asks first. */
function stop(event: Event): void {
  event.preventDefault();
  event.stopPropagation();
}

declare global {
  interface HTMLElementTagNameMap {
    'message-text': MessageText;
  }
}
