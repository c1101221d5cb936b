import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { utf8Length } from '../../server/protocol/names.ts';
import type { Snippet } from '../../server/protocol/model.ts';
import { COMPLETION_LIST, CompletionMenu } from '../completionMenu.ts';
import { historyStep, isComposing, isPlain, sends } from '../composerKeys.ts';
import { CommandEvent, DraftEvent } from '../events.ts';
import type { Draft } from '../host.ts';
import { EditLastEvent, PickEmojiEvent } from '../messageEvents.ts';
import { pastedCode, type PastedCode } from '../pastedCode.ts';
import type { HostMessage, MemberView, SendKey } from '../protocol/messages.ts';
import { PendingSend, restAfter } from '../pendingSend.ts';
import { SentTexts } from '../sentTexts.ts';
import { insertWord, makeBlockOf, writeText } from '../textBox.ts';
import { TypingSignal } from '../typingSignal.ts';
import { suggestionsOf } from '../suggestions.ts';
import { tooLong } from '../wording.ts';
import { completionStyles } from './completion-list.styles.ts';
import { controlStyles } from './controls.styles.ts';
import { styles } from './chat-composer.styles.ts';
import './compose-mode.ts';
import './composer-offer.ts';
import type { ComposeMode } from './compose-mode.ts';
import { renderTools } from './composerTools.ts';
import './snippet-chip.ts';

/** The share of the limit past which the bytes that are left are shown. */
const NEARLY_FULL = 0.9;

/**
 * Where one writes. It never loses text: what was sent stays until the host has taken it, what is refused stays with the
 * reason, and every keystroke is reported as a draft.
 */
@customElement('chat-composer')
export class ChatComposer extends LitElement {
  static override styles = [controlStyles, completionStyles, styles];

  @property() room = '';
  /** Tells one room from every other, also from one of that name elsewhere. */
  @property({ attribute: false }) place = '';
  /** What is kept of that place; read when the place changes. */
  @property({ attribute: false }) draft: Draft = { text: '' };
  /** Longest message in UTF-8 bytes; 0 is no limit. */
  @property({ type: Number }) textBytes = 0;
  @property() sendKey: SendKey = 'enter';
  @property({ attribute: false }) members: readonly MemberView[] = [];

