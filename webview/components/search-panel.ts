import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { hitCount } from '../composerWording.ts';
import { CommandEvent } from '../events.ts';
import { icon } from '../icons.ts';
import { markedParts } from '../markedParts.ts';
import type { HostMessage, SearchHitView } from '../protocol/messages.ts';
import { clockTime, dayName, exactTime } from '../wording.ts';
import { controlStyles } from './controls.styles.ts';
import { renderOperators } from './searchOperators.ts';
import { styles } from './search-panel.styles.ts';

/** Typing rests this long before it is searched, in milliseconds. */
const REST_MS = 250;

type State = 'idle' | 'searching' | 'found' | 'failed';

/**
 * Searches the rooms that this window is in, as one types. The keyboard stays in the box: arrows go through the hits,
 * Enter goes to one.
 *
 * @fires close - the search is done with
 */
@customElement('search-panel')
export class SearchPanel extends LitElement {
  static override styles = [controlStyles, styles];

  @property() room = '';
  /** What to begin with; another object begins anew. */
  @property({ attribute: false }) begin: { query: string } = { query: '' };

  @state() private progress: State = 'idle';
  @state() private hits: readonly SearchHitView[] = [];
  @state() private more = false;
  @state() private failure = '';
  @state() private active = 0;
  @query('input') private readonly input!: HTMLInputElement;
  /** What the shown hits, or those on their way, answer. */
  #query = '';
  // Not from 1: an answer to an earlier page's request must not be taken for one's own.
  #requestId = Date.now();
  #timer: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has('begin')) {
      this.input.focus();
      if (this.begin.query === '') this.input.select();
      else {
        this.input.value = this.begin.query;
        this.#search();
      }
    }
    this.renderRoot.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }

  /** The host's answer to a `search`. */
  take(result: Extract<HostMessage, { type: 'searchResult' }>): void {
    if (result.requestId !== this.#requestId) return;
    this.more = result.more;
    this.failure = result.message ?? '';
    this.progress = result.message === undefined ? 'found' : 'failed';
    this.hits = [...this.hits, ...result.hits];
  }

  override render(): TemplateResult {
    const some = this.hits.length > 0;
    return html`
      <div class="bar" role="search">
        <input
          type="text"
          spellcheck="false"
          dir="auto"
          role="combobox"
          placeholder=${l10n.t('Search messages and files')}
          aria-label=${l10n.t('Search messages and files')}
          aria-autocomplete="list"
          aria-expanded=${some ? 'true' : 'false'}
          aria-controls="hits"
          aria-describedby="state"
          aria-activedescendant=${some ? `hit-${this.active}` : nothing}
          @input=${this.#typed}
          @keydown=${this.#pressed}
        />
        <button
          class="icon-button"
          title=${l10n.t('Close Search (Escape)')}
          aria-label=${l10n.t('Close Search')}
          @click=${this.#close}
        >
          ${icon('close')}
        </button>
      </div>
      <p id="state" class="state ${this.progress}" role="status" dir="auto">${this.#stateText()}</p>
      <div class="scroller">
        <ul id="hits" role="listbox" aria-label=${l10n.t('Hits')} ?hidden=${!some}>
          ${this.hits.map(this.#renderHit)}
        </ul>
        ${
          this.more && this.progress !== 'searching'
            ? html`<button class="link-button more" @click=${this.#nextPage}>${l10n.t('Show Older Hits')}</button>`
            : nothing
        }
        ${this.progress === 'idle' ? html`<div class="hint">${renderOperators()}</div>` : nothing}
      </div>
    `;
  }

  readonly #renderHit = (hit: SearchHitView, index: number): TemplateResult => {
    // By keyboard one goes through the hits from the box.
    // eslint-disable-next-line lit-a11y/click-events-have-key-events
    return html`<li
      id="hit-${index}"
      role="option"
      aria-selected=${index === this.active ? 'true' : 'false'}
      @click=${() => this.#jump(index)}
    >
      <div class="who">
        <bdi class="name">${hit.name}</bdi>
        <time class="when" datetime=${new Date(hit.time).toISOString()} title=${exactTime(hit.time)}
          >${dayName(hit.time, Date.now())}, ${clockTime(hit.time)}</time
        >
        ${hit.here ? nothing : html`<bdi class="room">${hit.room}</bdi>`}
      </div>
      <div class="text" dir="auto">
        ${hit.kind === 'file' ? html`<span class="visually-hidden">${l10n.t('File')}</span>` : nothing}${markedParts(
          hit.text,
          hit.marks,
        ).map(({ text, marked }) => (marked ? html`<mark>${text}</mark>` : text))}
      </div>
    </li>`;
  };

  #stateText(): string {
    switch (this.progress) {
      case 'idle':
        return '';
      case 'searching':
        return l10n.t('Searching…');
      case 'failed':
        return this.failure;
      case 'found':
        return this.hits.length === 0 ? l10n.t('Nothing found.') : hitCount(this.hits.length, this.more);
    }
  }

  readonly #typed = (): void => {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#search(), REST_MS);
  };

  readonly #pressed = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    switch (event.key) {
      case 'ArrowDown':
        this.#move(1);
        break;
      case 'ArrowUp':
        this.#move(-1);
        break;
      case 'PageDown':
        this.#move(8);
        break;
      case 'PageUp':
        this.#move(-8);
        break;
      case 'Enter':
        if (this.hits.length > 0 && this.input.value.trim() === this.#query) this.#jump(this.active);
        else this.#search();
        break;
      case 'Escape':
        this.#close();
        break;
      default:
        return;
    }
    event.preventDefault();
    event.stopPropagation();
  };

  #move(by: number): void {
    const last = this.hits.length - 1;
    if (by > 0 && this.active === last && this.more) this.#nextPage();
    this.active = Math.min(Math.max(this.active + by, 0), Math.max(last, 0));
  }

  #search(): void {
    clearTimeout(this.#timer);
    const query = this.input.value.trim();
    if (query === this.#query && this.progress !== 'failed') return;
    this.#query = query;
    this.#requestId += 1;
    this.hits = [];
    this.more = false;
    this.active = 0;
    this.progress = query === '' ? 'idle' : 'searching';
    if (query !== '') this.#ask(false);
  }

  readonly #nextPage = (): void => {
    if (this.progress === 'searching') return;
    this.progress = 'searching';
    this.#ask(true);
  };

  #ask(more: boolean): void {
    this.dispatchEvent(
      new CommandEvent({ type: 'search', requestId: this.#requestId, query: this.#query, ...(more && { more }) }),
    );
  }

  #jump(index: number): void {
    const hit = this.hits[index];
    if (!hit) return;
    const { server, room, seq } = hit;
    this.dispatchEvent(new CommandEvent({ type: 'jumpTo', server, room, seq }));
    this.#close();
  }

  readonly #close = (): void => void this.dispatchEvent(new Event('close'));
}

declare global {
  interface HTMLElementTagNameMap {
    'search-panel': SearchPanel;
  }
}
