import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { CommandEvent, PlaceEvent, type ScrollPlace } from '../events.ts';
import { icon } from '../icons.ts';
import type { EntryView } from '../protocol/messages.ts';
import { ScrollKeeper } from '../scrollKeeper.ts';
import { arrivalsSince, newestSeq, rowsOf, type Row } from '../timeline.ts';
import { announcement, dayName, newMessageCount } from '../wording.ts';
import { controlStyles } from './controls.styles.ts';
import './message-item.ts';
import { styles } from './message-list.styles.ts';
import './system-line.ts';

/** Rows in the page at the newest; scrolling up shows as many more at a time. */
const WINDOW_ROWS = 200;
/** Closer to the upper end than this, older rows are fetched, in pixels. */
const OLDER_PX = 600;
/** Arrivals within this time are announced together, in milliseconds. */
const ANNOUNCE_MS = 700;

/** The timeline of a room. */
@customElement('message-list')
export class MessageList extends LitElement {
  static override styles = [controlStyles, styles];

  @property() room = '';
  @property({ attribute: false }) entries: readonly EntryView[] = [];
  @property({ type: Boolean }) hasOlder = false;
  @property({ type: Boolean }) loadingOlder = false;
  @property({ type: Number }) previewBytes = 0;
  /** Where an earlier page left off in this room; read when the room changes. */
  @property({ attribute: false }) place: ScrollPlace | undefined;

  @state() private shownRows = WINDOW_ROWS;
  @state() private atNewest = true;
  @state() private newCount = 0;
  @state() private spoken = '';
  @state() private now = Date.now();
  @query('.scroller') private readonly scroller!: HTMLElement;
  @query('.content') private readonly content!: HTMLElement;

  readonly #keeper = new ScrollKeeper(() => this.#moved());
  #rows: readonly Row[] = [];
  /** Newest place that was in view, and newest that was announced. */
  #seenSeq = 0;
  #spokenSeq = 0;
  #timers = new Map<'announce' | 'midnight' | 'place', ReturnType<typeof setTimeout>>();

  override connectedCallback(): void {
    super.connectedCallback();
    this.#awaitMidnight();
    if (this.hasUpdated) this.#keeper.attach(this.scroller, this.content);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#keeper.detach();
    for (const timer of this.#timers.values()) clearTimeout(timer);
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('room')) this.#enterRoom();
    if (!changed.has('entries')) return;
    this.#keeper.capture();
    this.#rows = rowsOf(this.entries);
    const before = changed.get('entries');
    if (!changed.has('room') && before !== undefined) this.#takeArrivals(before);
    if (this.#keeper.stuck) this.#seenSeq = newestSeq(this.entries);
    this.newCount = arrivalsSince(this.entries, this.#seenSeq).length;
  }

  override firstUpdated(): void {
    this.#keeper.attach(this.scroller, this.content);
  }

  override updated(changed: PropertyValues): void {
    if (changed.has('room') && this.place !== undefined) this.#keeper.goTo(this.place);
    if (changed.has('entries') || changed.has('shownRows')) this.#keeper.settle();
  }

  override render(): TemplateResult {
    const rows = this.#rows.slice(-this.shownRows);
    return html`
      <div
        class="scroller"
        role="log"
        aria-live="off"
        aria-busy=${this.loadingOlder ? 'true' : 'false'}
        aria-label=${l10n.t('Messages in {0}', this.room)}
        tabindex="0"
      >
        <div class="content">${this.#renderStart(rows.length)} ${repeat(rows, (row) => row.key, this.#renderRow)}</div>
      </div>
      ${this.atNewest ? nothing : this.#renderNewest()}
      <div class="visually-hidden" role="status">${this.spoken}</div>
    `;
  }

  #renderStart(shown: number): TemplateResult {
    if (this.hasOlder || shown < this.#rows.length) {
      return html`<div class="start">
        ${
          this.loadingOlder
            ? html`<span class="spin">${icon('loading')}</span>${l10n.t('Loading older messages…')}`
            : nothing
        }
      </div>`;
    }
    if (shown === 0) {
      return html`<div class="hello">
        ${icon('comment-discussion')}
        <span>${l10n.t('No messages yet in {0}.', this.room)}</span>
        <span>${l10n.t('Say hello, or share a file.')}</span>
      </div>`;
    }
    return html`<div class="start">${l10n.t('This is the beginning of {0}.', this.room)}</div>`;
  }

  readonly #renderRow = (row: Row): TemplateResult => {
    if (row.kind === 'day') return html`<div class="day">${dayName(row.time, this.now)}</div>`;
    if (row.entry.kind === 'system') {
      return html`<system-line data-key=${row.key} .entry=${row.entry}></system-line>`;
    }
    return html`<message-item
      data-key=${row.key}
      .entry=${row.entry}
      .continued=${row.continued}
      .previewBytes=${this.previewBytes}
    ></message-item>`;
  };

