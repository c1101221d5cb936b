import type { AnyEvent } from '../../server/protocol/frames.ts';
import type { EntryView, MemberView } from '../../webview/protocol/messages.ts';
import type { HistoryStretch } from '../connection/historyStretch.ts';
import type { RoomSession } from '../connection/roomSession.ts';
import type { RoomState } from '../connection/roomState.ts';
import { eventView, outboxView, ownKey, type EntryContext } from './entryViews.ts';

/** Entries of the newest window, and of each further page that is shown on request. */
const WINDOW_ENTRIES = 200;
/** Entries on either side of one that is gone to. */
const AROUND_ENTRIES = 60;
/** Pages that one request for further entries fetches at most. */
const MOST_PAGES = 10;

/**
 * The stretch of a session's timeline that the webview shows: the newest window, which follows what comes, or a part of
 * the past that was gone to. It grows at both ends as one scrolls; the webview says when it lets an end go.
 */
export class TimelineView {
  readonly #session: RoomSession;
  readonly #context: EntryContext;
  /** The oldest place that is shown; none is before the first look. */
  #first: number | undefined;
  /** The newest place that is shown, where that is not the newest of all. */
  #last: number | undefined;
  /** Where a part of the past is shown that the session does not have at hand. */
  #stretch: HistoryStretch | undefined;

  constructor(session: RoomSession, context: EntryContext) {
    this.#session = session;
    this.#context = context;
  }

  /** Older entries are at hand or can be asked for. */
  get hasOlder(): boolean {
    return this.#canLoadOlder || this.#source.eventsBefore(this.#shownFrom, 1).length > 0;
  }

  /** What is shown ends before the newest. */
  get hasNewer(): boolean {
    return this.#last !== undefined;
  }

  /** Forgets where one was: the next look is at the newest window again. */
  startOver(): void {
    this.#first = undefined;
    this.#last = undefined;
    this.#stretch = undefined;
  }

  /** The event at a place, wherever it is at hand. */
  event(seq: number): AnyEvent | undefined {
    return this.#session.state.event(seq) ?? this.#stretch?.state.event(seq);
  }

