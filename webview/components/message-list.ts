import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { Announcer } from '../announcer.ts';
import { CommandEvent, PlaceEvent, type ScrollPlace } from '../events.ts';
import { icon } from '../icons.ts';
import { LeaveListEvent, SeenEvent } from '../messageEvents.ts';
import { keyedRows } from '../keyedRows.ts';
import { rowKey, type RowKey } from '../listKeys.ts';
import type { EntryView, PersonView } from '../protocol/messages.ts';
import { ScrollKeeper } from '../scrollKeeper.ts';
import type { Callable } from '../text/textRuns.ts';
import { arrivalsSince, newestSeq, rowsOf, type Row } from '../timeline.ts';
import { TimelineWindow } from '../timelineWindow.ts';
import { Timers } from '../timers.ts';
import { newMessageCount } from '../wording.ts';
import { controlStyles } from './controls.styles.ts';
import type { MessageItem } from './message-item.ts';
import { styles } from './message-list.styles.ts';
import { isWalked, renderLoading, renderRow } from './messageRow.ts';

/** Closer to an end of the page than this, more rows come in there, in pixels. */
const EDGE_PX = 600;
/** The place in the list and what was seen are told at most this often, in milliseconds. */
const REPORT_MS = 250;
/** How long an entry that was gone to stays marked, in milliseconds. */
const MARKED_MS = 2_500;

/** The timeline of a room: a list of messages that is walked through by keyboard, at the newest or anywhere in the past. */
@customElement('message-list')
export class MessageList extends LitElement {
  static override styles = [controlStyles, styles];

  @property() room = '';
  /** Tells one room from every other, also from one of that name elsewhere. */
  @property({ attribute: false }) where = '';
  @property({ attribute: false }) entries: readonly EntryView[] = [];
  @property({ type: Boolean }) hasOlder = false;
  @property({ type: Boolean }) loadingOlder = false;
  /** `entries` end before the newest. */
  @property({ type: Boolean }) hasNewer = false;
  @property({ type: Boolean }) loadingNewer = false;
  /** The entry to bring into view and mark; another object for each time. */
  @property({ attribute: false }) target: { seq: number } | undefined;
  /** What was unread when the person came begins here. */
  @property({ attribute: false }) newFrom: number | undefined;
  @property({ attribute: false }) self: PersonView | undefined;
  @property({ attribute: false }) people: Callable = { names: [], self: '' };
  @property({ type: Number }) previewBytes = 0;
  /** Where an earlier page left off in this room; read when the room changes. */
  @property({ attribute: false }) place: ScrollPlace | undefined;

  @state() private atNewest = true;
  @state() private newCount = 0;
  @state() private now = Date.now();
  /** The row that the keyboard is on. */
  @state() private active: string | undefined;
  /** Key of the entry that was gone to. */
  @state() private marked: string | undefined;
  @query('.scroller') private readonly scroller!: HTMLElement;
  @query('.content') private readonly content!: HTMLElement;

  readonly #keeper = new ScrollKeeper(() => this.#moved());
  readonly #window = new TimelineWindow();
  readonly #announcer = new Announcer(this);
  readonly #timers = new Timers();
  #rows: readonly Row[] = [];
  /** Newest place that was in view, and newest that was told to have been. */
  #seenSeq = 0;
  #toldSeq = 0;
  /** The row that is to have the keyboard once it is there. */
  #focusWanted: string | undefined;
  #filling = false;
  /** The newest was asked for, to have the keyboard on it. */
  #lastWanted = false;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#awaitMidnight();
    document.addEventListener('visibilitychange', this.#tellSeen);
    if (this.hasUpdated) this.#keeper.attach(this.scroller, this.content);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('visibilitychange', this.#tellSeen);
    this.#keeper.detach();
    this.#timers.clear();
  }

