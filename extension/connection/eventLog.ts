import type { AnyEvent } from '../../server/protocol/frames.ts';

/** What an event takes besides its text, in characters; an estimate. */
const EVENT_WEIGHT = 256;

/** The events at hand by their place, in order. A server's numbers are not trusted: nothing here counts through a range. */
export class EventLog {
  readonly #events = new Map<number, AnyEvent>();
  /** The places of `#events`, ascending. */
  #places: number[] = [];
  /** Places of messages and files by who sent them under which id. */
  readonly #sent = new Map<string, number>();
  #weight = 0;

  /** About how much memory the events take, in characters. */
  get weight(): number {
    return this.#weight;
  }

  get first(): number | undefined {
    return this.#places[0];
  }

  get size(): number {
    return this.#places.length;
  }

  has(seq: number): boolean {
    return this.#events.has(seq);
  }

  get(seq: number): AnyEvent | undefined {
    return this.#events.get(seq);
  }

  /** Where the message or file is that this user sent under this id. */
  placeOf(userId: string, id: string): number | undefined {
    return this.#sent.get(sentKey(userId, id));
  }

  /** Takes events in, each place once; answers with those that are new, in order. */
  add(events: readonly AnyEvent[]): AnyEvent[] {
    const fresh: AnyEvent[] = [];
    for (const event of events) {
      if (this.#events.has(event.seq)) continue;
      this.#events.set(event.seq, event);
      this.#weight += weightOf(event);
      if (event.type === 'message' || event.type === 'file')
        this.#sent.set(sentKey(event.from.id, event.id), event.seq);
      fresh.push(event);
    }
    fresh.sort((one, other) => one.seq - other.seq);
    this.#insert(fresh.map((event) => event.seq));
    return fresh;
  }

  /** Puts another form of an event in its place. */
  replace(event: AnyEvent): void {
    const old = this.#events.get(event.seq);
    if (!old) return;
    this.#events.set(event.seq, event);
    this.#weight += weightOf(event) - weightOf(old);
  }

  /** The events from `from` to `to`, both inclusive, in order. */
  *range(from: number, to: number): Generator<AnyEvent> {
    for (let index = this.#indexOf(from); index < this.#places.length; index += 1) {
      const seq = this.#places[index];
      if (seq === undefined || seq > to) return;
      const event = this.#events.get(seq);
      if (event) yield event;
    }
  }

  /** The newest events before `seq`, at most `most`, in order. */
  before(seq: number, most: number): AnyEvent[] {
    const end = this.#indexOf(seq);
    return this.#places.slice(Math.max(0, end - most), end).flatMap((place) => this.#events.get(place) ?? []);
  }

  /** The places from `from` to `to`, both inclusive. */
  placesIn(from: number, to: number): number[] {
    return this.#places.slice(this.#indexOf(from), this.#indexOf(to + 1));
  }

  /** The place of the newest event but `newer`. */
  placeBack(newer: number): number | undefined {
    return this.#places.at(-1 - newer);
  }

  forgetBefore(seq: number): void {
    const index = this.#indexOf(seq);
    for (const place of this.#places.slice(0, index)) {
      const event = this.#events.get(place);
      if (!event) continue;
      this.#events.delete(place);
      this.#weight -= weightOf(event);
      if (event.type === 'message' || event.type === 'file') this.#sent.delete(sentKey(event.from.id, event.id));
    }
    this.#places = this.#places.slice(index);
  }

  /** The index of the first place that is `seq` or later. */
  #indexOf(seq: number): number {
    let low = 0;
    let high = this.#places.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#places[middle] ?? Infinity) < seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Most insertions are at the end, or one whole page before the first: neither sorts what is there. */
  #insert(places: readonly number[]): void {
    const [first] = places;
    const last = places.at(-1);
    if (first === undefined || last === undefined) return;
    const index = this.#indexOf(first);
    const next = this.#places[index];
    if (next === undefined) for (const place of places) this.#places.push(place);
    else if (places.length === 1) this.#places.splice(index, 0, first);
    else if (last < next) this.#places = [...this.#places.slice(0, index), ...places, ...this.#places.slice(index)];
    else this.#places = [...this.#places, ...places].sort((one, other) => one - other);
  }
}

function sentKey(userId: string, id: string): string {
  return `${userId}\n${id}`;
}

function weightOf(event: AnyEvent): number {
  switch (event.type) {
    case 'message':
      return (
        EVENT_WEIGHT + event.text.length + (event.snippet ? event.snippet.text.length + event.snippet.path.length : 0)
      );
    case 'edit':
      return EVENT_WEIGHT + (event.text?.length ?? 0);
    default:
      return EVENT_WEIGHT;
  }
}