  #renderNewest(): TemplateResult {
    const news = this.newCount === 0 ? undefined : newMessageCount(this.newCount);
    const jump = l10n.t('Jump to newest');
    return html`<button
      class="newest ${news === undefined ? '' : 'some'}"
      title=${jump}
      aria-label=${news === undefined ? jump : `${jump}, ${news}`}
      @click=${this.#jump}
    >
      ${icon('arrow-down')}${news ?? nothing}
    </button>`;
  }

  #enterRoom(): void {
    this.#keeper.stuck = true;
    this.atNewest = true;
    this.shownRows = WINDOW_ROWS;
    this.#seenSeq = newestSeq(this.entries);
    this.#spokenSeq = this.#seenSeq;
  }

  /** Announces what others wrote, and follows what one wrote oneself. */
  #takeArrivals(before: readonly EntryView[]): void {
    const last = this.entries.at(-1);
    const known = new Set(before.slice(-50).map((entry) => entry.key));
    if (last !== undefined && last.kind !== 'system' && last.own && !known.has(last.key)) this.#keeper.stuck = true;
    const arrivals = arrivalsSince(this.entries, this.#spokenSeq);
    if (arrivals.length === 0 || this.#timers.has('announce')) return;
    this.#after('announce', ANNOUNCE_MS, () => {
      this.spoken = announcement(arrivalsSince(this.entries, this.#spokenSeq));
      this.#spokenSeq = newestSeq(this.entries);
    });
  }

  #moved(): void {
    const { stuck } = this.#keeper;
    this.atNewest = stuck;
    if (stuck) {
      this.#seenSeq = newestSeq(this.entries);
      this.newCount = 0;
      this.shownRows = WINDOW_ROWS;
    }
    if (this.#keeper.top < OLDER_PX) this.#showOlder();
    if (!this.#timers.has('place')) {
      this.#after('place', 250, () => this.dispatchEvent(new PlaceEvent(this.#keeper.place)));
    }
  }

  /** First what the page has already, then what the host has. */
  #showOlder(): void {
    const fits = this.scroller.scrollHeight <= this.scroller.clientHeight;
    if (this.#keeper.stuck && !fits) return;
    if (this.shownRows < this.#rows.length) {
      this.#keeper.capture();
      this.shownRows += WINDOW_ROWS;
    } else if (this.hasOlder && !this.loadingOlder) {
      this.dispatchEvent(new CommandEvent({ type: 'loadOlder' }));
    }
  }

  readonly #jump = (): void => {
    this.#keeper.goToNewest();
    this.#moved();
    this.scroller.focus();
  };

  #awaitMidnight(): void {
    const next = new Date();
    next.setHours(24, 0, 1, 0);
    this.#after('midnight', next.getTime() - Date.now(), () => {
      this.now = Date.now();
      this.#awaitMidnight();
    });
  }

  #after(name: 'announce' | 'midnight' | 'place', milliseconds: number, run: () => void): void {
    clearTimeout(this.#timers.get(name));
    const timer = setTimeout(() => {
      this.#timers.delete(name);
      run();
    }, milliseconds);
    this.#timers.set(name, timer);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'message-list': MessageList;
  }
}
