import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { avatarInitial, avatarTone } from '../avatar.ts';
import { CommandEvent } from '../events.ts';
import { icon } from '../icons.ts';
import { ShowMessageEvent, type SaidEntry } from '../messageEvents.ts';
import type { PersonView, ReplyView } from '../protocol/messages.ts';
import type { Callable } from '../text/textRuns.ts';
import { clockTime, exactTime } from '../wording.ts';
import { controlStyles } from './controls.styles.ts';
import './file-card.ts';
import './message-actions.ts';
import type { MessageActions } from './message-actions.ts';
import { styles } from './message-item.styles.ts';
import './message-text.ts';
import './reaction-list.ts';
import './snippet-card.ts';

/** One message or shared file: who and when, what, how far it has come, and what can be done with it. */
@customElement('message-item')
export class MessageItem extends LitElement {
  static override styles = [controlStyles, styles];

  @property({ attribute: false }) entry: SaidEntry | undefined;
  /** The row above is the same person's: no heading. */
  @property({ attribute: false }) continued = false;
  /** The person at this window. */
  @property({ attribute: false }) self: PersonView | undefined;
  @property({ attribute: false }) people: Callable = { names: [], self: '' };
  /** Largest image that is asked for by itself, in bytes. */
  @property({ attribute: false }) previewBytes = 0;
  /** The pointer or the keyboard is on it: only then are there actions, so that a long list stays light. */
  @state() private attended = false;
  @query('message-actions') private readonly actions!: MessageActions | null;

  constructor() {
    super();
    this.addEventListener('pointerenter', this.#attend);
    this.addEventListener('pointerleave', this.#turnAway);
    this.addEventListener('focusin', this.#turnAway);
    this.addEventListener('focusout', this.#turnAway);
  }

  /** Opens the menu of what can be done with it. */
  async showActions(): Promise<void> {
    this.attended = true;
    await this.updateComplete;
    await this.actions?.showMenu();
  }

  override render(): TemplateResult | typeof nothing {
    const { entry } = this;
    if (entry === undefined) return nothing;
    const { continued } = this;
    const { name } = entry.from;
    // Bound as properties: each part of a template is a node more, and there are hundreds of rows.
    return html`<div class="row ${continued ? 'continued' : 'first'} ${entry.delivery.state}">
      <div
        class="avatar tone-${avatarTone(entry.from.id)}"
        aria-hidden="true"
        .textContent=${continued ? '' : avatarInitial(name)}
      ></div>
      <div class="body">
        <div class=${continued ? 'late' : 'head'}>
          <bdi class="name" title=${continued ? nothing : name} .textContent=${continued ? '' : name}></bdi>
          <time
            datetime=${new Date(entry.time).toISOString()}
            title=${exactTime(entry.time)}
            .textContent=${clockTime(entry.time)}
          ></time>
        </div>
        <div class="content">${this.#renderContent(entry)}</div>
        ${this.#renderRest(entry)}
      </div>
    </div>`;
  }

  /** What never changes in a message decides which template it is: what is in it is kept then, whatever else comes. */
  #renderContent(entry: SaidEntry): TemplateResult {
    if (entry.deleted) {
      const what = entry.kind === 'file' ? l10n.t('File deleted') : l10n.t('Message deleted');
      return html`<span class="deleted">${what}</span>`;
    }
    const said = this.#renderSaid(entry);
    return entry.replyTo === undefined ? said : html`${this.#renderReply(entry.replyTo)}${said}`;
  }

  #renderSaid(entry: SaidEntry): TemplateResult {
    if (entry.kind === 'file') {
      return html`<file-card .entry=${entry} .previewBytes=${this.previewBytes}></file-card>
        ${this.#renderReactions(entry)}`;
    }
    const reactions = this.#renderReactions(entry);
    const { snippet } = entry;
    return html`<message-text .text=${entry.text} .edited=${entry.edited} .people=${this.people}></message-text>
      ${snippet === undefined ? reactions : html`<snippet-card .snippet=${snippet}></snippet-card>${reactions}`}`;
  }

  #renderReactions(entry: SaidEntry): TemplateResult | typeof nothing {
    if (entry.reactions === undefined || entry.reactions.length === 0) return nothing;
    return html`<reaction-list .entry=${entry} .self=${this.self}></reaction-list>`;
  }

  #renderReply({ seq, name, text }: ReplyView): TemplateResult {
    const words =
      name === undefined
        ? html`<span class="quote" .textContent=${l10n.t('An earlier message')}></span>`
        : html`<span class="quote">
            <bdi .textContent=${name}></bdi>: <bdi .textContent=${text === '' ? l10n.t('Message deleted') : text}></bdi>
          </span>`;
    const inside = html`${icon('reply')}
      <span class="visually-hidden" .textContent=${l10n.t('In reply to')}></span>
      ${words}`;
    if (seq === undefined) return html`<div class="reply">${inside}</div>`;
    return html`<button
      class="reply"
      title=${l10n.t('Go to That Message')}
      @click=${() => this.dispatchEvent(new ShowMessageEvent(seq))}
    >
      ${inside}
    </button>`;
  }

  /** How far it has come; where it has arrived, what can be done with it. */
  #renderRest(entry: SaidEntry): TemplateResult | typeof nothing {
    const { key, delivery } = entry;
    switch (delivery.state) {
      case 'sent':
        if (!this.attended || entry.deleted) return nothing;
        return html`<message-actions .entry=${entry} .self=${this.self}></message-actions>`;
      case 'pending':
        // Takes no room of its own: a line that came and went with every message would make the list twitch.
        return html`<span class="waiting" title=${l10n.t('Sending…')}>
          ${icon('clockface')}<span class="visually-hidden">${l10n.t('Sending…')}</span>
        </span>`;
      case 'failed':
        return html`<div class="delivery failed">
          <span class="reason">${icon('error')}<span dir="auto">${delivery.reason}</span></span>
          ${
            delivery.retryable
              ? html`<button class="link-button" @click=${() => this.#post({ type: 'retry', key })}>
                  ${l10n.t('Retry')}
                </button>`
              : nothing
          }
          <button class="link-button" @click=${() => this.#post({ type: 'discard', key })}>${l10n.t('Discard')}</button>
        </div>`;
    }
  }

  readonly #attend = (): void => {
    this.attended = true;
  };

  readonly #turnAway = (): void => {
    // Focus that moves within is still here, and so is a menu that was opened from here.
    requestAnimationFrame(() => {
      this.attended = this.matches(':hover') || this.#hasKeyboard() || this.actions?.busy === true;
    });
  };

  /** Whether the keyboard is here and in use: a click leaves the focus behind without anybody minding it. */
  #hasKeyboard(): boolean {
    let focused: Element | null = this.matches(':focus') ? this : (this.shadowRoot?.activeElement ?? null);
    for (let inner = focused; inner; inner = inner.shadowRoot?.activeElement ?? null) focused = inner;
    return focused?.matches(':focus-visible') === true;
  }

  #post(command: CommandEvent['command']): void {
    this.dispatchEvent(new CommandEvent(command));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'message-item': MessageItem;
  }
}
