import * as l10n from '@vscode/l10n';
import { html, nothing, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';
import {
  complete,
  completableAt,
  suggestionsFor,
  type Completable,
  type Suggestion,
  type Trigger,
} from './completion.ts';
import { suggestionCount } from './composerWording.ts';

/** All that a trigger can complete to; a promise where it has to be loaded first. */
export type SuggestionSource = (trigger: Trigger) => readonly Suggestion[] | Promise<readonly Suggestion[]>;

/** Id of the list, for the box that it belongs to. */
export const COMPLETION_LIST = 'completions';

/**
 * The list that opens above the composer while a name, an emoji or a command is typed. The keyboard stays in the box:
 * the list is its `aria-controls`, the row its `aria-activedescendant`.
 */
export class CompletionMenu implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #source: SuggestionSource;
  /** Puts a text with a cursor into the box. */
  readonly #take: (completed: { text: string; cursor: number }) => void;
  #text = '';
  #word: Completable | undefined;
  #rows: readonly Suggestion[] = [];
  #active = 0;
  /** Where Escape was pressed, or a row was taken: nothing more is offered for that word. */
  #dismissed: number | undefined;

  constructor(
    host: ReactiveControllerHost & HTMLElement,
    source: SuggestionSource,
    take: (completed: { text: string; cursor: number }) => void,
  ) {
    this.#host = host;
    this.#source = source;
    this.#take = take;
    host.addController(this);
  }

  get open(): boolean {
    return this.#rows.length > 0;
  }

  /** Id of the row that Enter takes; `nothing` while closed. */
  get activeId(): string | typeof nothing {
    return this.open ? rowId(this.#active) : nothing;
  }

  hostUpdated(): void {
    this.#host.shadowRoot?.querySelector(`#${rowId(this.#active)}`)?.scrollIntoView({ block: 'nearest' });
  }

  /** The text or the cursor changed. */
  async update(text: string, cursor: number): Promise<void> {
    const word = completableAt(text, cursor);
    this.#text = text;
    this.#word = word;
    if (word?.start !== this.#dismissed) this.#dismissed = undefined;
    if (word === undefined || this.#dismissed !== undefined) {
      this.#show([]);
      return;
    }
    const given = this.#source(word.trigger);
    const all = given instanceof Promise ? await given : given;
    // Typed on while it was loaded: the later call knows more.
    if (this.#word === word) this.#show(suggestionsFor(word.query, all));
  }

  /** Closes the list; it stays so for the word at the cursor. */
  dismiss(): void {
    this.#dismissed = this.#word?.start;
    this.#show([]);
  }

  /** Whether a key was meant for the list. */
  press(event: KeyboardEvent): boolean {
    if (!this.open || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return false;
    switch (event.key) {
      case 'ArrowDown':
        this.#move(1);
        return true;
      case 'ArrowUp':
        this.#move(-1);
        return true;
      case 'Escape':
        this.dismiss();
        return true;
      case 'Enter':
      case 'Tab':
        return this.#takeActive();
      default:
        return false;
    }
  }

  render(): TemplateResult | typeof nothing {
    const spoken = html`<div class="visually-hidden" role="status">
      ${this.open ? suggestionCount(this.#rows.length) : nothing}
    </div>`;
    if (!this.open) return spoken;
    return html`${spoken}
      <ul id=${COMPLETION_LIST} class="completions" role="listbox" aria-label=${l10n.t('Suggestions')}>
        ${this.#rows.map(this.#renderRow)}
      </ul>`;
  }

  readonly #renderRow = (row: Suggestion, index: number): TemplateResult => {
    // By mouse: the press must not take the keyboard out of the box, by which the list is gone through otherwise.
    // eslint-disable-next-line lit-a11y/click-events-have-key-events
    return html`<li
      id=${rowId(index)}
      role="option"
      aria-selected=${index === this.#active ? 'true' : 'false'}
      @mousedown=${(event: Event) => event.preventDefault()}
      @click=${() => this.#pick(index)}
    >
      ${row.glyph === undefined ? nothing : html`<span class="glyph" aria-hidden="true">${row.glyph}</span>`}
      <bdi class="label">${row.shown ?? row.label}</bdi>
      ${row.detail === undefined ? nothing : html`<bdi class="detail">${row.detail}</bdi>`}
    </li>`;
  };

  /** False where the word is written out already: the key then does what it always does. */
  #takeActive(): boolean {
    const row = this.#rows[this.#active];
    const word = this.#word;
    if (!row || !word) return false;
    if (row.insert.toLowerCase() === `${word.trigger}${word.query}`.toLowerCase()) {
      this.dismiss();
      return false;
    }
    this.#pick(this.#active);
    return true;
  }

  #pick(index: number): void {
    const row = this.#rows[index];
    const word = this.#word;
    if (!row || !word) return;
    this.dismiss();
    this.#take(complete(this.#text, word, row));
  }

  #move(by: number): void {
    this.#active = (this.#active + by + this.#rows.length) % this.#rows.length;
    this.#host.requestUpdate();
  }

  #show(rows: readonly Suggestion[]): void {
    if (rows.length === 0 && !this.open) return;
    const before = this.#rows[this.#active]?.label;
    this.#rows = rows;
    // Whoever went to a row stays on it while they type on, unless it is gone.
    const same = this.#active === 0 ? -1 : rows.findIndex(({ label }) => label === before);
    this.#active = Math.max(same, 0);
    this.#host.requestUpdate();
  }
}

function rowId(index: number): string {
  return `completion-${index}`;
}
