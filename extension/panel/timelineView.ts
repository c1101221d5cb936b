import type { AnyEvent } from '../../server/protocol/frames.ts';
import type { EntryView, MemberView } from '../../webview/protocol/messages.ts';
import type { RoomSession } from '../connection/roomSession.ts';
import { eventView, outboxView, ownKey, type EntryContext } from './entryViews.ts';

/** Entries of the newest window, and of each older page that is shown on request. */
const WINDOW_ENTRIES = 200;
/** Pages that one request for older entries fetches at most. */
const OLDER_PAGES = 10;

/** The stretch of a session's timeline that the webview shows: the newest window, longer as one scrolls back. */
export class TimelineView {
  readonly #session: RoomSession;
  readonly #context: EntryContext;
  /** The oldest place that is shown; none is before the first look. */
  #first: number | undefined;

  constructor(session: RoomSession, context: EntryContext) {
    this.#session = session;
    this.#context = context;
  }

  /** Older entries are at hand or can be asked for. */
  get hasOlder(): boolean {
    return this.#session.hasOlder || this.#session.state.eventsBefore(this.#shownFrom, 1).length > 0;
  }

  /** Forgets how far back was shown: the next look is at the newest window again. */
  startOver(): void {
    this.#first = undefined;
  }

  /** All that is shown, in order, with what waits to be sent at its end: the newest window at the first look. */
  shown(): EntryView[] {
    const entries = this.#first === undefined ? this.#extend() : this.#viewsOf(this.#session.state.events(this.#first));
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
    for (let page = 0; entries.length === 0 && this.#session.hasOlder && page < OLDER_PAGES; page += 1) {
      await this.#session.loadOlder();
      entries = this.older();
    }
    return entries;
  }

  /** What waits to be sent and is not in the log yet. */
  pending(): EntryView[] {
    return this.#session.outbox.entries
      .filter((entry) => !this.#isSent(entry.id))
      .map((entry) => outboxView(entry, this.#self(), this.#context));
  }

  /** The views of these places of the log, without those that are not shown yet. */
  entriesAt(seqs: Iterable<number>): EntryView[] {
    const first = this.#shownFrom;
    const events = [...seqs].filter((seq) => seq >= first).map((seq) => this.#session.state.event(seq));
    return this.#viewsOf(events.filter((event) => event !== undefined)).sort(byPlace);
  }

  /** Places of the shown file entries whose bytes these are. */
  placesOfFile(sha256: string): number[] {
    const places: number[] = [];
    for (const event of this.#session.state.events(this.#shownFrom)) {
      if (event.type === 'file' && event.file?.sha256 === sha256) places.push(event.seq);
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
      if (entry) upsert.push(outboxView(entry, this.#self(), this.#context));
      else remove.push(key);
    }
    return { upsert, remove };
  }

  members(): MemberView[] {
    const selfId = this.#session.self?.id;
    return this.#session.state.members.map((member) => ({ ...member, self: member.id === selfId }));
  }

  #extend(): EntryView[] {
    const events = this.#session.state.eventsBefore(this.#shownFrom, WINDOW_ENTRIES);
    const [oldest] = events;
    if (oldest) this.#first = oldest.seq;
    return this.#viewsOf(events);
  }

  get #shownFrom(): number {
    return this.#first ?? this.#session.state.seq + 1;
  }

  #viewsOf(events: Iterable<AnyEvent>): EntryView[] {
    return Array.from(events, (event) => eventView(event, this.#context)).filter((view) => view !== undefined);
  }

  #gapLines(): EntryView[] {
    const lost = this.#session.lostGaps;
    return this.#session.state.gaps.map((gap) => ({
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
