import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import type { Emoji, EmojiTable } from '../emoji/emojiTable.ts';
import { loadEmoji } from '../emoji/loadEmoji.ts';
import { CommandEvent } from '../events.ts';
import type { PickEmojiEvent } from '../messageEvents.ts';
import { placeBeside } from '../popover.ts';
import { controlStyles } from './controls.styles.ts';
import { styles } from './emoji-picker.styles.ts';

/** Found emoji that are shown at most. */
const MOST_FOUND = 120;

/** Every emoji, by group or by what one types: one picker for the whole panel, opened beside whatever asks. */
@customElement('emoji-picker')
export class EmojiPicker extends LitElement {
  static override styles = [controlStyles, styles];

  @state() private table: EmojiTable | undefined;
  @state() private failed = false;
  @state() private group = 0;
  @state() private wanted = '';
  /** Index of the emoji that the keyboard is on. */
  @state() private active = 0;
  @query('.picker') private readonly picker!: HTMLElement;
  @query('input') private readonly input!: HTMLInputElement;
  #request: PickEmojiEvent | undefined;

  /** Opens it beside what asks. */
  async show(request: PickEmojiEvent): Promise<void> {
    await this.updateComplete;
    this.#request = request;
    this.wanted = '';
    this.active = 0;
    this.input.value = '';
    this.picker.showPopover();
    placeBeside(this.picker, request.anchor.getBoundingClientRect());
    this.input.focus();
    await this.#load();
  }

  override render(): TemplateResult {
    return html`<div
      class="picker"
      role="dialog"
      aria-label=${l10n.t('Emoji')}
      popover
      @keydown=${this.#pressed}
      @toggle=${this.#toggled}
    >
      <input
        type="search"
        placeholder=${l10n.t('Search emoji')}
        aria-label=${l10n.t('Search emoji')}
        @input=${this.#searched}
      />
      ${this.table === undefined ? this.#renderWaiting() : this.#renderTable(this.table)}
    </div>`;
  }

  #renderWaiting(): TemplateResult {
    return html`<p role="status">${this.failed ? l10n.t('The emoji could not be loaded.') : l10n.t('Loading…')}</p>`;
  }

  #renderTable(table: EmojiTable): TemplateResult {
    const shown = this.#shown(table);
    return html`
      ${this.wanted === '' ? this.#renderGroups(table) : nothing}
      <div class="grid" role="listbox" aria-label=${this.wanted === '' ? groupName(this.group) : l10n.t('Found emoji')}>
        ${shown.map(
          ({ emoji, names }, index) =>
            html`<button
              role="option"
              aria-selected=${index === this.active ? 'true' : 'false'}
              aria-label=${names[0] ?? emoji}
              title=":${names[0] ?? ''}:"
              tabindex=${index === this.active ? '0' : '-1'}
              @click=${() => this.#take(emoji)}
            >
              ${emoji}
            </button>`,
        )}
      </div>
      ${shown.length === 0 ? html`<p role="status">${l10n.t('No emoji found.')}</p>` : nothing}
    `;
  }

  #renderGroups(table: EmojiTable): TemplateResult {
    return html`<div class="groups" role="group" aria-label=${l10n.t('Kinds of emoji')}>
      ${table.groups.map(
        ({ group, emoji }) =>
          html`<button
            aria-pressed=${group === this.group ? 'true' : 'false'}
            aria-label=${groupName(group)}
            title=${groupName(group)}
            @click=${() => this.#choose(group)}
          >
            ${emoji[0]?.emoji}
          </button>`,
      )}
    </div>`;
  }

  #shown(table: EmojiTable): readonly Emoji[] {
    if (this.wanted !== '') return table.search(this.wanted, MOST_FOUND);
    return table.groups.find(({ group }) => group === this.group)?.emoji ?? [];
  }

  async #load(): Promise<void> {
    this.failed = false;
    try {
      this.table = await loadEmoji();
    } catch {
      this.failed = true;
    }
  }

  #choose(group: number): void {
    this.group = group;
    this.active = 0;
  }

  #take(emoji: string): void {
    const request = this.#request;
    this.#close();
    const command = request?.picked(emoji);
    if (command) this.dispatchEvent(new CommandEvent(command));
  }

  #close(): void {
    const opener = this.#request?.opener;
    this.picker.hidePopover();
    // The browser does not give it back across so many shadow roots.
    opener?.focus();
  }

  readonly #searched = (): void => {
    this.wanted = this.input.value.trim();
    this.active = 0;
  };

  readonly #toggled = (event: Event): void => {
    if ('newState' in event && event.newState === 'closed') this.#request = undefined;
  };

  readonly #pressed = (event: KeyboardEvent): void => {
    event.stopPropagation();
    if (event.isComposing) return;
    if (event.key === 'Escape') {
      event.preventDefault();
      this.#close();
      return;
    }
    const inInput = event.composedPath()[0] === this.input;
    const options = Array.from(this.picker.querySelectorAll<HTMLElement>('[role="option"]'));
    if (inInput && event.key === 'Enter') {
      event.preventDefault();
      options[this.active]?.click();
      return;
    }
    if (inInput && event.key !== 'ArrowDown') return;
    if (
      !inInput &&
      event.composedPath()[0] instanceof HTMLElement &&
      !options.some((option) => option.matches(':focus'))
    )
      return;
    const columns = Math.max(1, options.filter((option) => option.offsetTop === options[0]?.offsetTop).length);
    const moves: Readonly<Record<string, number>> = {
      ArrowLeft: this.active - 1,
      ArrowRight: this.active + 1,
      ArrowUp: this.active - columns,
      ArrowDown: inInput ? this.active : this.active + columns,
      Home: 0,
      End: options.length - 1,
    };
    const next = moves[event.key];
    if (next === undefined) return;
    event.preventDefault();
    if (next < 0) {
      this.input.focus();
      return;
    }
    this.active = Math.min(next, options.length - 1);
    options[this.active]?.focus();
  };
}

function groupName(group: number): string {
  switch (group) {
    case 0:
      return l10n.t('Smileys');
    case 1:
      return l10n.t('People');
    case 3:
      return l10n.t('Animals and nature');
    case 4:
      return l10n.t('Food and drink');
    case 5:
      return l10n.t('Travel and places');
    case 6:
      return l10n.t('Activities');
    case 7:
      return l10n.t('Objects');
    case 8:
      return l10n.t('Symbols');
    default:
      return l10n.t('Flags');
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'emoji-picker': EmojiPicker;
  }
}