  /** All that is shown, in order, with what waits to be sent at its end: the newest window at the first look. */
  shown(): EntryView[] {
    const entries =
      this.#first === undefined ? this.#extend() : this.#viewsOf(this.#source.events(this.#first, this.#last));
    return [...entries, ...this.#gapLines(), ...this.pending()].sort(byPlace);
  }

  /** The next older page, from what is at hand; none where it must be fetched first. */
  older(): EntryView[] {
    return this.#extend();
  }

  /**
   * The next older page: from what is at hand, else from the server. Empty where there is none, and where a few pages
   * held nothing that is shown, such as reactions only: a server that goes on like that is not followed for ever.
   *
   * @throws ConnectionError, RequestError
   */
  async loadOlder(): Promise<EntryView[]> {
    let entries = this.older();
    for (let page = 0; entries.length === 0 && this.#canLoadOlder && page < MOST_PAGES; page += 1) {
      await (this.#stretch ?? this.#session).loadOlder();
      entries = this.older();
    }
    return entries;
  }

  /**
   * The next newer page, up to the newest of all, which is followed from then on.
   *
   * @throws ConnectionError, RequestError
   */
  async loadNewer(): Promise<EntryView[]> {
    for (let page = 0; this.#last !== undefined && page < MOST_PAGES; page += 1) {
      const events = firstOf(this.#source.events(this.#last + 1), WINDOW_ENTRIES);
      this.#last = events.at(-1)?.seq ?? this.#last;
      const entries = this.#viewsOf(events);
      if (events.length > 0) this.#meetNewest();
      else if (this.#stretch && !this.#session.adopt(this.#stretch)) await this.#stretch.loadNewer();
      else if (this.#stretch) this.#stretch = undefined;
      else this.#last = undefined;
      if (this.#last === undefined) return [...entries, ...this.pending()];
      if (entries.length > 0) return entries;
    }
    return [];
  }

  /**
   * Goes to a place of the log: what surrounds it is shown instead of what was. Empty where there is no such entry.
   *
   * @throws ConnectionError, RequestError
   */
  async around(seq: number): Promise<EntryView[]> {
    const stretch = this.#session.state.event(seq) ? undefined : await this.#session.around(seq);
    const source = stretch?.state ?? this.#session.state;
    if (!source.event(seq)) return [];
    this.#stretch = stretch;
    const before = source.eventsBefore(seq, AROUND_ENTRIES);
    const events = [...before, ...firstOf(source.events(seq), AROUND_ENTRIES)];
    this.#first = events[0]?.seq;
    this.#last = events.at(-1)?.seq;
    this.#meetNewest();
    return this.#last === undefined ? this.shown() : this.#viewsOf(events);
  }

  /** The webview let an end go: it shows only this stretch now. */
  keepWindow(from: number, to: number | undefined): void {
    this.#first = Math.max(from, this.#first ?? 0);
    if (to !== undefined) this.#last = Math.min(to, this.#last ?? to);
  }

  /** What happens to a message of the past that is shown; answers with the places that look different now. */
  revise(event: AnyEvent): number[] {
    return (this.#stretch?.revise(event) ?? []).flatMap((change) => (change.kind === 'events' ? change.seqs : []));
  }

  /** What waits to be sent and is not in the log yet; it stands after the newest. */
  pending(): EntryView[] {
    if (this.#last !== undefined) return [];
    return this.#session.outbox.entries
      .filter((entry) => !this.#isSent(entry.id))
      .map((entry) => outboxView(entry, this.#self(), this.#context));
  }

  /** The views of these places of the log, without those that are not shown yet. */
  entriesAt(seqs: Iterable<number>): EntryView[] {
    const first = this.#shownFrom;
    const last = this.#last ?? Infinity;
    const events = [...seqs].filter((seq) => seq >= first && seq <= last).map((seq) => this.#source.event(seq));
    return this.#viewsOf(events.filter((event) => event !== undefined)).sort(byPlace);
  }

  /** Places of the shown file entries whose bytes, or whose small picture, these are. */
  placesOfFile(sha256: string): number[] {
    const places: number[] = [];
    for (const event of this.#source.events(this.#shownFrom, this.#last)) {
      if (event.type !== 'file' || !event.file) continue;
      const { file } = event;
      if (file.sha256 === sha256 || file.thumbnail?.sha256 === sha256) places.push(event.seq);
    }
    return places;
  }

  /** What is shown of items of the outbox: their views, and the keys of those that were given up. */
  outbox(ids: Iterable<string>): { upsert: EntryView[]; remove: string[] } {
    const upsert: EntryView[] = [];
    const remove: string[] = [];
    for (const id of ids) {
      const key = ownKey(id);
      if (this.#isSent(id)) continue;
      const entry = this.#session.outbox.entries.find((candidate) => candidate.id === id);
      if (!entry) remove.push(key);
      else if (this.#last === undefined) upsert.push(outboxView(entry, this.#self(), this.#context));
    }
    return { upsert, remove };
  }

  members(): MemberView[] {
    const selfId = this.#session.self?.id;
    return this.#session.state.members.map((member) => ({ ...member, self: member.id === selfId }));
  }

  get #source(): RoomState {
    return this.#stretch?.state ?? this.#session.state;
  }

  get #canLoadOlder(): boolean {
    return (this.#stretch ?? this.#session).hasOlder;
  }

  #extend(): EntryView[] {
    const events = this.#source.eventsBefore(this.#shownFrom, WINDOW_ENTRIES);
    const [oldest] = events;
    if (oldest) this.#first = oldest.seq;
    return this.#viewsOf(events);
  }

  get #shownFrom(): number {
    return this.#first ?? this.#session.state.seq + 1;
  }

  /** Where the newest is shown, what comes is shown too. */
  #meetNewest(): void {
    if (!this.#stretch && this.#last !== undefined && this.#last >= this.#session.state.seq) this.#last = undefined;
  }

  #viewsOf(events: Iterable<AnyEvent>): EntryView[] {
    return Array.from(events, (event) => eventView(event, this.#context)).filter((view) => view !== undefined);
  }

  #gapLines(): EntryView[] {
    if (this.#stretch) return [];
    const lost = this.#session.lostGaps;
    const shown = this.#session.state.gaps.filter((gap) => gap.from <= (this.#last ?? Infinity));
    return shown.map((gap) => ({
      key: `gap:${gap.to}`,
      kind: 'system',
      what: 'gap',
      seq: gap.from,
      time: this.#session.state.event(gap.to + 1)?.time ?? 0,
      from: gap.from,
      to: gap.to,
      loading: !lost.some((candidate) => candidate.to === gap.to),
    }));
  }

  #isSent(id: string): boolean {
    const self = this.#session.self;
    return self !== undefined && this.#session.state.placeOf(self.id, id) !== undefined;
  }

  #self() {
    const { self, target } = this.#session;
    return { id: self?.id ?? '', name: self?.name ?? target.name };
  }
}

/** What has no place yet stays in the order in which it was said, whatever the clock did meanwhile. */
function byPlace(one: EntryView, other: EntryView): number {
  return (one.seq ?? Number.MAX_SAFE_INTEGER) - (other.seq ?? Number.MAX_SAFE_INTEGER);
}

function firstOf(events: Iterable<AnyEvent>, most: number): AnyEvent[] {
  const first: AnyEvent[] = [];
  for (const event of events) {
    if (first.length === most) break;
    first.push(event);
  }
  return first;
}