  @state() private empty = true;
  @state() private bytes = 0;
  @state() private refusal = '';
  @state() private snippet: Snippet | undefined;
  /** What was pasted last, while it still stands in the text. */
  @state() private pasted: PastedCode | undefined;
  /** What Enter does other than say something new. */
  @state() private mode: ComposeMode | undefined;
  @query('textarea') private readonly input!: HTMLTextAreaElement;
  readonly #pending = new PendingSend();
  /** Enter was pressed again meanwhile. */
  #sendRest = false;
  /** What the host was asked to do, besides sending. */
  #askedMode: ComposeMode | undefined;
  /** What stood here before a message was edited; it comes back. */
  #aside = '';
  readonly #typing = new TypingSignal((on) => this.dispatchEvent(new CommandEvent({ type: 'typing', on })));
  /** By place. */
  readonly #sent = new Map<string, SentTexts>();
  readonly #completion = new CompletionMenu(
    this,
    (trigger) => suggestionsOf(trigger, this.members),
    ({ text, cursor }) => this.#write(text, cursor),
  );

  override updated(changed: PropertyValues<this>): void {
    if (changed.has('place') || changed.has('room')) {
      this.#pending.leave(changed.get('place') ?? this.place, this.input.value);
      this.mode = undefined;
      this.#typing.forget();
      this.refusal = '';
      this.snippet = this.draft.snippet;
      this.#setText(this.draft.text);
    }
  }

  override focus(): void {
    this.input.focus();
  }

  /** Puts `text` where the cursor is, apart from the words around it. */
  insert(text: string): void {
    insertWord(this.input, text);
    this.#changed();
  }

  /** The next Enter answers a message, or changes one of one's own. */
  compose(mode: ComposeMode): void {
    this.#leaveMode();
    this.mode = mode;
    if (mode.how === 'edit' && mode.entry.kind === 'message') {
      this.#aside = this.input.value;
      this.#setText(mode.entry.text);
    }
    this.input.focus();
  }

  /** Code that goes with the next message, in place of any that was to go. */
  attach(snippet: Snippet): void {
    this.snippet = snippet;
    this.#changed();
  }

  /** The host's answer to a `send`. */
  settle({ requestId, accepted, message }: Extract<HostMessage, { type: 'sendResult' }>): void {
    const sent = this.#pending.take(requestId);
    if (!sent) return;
    if (!accepted) {
      this.#sendRest = false;
      this.refusal = message ?? l10n.t('The message was not sent.');
      return;
    }
    const { left } = sent;
    if (left) {
      // As after `/join`: what was sent from there is no draft of that room.
      const text = restAfter(sent.text, left.text);
      if (this.#askedMode?.how !== 'edit') this.dispatchEvent(new DraftEvent(left.place, { text }));
      return;
    }
    if (this.#askedMode?.how === 'edit') {
      if (this.mode === this.#askedMode) this.#leaveMode();
      return;
    }
    if (this.mode === this.#askedMode) this.mode = undefined;
    if (this.snippet === sent.snippet) this.snippet = undefined;
    if (sent.text !== '') this.#history.add(sent.text);
    this.#setText(restAfter(sent.text, this.input.value));
    if (this.#sendRest) this.#send();
  }

  override render(): TemplateResult {
    const over = this.textBytes > 0 && this.bytes > this.textBytes;
    const label = l10n.t('Message {0}', this.room);
    const { open, activeId } = this.#completion;
    return html`
      <div role="status">
        ${this.#muted ? html`<p class="muted">${l10n.t('An owner muted you here: you can read, and not write.')}</p>` : nothing}
      </div>
      <div role="alert">${this.refusal === '' ? nothing : html`<p class="refusal" dir="auto">${this.refusal}</p>`}</div>
      <compose-mode .mode=${this.mode} @cancel=${this.#cancelMode}></compose-mode>
      <composer-offer
        .offer=${over ? 'too-long' : this.pasted && 'pasted-code'}
        @take=${over ? this.#shareText : this.#makeBlock}
        @dismiss=${this.#keepText}
      ></composer-offer>
      <div class="box ${over || this.refusal !== '' ? 'refused' : ''}">
        ${this.#completion.render()}
        ${
          this.snippet === undefined
            ? nothing
            : html`<snippet-chip .snippet=${this.snippet} @remove=${this.#detach}></snippet-chip>`
        }
        <textarea
          rows="1"
          dir="auto"
          spellcheck="true"
          placeholder=${label}
          aria-label=${label}
          aria-invalid=${over ? 'true' : 'false'}
          aria-describedby="count help"
          aria-autocomplete="list"
          aria-haspopup="listbox"
          aria-controls=${open ? COMPLETION_LIST : nothing}
          aria-activedescendant=${activeId}
          @input=${this.#changed}
          @select=${this.#moved}
          @click=${this.#moved}
          @blur=${() => this.#completion.dismiss()}
          @paste=${this.#pastedSomething}
          @keydown=${this.#pressed}
          @keyup=${this.#released}
        ></textarea>
        ${renderTools({
          bytesLeft: this.textBytes === 0 ? undefined : this.textBytes - this.bytes,
          near: this.bytes > this.textBytes * NEARLY_FULL,
          sendKey: this.sendKey,
          sendable: !over && (!this.empty || this.snippet !== undefined),
          share: this.#share,
          pickEmoji: this.#pickEmoji,
          send: this.#send,
        })}
      </div>
    `;
  }

  get #muted(): boolean {
    return this.members.some(({ self, muted }) => self && muted === true);
  }

  get #history(): SentTexts {
    const history = this.#sent.get(this.place) ?? new SentTexts();
    this.#sent.set(this.place, history);
    return history;
  }

  readonly #changed = (): void => {
    this.refusal = '';
    this.#history.leave();
    this.#note();
    this.#moved();
    // Commands are nobody's business.
    this.#typing.note(!this.empty && this.mode?.how !== 'edit' && !this.input.value.startsWith('/'));
  };

  /** The cursor may stand at another word. */
  readonly #moved = (): void => {
    const { value, selectionStart, selectionEnd } = this.input;
    void this.#completion.update(value, selectionStart === selectionEnd ? selectionStart : 0);
  };

  readonly #pressed = (event: KeyboardEvent): void => {
    if (isComposing(event)) return;
    const handled = this.#completion.press(event) || this.#pressedHere(event);
    if (!handled) return;
    event.preventDefault();
    event.stopPropagation();
  };

  /** Arrows move the cursor only after the key went down. */
  readonly #released = (event: KeyboardEvent): void => {
    if (['ArrowLeft', 'ArrowRight', 'Home', 'End'].includes(event.key)) this.#moved();
  };

  #pressedHere(event: KeyboardEvent): boolean {
    if (sends(event, this.sendKey)) {
      this.#send();
      return true;
    }
    if (event.key === 'Escape' && (this.mode !== undefined || this.pasted !== undefined)) {
      if (this.mode !== undefined) this.#leaveMode();
      else this.pasted = undefined;
      return true;
    }
    if (event.key === 'ArrowUp' && isPlain(event) && this.input.value === '' && this.mode === undefined) {
      return !this.dispatchEvent(new EditLastEvent());
    }
    const step = historyStep(event);
    if (step !== undefined) {
      const text = step === 'older' ? this.#history.older(this.input.value) : this.#history.newer();
      if (text !== undefined) this.#recall(text);
      return true;
    }
    return false;
  }

  /** Shows what was sent before; the place in the history stays. */
  #recall(text: string): void {
    writeText(this.input, text);
    this.refusal = '';
    this.#note();
  }

  readonly #pastedSomething = (event: ClipboardEvent): void => {
    const code = pastedCode(event.clipboardData);
    // After the box has taken it.
    if (code) void this.updateComplete.then(() => (this.pasted = code));
  };

  readonly #makeBlock = (): void => {
    const code = this.pasted;
    this.pasted = undefined;
    if (code) makeBlockOf(this.input, code);
  };

  readonly #keepText = (): void => {
    this.pasted = undefined;
    this.input.focus();
  };

  readonly #cancelMode = (): void => {
    this.#leaveMode();
    this.input.focus();
  };

  readonly #pickEmoji = (event: Event): void => {
    if (!(event.currentTarget instanceof HTMLElement)) return;
    this.dispatchEvent(
      new PickEmojiEvent(event.currentTarget, this.input, (emoji) => {
        this.insert(emoji);
        return undefined;
      }),
    );
  };

  /** Says something new again; what was written before an edit comes back. */
  #leaveMode(): void {
    const { mode } = this;
    this.mode = undefined;
    if (mode?.how !== 'edit') return;
    this.#setText(this.#aside);
    this.#aside = '';
  }

  readonly #detach = (): void => {
    this.snippet = undefined;
    this.#changed();
    this.input.focus();
  };

  readonly #send = (): void => {
    const text = this.input.value.trimEnd();
    const { snippet } = this;
    if (text === '' && snippet === undefined) return;
    if (this.#pending.waiting) {
      this.#sendRest = true;
      return;
    }
    this.#sendRest = false;
    // A command may do what is no message: to leave, say.
    if (this.#muted && !text.startsWith('/')) {
      this.refusal = l10n.t('Not sent: you are muted here.');
      return;
    }
    const excess = utf8Length(text) - this.textBytes;
    if (this.textBytes > 0 && excess > 0) {
      this.refusal = tooLong(excess);
      return;
    }
    const { mode } = this;
    const seq = mode?.entry.seq;
    const requestId = this.#begin(text, snippet);
    this.#askedMode = mode;
    if (mode?.how === 'edit') {
      if (seq !== undefined) this.dispatchEvent(new CommandEvent({ type: 'edit', requestId, seq, text }));
      return;
    }
    const replyTo = seq === undefined ? {} : { replyTo: seq };
    this.dispatchEvent(new CommandEvent({ type: 'send', requestId, text, ...(snippet && { snippet }), ...replyTo }));
  };

  readonly #shareText = (): void => {
    if (this.#pending.waiting) return;
    const text = this.input.value;
    this.dispatchEvent(new CommandEvent({ type: 'shareText', requestId: this.#begin(text, undefined), text }));
  };

  readonly #share = (): void => void this.dispatchEvent(new CommandEvent({ type: 'shareFile' }));

  /** Notes that the host is asked; answers the id of the request. */
  #begin(text: string, snippet: Snippet | undefined): number {
    this.refusal = '';
    this.pasted = undefined;
    this.#askedMode = undefined;
    this.#completion.dismiss();
    return this.#pending.begin(text, snippet);
  }

  #setText(text: string): void {
    this.input.value = text;
    this.pasted = undefined;
    this.#note();
  }

  /** What a completion made of the text. */
  #write(text: string, cursor: number): void {
    this.input.focus();
    writeText(this.input, text, cursor);
    this.#history.leave();
    this.#note();
  }

  /** Measures what is written, and reports it. */
  #note(): void {
    const { value } = this.input;
    this.empty = value.trim() === '';
    this.bytes = utf8Length(value);
    if (this.pasted !== undefined && !value.includes(this.pasted.text)) this.pasted = undefined;
    const text = this.mode?.how === 'edit' ? this.#aside : value;
    this.dispatchEvent(new DraftEvent(this.place, { text, snippet: this.snippet }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-composer': ChatComposer;
  }
}