  /** Puts the keyboard on the newest message. */
  override focus(): void {
    this.#go('last');
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('where') || changed.has('room')) this.#enterRoom();
    if (!changed.has('entries') && !changed.has('newFrom') && !changed.has('hasNewer')) return;
    this.#keeper.capture(this.#rows.map((row) => row.key));
    const before = changed.get('entries');
    this.#rows = rowsOf(this.entries, this.newFrom);
    if (!changed.has('where') && !changed.has('room') && before !== undefined) this.#takeArrivals(before);
    if (this.hasNewer) this.#keeper.stuck = false;
    this.atNewest = this.#keeper.stuck;
    this.#window.take(this.#rows, this.#keeper.stuck);
    // At once, not after the next scrolling: without rows above it, what one reads could not stay where it is.
    if (!this.#keeper.stuck && this.#keeper.top < EDGE_PX) this.#window.moveUp();
    this.#settleEnds();
    if (this.#keeper.stuck) this.#seenSeq = newestSeq(this.entries);
    this.newCount = arrivalsSince(this.entries, this.#seenSeq).length;
  }

  override firstUpdated(): void {
    this.#keeper.attach(this.scroller, this.content);
  }

  override updated(changed: PropertyValues<this>): void {
    if ((changed.has('where') || changed.has('room')) && this.place !== undefined) this.#resume(this.place);
    this.#keeper.settle();
    if (changed.has('entries')) this.#fillNext();
    if (changed.has('target') && this.target !== undefined) this.#showTarget(this.target.seq);
    if (this.#lastWanted && !this.hasNewer && changed.has('entries')) this.#go('last');
    this.#focusRow();
    // Where few messages stand nothing scrolls: what comes is seen all the same.
    if (changed.has('entries')) this.#tellSeenSoon();
  }

  override render(): TemplateResult {
    const rows = this.#window.shown;
    return html`
      <div
        class="scroller"
        role="log"
        aria-live="off"
        aria-busy=${this.loadingOlder || this.loadingNewer ? 'true' : 'false'}
        aria-label=${l10n.t('Messages in {0}', this.room)}
        @keydown=${this.#pressed}
        @focusin=${this.#focused}
      >
        <div class="content">
          ${this.#renderStart(rows.length)} ${keyedRows(rows, this.#renderRow(rows))}
          ${this.loadingNewer ? renderLoading(l10n.t('Loading newer messages…')) : nothing}
        </div>
      </div>
      ${this.atNewest ? nothing : this.#renderNewest()} ${this.#announcer.render()}
    `;
  }

  #renderStart(shown: number): TemplateResult {
    if (this.hasOlder || this.#window.hasBefore) {
      return this.loadingOlder ? renderLoading(l10n.t('Loading older messages…')) : html`<div class="start"></div>`;
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

  #renderRow(rows: readonly Row[]): (row: Row) => TemplateResult {
    const stop = rows.some((row) => row.key === this.active) ? this.active : rows.findLast(isWalked)?.key;
    const { now, marked, self, people, previewBytes } = this;
    return (row) => renderRow(row, { now, stop, marked, self, people, previewBytes });
  }

  #renderNewest(): TemplateResult {
    const news = this.newCount === 0 || this.hasNewer ? undefined : newMessageCount(this.newCount);
    const jump = l10n.t('Jump to newest');
    return html`<button
      class="newest ${news === undefined ? '' : 'some'}"
      title=${jump}
      aria-label=${news === undefined ? jump : `${jump}, ${news}`}
      @click=${() => this.#go('last')}
    >
      ${icon('arrow-down')}${news ?? nothing}
    </button>`;
  }

  #enterRoom(): void {
    this.#keeper.stuck = true;
    this.atNewest = true;
    this.active = undefined;
    this.marked = undefined;
    this.#seenSeq = newestSeq(this.entries);
    this.#toldSeq = 0;
    this.#announcer.startAt(this.#seenSeq);
  }

  #resume(place: ScrollPlace): void {
    const index = this.#rows.findIndex((row) => row.key === place.key);
    if (index >= 0) {
      // Enough rows below it from the start: else the list could not be scrolled so far.
      this.#window.fit(this.scroller, EDGE_PX);
      this.#window.showAround(index);
      this.#settleEnds();
      this.requestUpdate();
    }
    this.#keeper.goTo(place);
  }

