import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { utf8Length } from '../../server/protocol/names.ts';
import { CommandEvent, DraftEvent } from '../events.ts';
import { icon } from '../icons.ts';
import { bytesLeft, bytesOver, tooLong } from '../wording.ts';
import { controlStyles } from './controls.styles.ts';
import { styles } from './chat-composer.styles.ts';

/** The share of the limit past which the bytes that are left are shown. */
const NEARLY_FULL = 0.9;
/** A host that has not answered by then will not; Enter sends anew, in milliseconds. */
const ANSWER_MS = 10_000;

/**
 * Where one writes. It never loses text: what was sent stays until the host has taken it, what is refused stays with the
 * reason, and every keystroke is reported as a draft.
 */
@customElement('chat-composer')
export class ChatComposer extends LitElement {
  static override styles = [controlStyles, styles];

  @property() room = '';
  /** The kept text of `room`; read when the room changes. */
  @property({ attribute: false }) draft = '';
  /** Longest message in UTF-8 bytes; 0 is no limit. */
  @property({ type: Number }) textBytes = 0;

  @state() private empty = true;
  @state() private bytes = 0;
  @state() private refusal = '';
  @query('textarea') private readonly input!: HTMLTextAreaElement;
  /** What the host was asked to send and has not answered. */
  #sending: { requestId: number; text: string; since: number } | undefined;
  /** Enter was pressed again meanwhile. */
  #sendRest = false;
  // Not from 1: an answer to an earlier page's request must not be taken for one's own.
  #lastRequestId = Date.now();

  override updated(changed: PropertyValues<this>): void {
    if (changed.has('room')) {
      this.#sending = undefined;
      this.refusal = '';
      this.#setText(this.draft);
    }
  }

  override focus(): void {
    this.input.focus();
  }

  /** Puts `text` where the cursor is, apart from the words around it. */
  insert(text: string): void {
    const { value, selectionStart, selectionEnd } = this.input;
    const before = selectionStart > 0 && !/\s/u.test(value[selectionStart - 1] ?? '') ? ' ' : '';
    this.input.setRangeText(`${before}${text} `, selectionStart, selectionEnd, 'end');
    this.#changed();
  }

  /** The host's answer to a `send`. */
  settle(requestId: number, accepted: boolean, message: string | undefined): void {
    const sent = this.#sending;
    if (sent?.requestId !== requestId) return;
    this.#sending = undefined;
    if (!accepted) {
      this.#sendRest = false;
      this.refusal = message ?? l10n.t('The message was not sent.');
      return;
    }
    const { value } = this.input;
    // Whoever typed on before the answer keeps what they typed.
    const rest = value.startsWith(sent.text) ? value.slice(sent.text.length) : value;
    this.#setText(rest.trim() === '' ? '' : rest);
    if (this.#sendRest) this.#send();
  }

  override render(): TemplateResult {
    const left = this.textBytes - this.bytes;
    const limited = this.textBytes > 0;
    const over = limited && left < 0;
    const label = l10n.t('Message {0}', this.room);
    return html`
      <div role="alert">${this.refusal === '' ? nothing : html`<p class="refusal" dir="auto">${this.refusal}</p>`}</div>
      <div class="box ${over || this.refusal !== '' ? 'refused' : ''}">
        <textarea
          rows="1"
          dir="auto"
          spellcheck="true"
          placeholder=${label}
          aria-label=${label}
          aria-invalid=${over ? 'true' : 'false'}
          aria-describedby="count"
          @input=${this.#changed}
          @keydown=${this.#pressed}
        ></textarea>
        <div class="tools">
          <button
            class="icon-button"
            title=${l10n.t('Share a File…')}
            aria-label=${l10n.t('Share a File…')}
            @click=${this.#share}
          >
            ${icon('attach')}
          </button>
          <span id="count" class="count ${over ? 'over' : ''}">
            ${limited && this.bytes > this.textBytes * NEARLY_FULL ? (over ? bytesOver(-left) : bytesLeft(left)) : nothing}
          </span>
          <button
            class="icon-button send"
            title=${l10n.t('Send (Enter)')}
            aria-label=${l10n.t('Send')}
            aria-disabled=${this.empty || over ? 'true' : 'false'}
            @click=${this.#send}
          >
            ${icon('send')}
          </button>
        </div>
      </div>
    `;
  }

  readonly #changed = (): void => {
    this.refusal = '';
    this.#measure();
    this.dispatchEvent(new DraftEvent(this.input.value));
  };

  readonly #pressed = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.shiftKey || event.altKey || isComposing(event)) return;
    event.preventDefault();
    this.#send();
  };

  readonly #send = (): void => {
    const text = this.input.value.trimEnd();
    if (text === '') return;
    if (this.#sending !== undefined && Date.now() - this.#sending.since < ANSWER_MS) {
      this.#sendRest = true;
      return;
    }
    this.#sendRest = false;
    const excess = utf8Length(text) - this.textBytes;
    if (this.textBytes > 0 && excess > 0) {
      this.refusal = tooLong(excess);
      return;
    }
    this.refusal = '';
    this.#lastRequestId += 1;
    this.#sending = { requestId: this.#lastRequestId, text, since: Date.now() };
    this.dispatchEvent(new CommandEvent({ type: 'send', requestId: this.#lastRequestId, text }));
  };

  readonly #share = (): void => void this.dispatchEvent(new CommandEvent({ type: 'shareFile' }));

  #setText(text: string): void {
    this.input.value = text;
    this.#measure();
    this.dispatchEvent(new DraftEvent(text));
  }

  #measure(): void {
    const { value } = this.input;
    this.empty = value.trim() === '';
    this.bytes = utf8Length(value);
  }
}

/** Whether a key belongs to an input method. 229 is what Safari says of the Enter that ends a composition. */
function isComposing(event: { isComposing: boolean; keyCode: number }): boolean {
  return event.isComposing || event.keyCode === 229;
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-composer': ChatComposer;
  }
}
