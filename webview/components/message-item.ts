import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { avatarInitial, avatarTone } from '../avatar.ts';
import { CommandEvent } from '../events.ts';
import { icon } from '../icons.ts';
import type { DeliveryView, FileEntry, MessageEntry, ReplyView } from '../protocol/messages.ts';
import { clockTime, exactTime } from '../wording.ts';
import { controlStyles } from './controls.styles.ts';
import './file-card.ts';
import { styles } from './message-item.styles.ts';
import './message-text.ts';
import './snippet-card.ts';

/** One message or shared file: who and when, what, and how far it has come. */
@customElement('message-item')
export class MessageItem extends LitElement {
  static override styles = [controlStyles, styles];

  @property({ attribute: false }) entry: MessageEntry | FileEntry | undefined;
  /** The row above is the same person's: no heading. */
  @property({ type: Boolean }) continued = false;
  /** Largest image that is asked for by itself, in bytes. */
  @property({ type: Number }) previewBytes = 0;

  override render(): TemplateResult | typeof nothing {
    const { entry } = this;
    if (entry === undefined) return nothing;
    const time = clockTime(entry.time);
    return html`<article
      class="${this.continued ? 'continued' : 'first'} ${entry.delivery.state}"
      aria-label=${l10n.t('{0}, {1}', entry.from.name, time)}
    >
      ${
        this.continued
          ? nothing
          : html`<div class="avatar tone-${avatarTone(entry.from.id)}" aria-hidden="true">
              ${avatarInitial(entry.from.name)}
            </div>`
      }
      <div class="body">
        <div class=${this.continued ? 'late' : 'head'}>
          ${this.continued ? nothing : html`<bdi class="name" title=${entry.from.name}>${entry.from.name}</bdi>`}
          <time datetime=${new Date(entry.time).toISOString()} title=${exactTime(entry.time)}>${time}</time>
        </div>
        <div class="content">${this.#renderContent(entry)}</div>
        ${this.#renderDelivery(entry)}
      </div>
    </article>`;
  }

  #renderContent(entry: MessageEntry | FileEntry): TemplateResult {
    if (entry.kind === 'file') {
      return entry.deleted
        ? html`<span class="deleted">${l10n.t('File deleted')}</span>`
        : html`<file-card .entry=${entry} .previewBytes=${this.previewBytes}></file-card>`;
    }
    if (entry.deleted) return html`<span class="deleted">${l10n.t('Message deleted')}</span>`;
    return html`
      ${entry.replyTo === undefined ? nothing : renderReply(entry.replyTo)}
      ${entry.text === '' ? nothing : html`<message-text .text=${entry.text} .edited=${entry.edited}></message-text>`}
      ${entry.snippet === undefined ? nothing : html`<snippet-card .snippet=${entry.snippet}></snippet-card>`}
      ${entry.reactions.length === 0 ? nothing : renderReactions(entry)}
    `;
  }

  #renderDelivery({ key, delivery }: { key: string; delivery: DeliveryView }): TemplateResult | typeof nothing {
    switch (delivery.state) {
      case 'sent':
        return nothing;
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

  #post(command: CommandEvent['command']): void {
    this.dispatchEvent(new CommandEvent(command));
  }
}

function renderReply(reply: ReplyView): TemplateResult {
  return html`<div class="reply">
    ${icon('reply')}<span class="visually-hidden">${l10n.t('In reply to')}</span>
    <span class="quote"><bdi>${reply.name}</bdi>: <bdi>${reply.text}</bdi></span>
  </div>`;
}

function renderReactions(entry: MessageEntry): TemplateResult {
  return html`<ul class="reactions" aria-label=${l10n.t('Reactions')}>
    ${entry.reactions.map(({ emoji, users }) => html`<li><bdi>${emoji}</bdi> ${users.length}</li>`)}
  </ul>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'message-item': MessageItem;
  }
}
