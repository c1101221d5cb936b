import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { mayNameEmoji, type EmojiTable } from '../emoji/emojiTable.ts';
import { emojiTable, loadEmoji } from '../emoji/loadEmoji.ts';
import { CommandEvent } from '../events.ts';
import { foldedStart } from '../text/fold.ts';
import type { Block } from '../text/markdownModel.ts';
import { parsedMessage } from '../text/parsedMessages.ts';
import { renderBlocks, type TextContext } from '../text/renderBlocks.ts';
import type { Callable } from '../text/textRuns.ts';
import { controlStyles } from './controls.styles.ts';
import { styles } from './message-text.styles.ts';

/** A message as its Markdown means it; long ones folded. Bound part by part as text, never as HTML. */
@customElement('message-text')
export class MessageText extends LitElement {
  static override styles = [controlStyles, styles];

  @property({ attribute: false }) text = '';
  /** It was changed after it was sent. */
  @property({ type: Boolean }) edited = false;
  /** Whom it may call; another object only where somebody's name came or went. */
  @property({ attribute: false }) people: Callable = { names: [], self: '' };
  @state() private unfolded = false;
  @state() private emoji: EmojiTable | undefined = emojiTable();
  #blocks: readonly Block[] = [];
  #start: string | undefined;

  override willUpdate(changed: PropertyValues): void {
    if (changed.has('text')) {
      this.#start = foldedStart(this.text);
      if (mayNameEmoji(this.text)) void this.#nameEmoji();
    }
    if (changed.has('text') || changed.has('unfolded')) {
      this.#blocks = parsedMessage(this.#start === undefined || this.unfolded ? this.text : `${this.#start}…`);
    }
  }

  override render(): TemplateResult {
    const { people, emoji } = this;
    const context: TextContext = {
      people,
      emoji,
      mark: this.edited ? html`<span class="mark"> ${l10n.t('(edited)')}</span>` : nothing,
      openLink: this.#openLink,
      stop,
    };
    const text = html`<div class="text">${renderBlocks(this.#blocks, context)}</div>`;
    return this.#start === undefined ? text : html`${text}${this.#renderFold()}`;
  }

  #renderFold(): TemplateResult {
    return html`<button class="link-button fold" aria-expanded=${this.unfolded ? 'true' : 'false'} @click=${this.#fold}>
      ${this.unfolded ? l10n.t('Show less') : l10n.t('Show all')}
    </button>`;
  }

  async #nameEmoji(): Promise<void> {
    try {
      this.emoji = await loadEmoji();
    } catch {
      // The names stand for themselves.
    }
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
