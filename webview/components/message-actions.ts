import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { CommandEvent } from '../events.ts';
import { icon, type IconName } from '../icons.ts';
import { ComposeEvent, isEditable, PickEmojiEvent, rowAround, type SaidEntry } from '../messageEvents.ts';
import type { Command, PersonView } from '../protocol/messages.ts';
import './action-menu.ts';
import type { ActionMenu, MenuItem } from './action-menu.ts';
import { controlStyles } from './controls.styles.ts';
import { styles } from './message-actions.styles.ts';

/** The reactions that are one click away. */
const QUICK = ['👍', '🎉', '👀'] as const;

/**
 * What can be done with a message: the most usual things as buttons for the pointer, all of them in a menu, which is the
 * one stop for the keyboard.
 */
@customElement('message-actions')
export class MessageActions extends LitElement {
  static override styles = [controlStyles, styles];

  @property({ attribute: false }) entry: SaidEntry | undefined;
  @property({ attribute: false }) self: PersonView | undefined;
  @query('action-menu') private readonly menu!: ActionMenu;

  /** Something that was opened from here is still open. */
  get busy(): boolean {
    return this.menu.open;
  }

  async showMenu(): Promise<void> {
    await this.updateComplete;
    await this.menu.updateComplete;
    this.menu.show();
  }

  override render(): TemplateResult | typeof nothing {
    const { entry } = this;
    if (entry === undefined) return nothing;
    return html`<div class="bar" role="toolbar" aria-label=${l10n.t('Message actions')}>
      ${QUICK.map(
        (emoji) =>
          html`<button
            class="icon-button quick"
            tabindex="-1"
            title=${l10n.t('React with {0}', emoji)}
            aria-label=${l10n.t('React with {0}', emoji)}
            @click=${() => this.#toggle(entry, emoji)}
          >
            ${emoji}
          </button>`,
      )}
      ${this.#renderButton('smiley', l10n.t('Add a Reaction…'), () => this.#pick(entry))}
      ${this.#renderButton('reply', l10n.t('Reply'), () => this.dispatchEvent(new ComposeEvent('reply', entry)))}
      ${
        isEditable(entry)
          ? this.#renderButton('edit', l10n.t('Edit'), () => this.dispatchEvent(new ComposeEvent('edit', entry)))
          : nothing
      }
      <action-menu .label=${l10n.t('More message actions')} .items=${this.#items(entry)}></action-menu>
    </div>`;
  }

  #renderButton(picture: IconName, label: string, run: () => void): TemplateResult {
    return html`<button class="icon-button" tabindex="-1" title=${label} aria-label=${label} @click=${run}>
      ${icon(picture)}
    </button>`;
  }

  #items(entry: SaidEntry): MenuItem[] {
    const items: MenuItem[] = [
      { label: l10n.t('Reply'), run: () => this.dispatchEvent(new ComposeEvent('reply', entry)) },
      { label: l10n.t('Add a Reaction…'), run: () => this.#pick(entry) },
    ];
    if (entry.kind === 'message' && entry.text !== '') {
      items.push({ label: l10n.t('Copy Text'), run: () => this.#post({ type: 'copyText', text: entry.text }) });
    }
    const { seq } = entry;
    if (!entry.own || seq === undefined) return items;
    if (isEditable(entry)) {
      items.push({ label: l10n.t('Edit'), run: () => this.dispatchEvent(new ComposeEvent('edit', entry)) });
    }
    return [...items, { label: l10n.t('Delete…'), run: () => this.#post({ type: 'delete', seq }) }];
  }

  #pick(entry: SaidEntry): void {
    const self = this.self?.id ?? '';
    this.dispatchEvent(new PickEmojiEvent(this, rowAround(this), (emoji) => reactionCommand(entry, emoji, self)));
  }

  #toggle(entry: SaidEntry, emoji: string): void {
    const command = reactionCommand(entry, emoji, this.self?.id ?? '');
    if (command) this.#post(command);
  }

  #post(command: Command): void {
    this.dispatchEvent(new CommandEvent(command));
  }
}

/** Gives a reaction; takes one's own back where it is there already. */
function reactionCommand({ seq, reactions }: SaidEntry, emoji: string, self: string): Command | undefined {
  const given = reactions?.some((reaction) => reaction.emoji === emoji && reaction.users.includes(self)) === true;
  return seq === undefined ? undefined : { type: 'react', seq, emoji, on: !given };
}

declare global {
  interface HTMLElementTagNameMap {
    'message-actions': MessageActions;
  }
}