  /** Announces what others wrote, and follows what one wrote oneself. */
  #takeArrivals(before: readonly EntryView[]): void {
    const last = this.entries.at(-1);
    const known = new Set(before.slice(-50).map((entry) => entry.key));
    if (last !== undefined && last.kind !== 'system' && last.own && !known.has(last.key) && !this.hasNewer) {
      this.#keeper.stuck = true;
    }
    if (!this.hasNewer) this.#announcer.note(this.entries);
  }

  #moved(): void {
    const { stuck } = this.#keeper;
    this.atNewest = stuck;
    this.#window.fit(this.scroller, EDGE_PX);
    if (stuck) {
      this.#seenSeq = newestSeq(this.entries);
      this.newCount = 0;
    }
    if (!stuck) this.#extend();
    else if (this.scroller.scrollHeight <= this.scroller.clientHeight) this.#fillView();
    if (!this.#timers.has('place')) {
      this.#timers.set('place', REPORT_MS, () => this.dispatchEvent(new PlaceEvent(this.#keeper.place)));
    }
    this.#tellSeenSoon();
  }

  #tellSeenSoon(): void {
    if (!this.#timers.has('seen')) this.#timers.set('seen', REPORT_MS, this.#tellSeen);
  }

  /** Near an end, first what the page has at hand comes in, then what the host has. */
  #extend(): void {
    if (this.#keeper.top < EDGE_PX) {
      this.#keeper.capture();
      if (this.#window.moveUp()) this.#changedEnds();
      else this.#askOlder();
    } else if (this.#keeper.below < EDGE_PX) {
      this.#keeper.capture();
      if (this.#window.moveDown()) this.#changedEnds();
      else if (this.hasNewer && !this.loadingNewer) this.dispatchEvent(new CommandEvent({ type: 'loadNewer' }));
    }
  }

  /** What is out of sight comes in the frame after the one that shows the rest. */
  #fillNext(): void {
    if (this.#filling) return;
    this.#filling = true;
    requestAnimationFrame(() => {
      requestAnimationFrame(() => {
        this.#filling = false;
        if (!this.isConnected) return;
        this.#window.fit(this.scroller, EDGE_PX);
        this.#keeper.capture();
        if (this.#window.fill()) this.#changedEnds();
      });
    });
  }

  /** At the newest, which never goes out of the page for older rows. */
  #fillView(): void {
    if (this.#window.fill()) this.#changedEnds();
    else if (!this.#window.hasBefore) this.#askOlder();
  }

  #askOlder(): void {
    if (this.hasOlder && !this.loadingOlder) this.dispatchEvent(new CommandEvent({ type: 'loadOlder' }));
  }

  #changedEnds(): void {
    this.#settleEnds();
    this.requestUpdate();
  }

  #settleEnds(): void {
    this.#keeper.endsAtNewest = !this.hasNewer && !this.#window.hasAfter;
  }

  /** What can be seen counts as read, as soon as the page itself is looked at. */
  readonly #tellSeen = (): void => {
    if (document.visibilityState !== 'visible') return;
    const key = this.#keeper.stuck ? undefined : this.#keeper.lastVisible;
    const lowest = this.entries.find((entry) => entry.key === key)?.seq ?? 0;
    const seq = this.#keeper.stuck ? newestSeq(this.entries) : lowest;
    if (seq <= this.#toldSeq) return;
    this.#toldSeq = seq;
    this.dispatchEvent(new SeenEvent(seq));
  };

  #showTarget(seq: number): void {
    const index = this.#rows.findIndex((row) => row.kind === 'entry' && row.entry.seq === seq);
    const row = this.#rows[index];
    if (row === undefined) return;
    if (!this.#window.shown.some((shown) => shown.key === row.key)) this.#window.showAround(index);
    this.#keeper.stuck = false;
    this.#settleEnds();
    this.active = row.key;
    this.marked = row.key;
    this.#focusWanted = row.key;
    this.#keeper.goTo({ key: row.key, offset: Math.round(this.scroller.clientHeight / 4) });
    this.requestUpdate();
    this.#timers.set('mark', MARKED_MS, () => (this.marked = undefined));
  }

  readonly #pressed = (event: KeyboardEvent): void => {
    const [origin] = event.composedPath();
    const key = rowKey(event);
    if (key === undefined || !(origin instanceof HTMLElement)) return;
    const onRow = origin.localName === 'message-item';
    // What is inside a row keeps its keys; Escape goes back to the row, and from there to the composer.
    if (!onRow && key !== 'leave') return;
    event.preventDefault();
    event.stopPropagation();
    if (onRow) this.#go(key);
    else this.#itemOf(this.active)?.focus();
  };

  readonly #focused = (event: FocusEvent): void => {
    const item = event.target instanceof HTMLElement ? event.target.closest('message-item') : null;
    if (item !== null) this.active = item.dataset['key'];
  };

  #go(key: RowKey): void {
    switch (key) {
      case 'actions':
        void this.#itemOf(this.active)?.showActions();
        return;
      case 'leave':
        this.dispatchEvent(new LeaveListEvent());
        return;
      case 'first':
        this.#window.showOldest();
        this.#keeper.stuck = false;
        this.#walkTo(this.#rows.find(isWalked));
        return;
      case 'last':
        this.#lastWanted = this.hasNewer;
        if (this.hasNewer) this.dispatchEvent(new CommandEvent({ type: 'showNewest' }));
        else {
          this.#window.showNewest();
          this.#keeper.goToNewest();
          this.#walkTo(this.#rows.findLast(isWalked));
          this.#moved();
        }
        return;
      case 'previous':
      case 'next': {
        const walked = this.#rows.filter(isWalked);
        const at = walked.findIndex((row) => row.key === this.active);
        this.#walkTo(walked[at + (key === 'next' ? 1 : -1)]);
      }
    }
  }

  #walkTo(row: Row | undefined): void {
    if (row === undefined) return;
    if (!this.#window.shown.some((shown) => shown.key === row.key)) {
      this.#window.showAround(this.#rows.indexOf(row));
      this.#keeper.stuck = false;
    }
    this.#settleEnds();
    this.active = row.key;
    this.#focusWanted = row.key;
    this.requestUpdate();
  }

  #focusRow(): void {
    const item = this.#itemOf(this.#focusWanted);
    if (item === undefined) return;
    this.#focusWanted = undefined;
    item.focus();
    // What is read from now on is there; where one was before is nothing to go back to.
    if (this.#keeper.place?.key !== item.dataset['key']) this.#keeper.capture();
  }

  #itemOf(key: string | undefined): MessageItem | undefined {
    const items = this.content.querySelectorAll('message-item');
    return key === undefined ? undefined : Array.from(items).find((item) => item.dataset['key'] === key);
  }

  #awaitMidnight(): void {
    const next = new Date();
    next.setHours(24, 0, 1, 0);
    this.#timers.set('midnight', next.getTime() - Date.now(), () => {
      this.now = Date.now();
      this.#awaitMidnight();
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'message-list': MessageList;
  }
}
