import type { AnyEvent, DecodedSnapshot } from '../../server/protocol/frames.ts';
import type { Member, PresenceState, User } from '../../server/protocol/model.ts';

/** What a change of the state means for those who show it. */
export type RoomChange =
  /** Everything may have changed: show it anew. */
  | { kind: 'reset' }
  /** These places of the log are new or look different. */
  | { kind: 'events'; seqs: number[] }
  | { kind: 'members' }
  | { kind: 'topic' };

/** Places of the log, both inclusive, that are known to be missing between those at hand. */
export interface Gap {
  from: number;
  to: number;
}

/**
 * What one client knows of one room: a stretch of the log up to its newest place, and the members. Takes what the
 * server sends and does no input or output, so the same frames always give the same state. Every event is applied
 * once, whatever is repeated.
 */
export class RoomState {
  #room: string;
  #events = new Map<number, AnyEvent>();
  /** The places of `#events`, ascending. A server's numbers are not trusted: nothing here counts through a range. */
  #order: number[] = [];
  #members: Member[] = [];
  #seq = 0;
  #first = 1;
  #epoch: string | undefined;
  #topic = '';
  #gaps: Gap[] = [];

  constructor(room: string) {
    this.#room = room;
  }

  /** The room's name in the form that the server keeps, once it was heard. */
  get room(): string {
    return this.#room;
  }

  /** The newest place that was heard of; 0 before the first. */
  get seq(): number {
    return this.#seq;
  }

  get epoch(): string | undefined {
    return this.#epoch;
  }

  get members(): readonly Member[] {
    return this.#members;
  }

  get topic(): string {
    return this.#topic;
  }

  get gaps(): readonly Gap[] {
    return this.#gaps;
  }

  /** The oldest place at hand; older ones can be had by `history` where it is above 1. */
  get first(): number {
    return this.#first;
  }

  event(seq: number): AnyEvent | undefined {
    return this.#events.get(seq);
  }

  /** The events at hand from `from` to `to`, both inclusive, in order; without bounds, all. */
  *events(from = this.#first, to = this.#seq): Generator<AnyEvent> {
    for (const seq of this.#order) {
      if (seq < from) continue;
      if (seq > to) return;
      const event = this.#events.get(seq);
      if (event) yield event;
    }
  }

  /** Takes the answer of `connect` or `join` ([RM2], [RM3]). */
  applySnapshot(snapshot: DecodedSnapshot, epoch: string): RoomChange[] {
    this.#room = snapshot.room;
    this.#members = snapshot.members;
    this.#topic = snapshot.topic ?? '';
    const resumed = this.#epoch === epoch && this.#seq > 0 && snapshot.seq >= this.#seq;
    this.#epoch = epoch;
    if (!resumed) return this.#restart(snapshot);

    const changes: RoomChange[] = [{ kind: 'members' }, { kind: 'topic' }];
    const seqs = this.#placeAll(snapshot.events);
    this.#noteMissing({ from: this.#seq + 1, to: snapshot.seq });
    this.#seq = snapshot.seq;
    changes.push({ kind: 'events', seqs });
    return changes;
  }

  /** Takes an event as it happens. One already known changes nothing; one that skips places leaves a gap. */
  applyEvent(event: AnyEvent): RoomChange[] {
    if (event.room !== this.#room || this.#events.has(event.seq) || event.seq < this.#first) return [];
    const seqs = this.#placeAll([event]);
    if (event.seq > this.#seq) {
      this.#noteMissing({ from: this.#seq + 1, to: event.seq - 1 });
      this.#seq = event.seq;
    }
    const changes: RoomChange[] = [{ kind: 'events', seqs }];
    if (event.type === 'topic') {
      this.#topic = event.topic;
      changes.push({ kind: 'topic' });
    }
    if (event.type === 'member' && this.#applyMembership(event)) changes.push({ kind: 'members' });
    return changes;
  }

  /** Takes a page of `history` that reaches back from what is at hand, or fills a gap. */
  applyHistory(events: readonly AnyEvent[], more: boolean): RoomChange[] {
    const inside = events.filter((event) => event.room === this.#room && event.seq <= this.#seq);
    const seqs = this.#placeAll(inside);
    const oldest = Math.min(...inside.map((event) => event.seq));
    if (oldest < this.#first) this.#first = more ? oldest : 1;
    else if (!more && inside.length === 0) this.#first = Math.min(this.#first, 1);
    return seqs.length === 0 ? [] : [{ kind: 'events', seqs }];
  }

  /** Drops what lies before `seq`, so that the stretch at hand has no gap; `history` brings it back when asked. */
  forgetBefore(seq: number): RoomChange[] {
    for (const known of this.#order) if (known < seq) this.#events.delete(known);
    this.#order = this.#order.filter((known) => known >= seq);
    this.#first = Math.max(this.#first, seq);
    this.#gaps = this.#gaps.filter((gap) => gap.from >= this.#first);
    return [{ kind: 'reset' }];
  }

  applyPresence(user: User, state: PresenceState): RoomChange[] {
    const index = this.#members.findIndex((member) => member.id === user.id);
    const member: Member = { ...user, state };
    // A guest who went offline is nobody's member: the name is free again.
    const gone = state === 'offline' && user.guest;
    if (index < 0) {
      if (gone) return [];
      this.#members = [...this.#members, member];
    } else if (gone) this.#members = this.#members.toSpliced(index, 1);
    else this.#members = this.#members.with(index, member);
    return [{ kind: 'members' }];
  }

  #restart(snapshot: DecodedSnapshot): RoomChange[] {
    this.#events = new Map();
    this.#order = [];
    this.#gaps = [];
    this.#seq = snapshot.seq;
    this.#placeAll(snapshot.events);
    this.#first = this.#order[0] ?? snapshot.seq + 1;
    this.#noteMissing({ from: this.#first, to: this.#seq });
    return [{ kind: 'reset' }];
  }

  /** Stores events and applies what they say of earlier ones; answers with the places that look different now. */
  #placeAll(events: readonly AnyEvent[]): number[] {
    const fresh = events
      .filter((event) => event.room === this.#room && !this.#events.has(event.seq))
      .sort((one, other) => one.seq - other.seq);
    for (const event of fresh) this.#events.set(event.seq, event);
    const places = fresh.map((event) => event.seq);
    const appended = (places[0] ?? 0) > (this.#order.at(-1) ?? 0);
    this.#order.push(...places);
    if (!appended) this.#order = [...new Set(this.#order)].sort((one, other) => one - other);
    this.#gaps = this.#gaps.flatMap((gap) => without(gap, places));

    const touched = fresh.map((event) =>
      event.type === 'edit' || event.type === 'delete' || event.type === 'react' ? this.#revise(event) : [],
    );
    return [...new Set([...places, ...touched.flat()])];
  }

  #revise(change: Extract<AnyEvent, { type: 'edit' | 'delete' | 'react' }>): number[] {
    const target = this.#events.get(change.target);
    if (target?.type !== 'message' && target?.type !== 'file') return [];
    switch (change.type) {
      case 'edit':
        // An edit whose text is gone was followed by another: that one brings the present text.
        if (target.type !== 'message' || change.text === undefined || target.deleted) return [];
        this.#events.set(target.seq, { ...target, text: change.text, edited: change.time });
        break;
      case 'delete':
        if (target.type === 'file') this.#events.set(target.seq, { ...target, deleted: true, file: undefined });
        else this.#events.set(target.seq, { ...target, deleted: true, text: '', snippet: undefined });
        break;
      case 'react':
        // A page brings its messages as they are now: a reaction that was taken back later is not put on again.
        if (this.#isOutdated(change)) return [];
        this.#events.set(target.seq, { ...target, reactions: reactionsAfter(target.reactions ?? [], change) });
        break;
    }
    return [target.seq];
  }

  #applyMembership(event: Extract<AnyEvent, { type: 'member' }>): boolean {
    const known = this.#members.some((member) => member.id === event.from.id);
    if (event.change === 'left') {
      this.#members = this.#members.filter((member) => member.id !== event.from.id);
      return known;
    }
    if (known) return false;
    this.#members = [...this.#members, { ...event.from, guest: event.guest, state: 'online' }];
    return true;
  }

  #isOutdated(change: Extract<AnyEvent, { type: 'react' }>): boolean {
    for (const later of this.events(change.seq + 1)) {
      if (later.type !== 'react' || later.target !== change.target) continue;
      if (later.emoji === change.emoji && later.from.id === change.from.id) return true;
    }
    return false;
  }

  #noteMissing(range: Gap): void {
    if (range.from > range.to) return;
    const inside = this.#order.filter((seq) => seq >= range.from && seq <= range.to);
    this.#gaps.push(...without(range, inside));
  }
}

/** What is left of a range when the places in `known`, ascending, are taken out. */
function without(range: Gap, known: readonly number[]): Gap[] {
  const left: Gap[] = [];
  let from = range.from;
  for (const seq of known) {
    if (seq < from || seq > range.to) continue;
    if (seq > from) left.push({ from, to: seq - 1 });
    from = seq + 1;
  }
  if (from <= range.to) left.push({ from, to: range.to });
  return left;
}

function reactionsAfter(
  reactions: readonly { emoji: string; users: string[] }[],
  change: Extract<AnyEvent, { type: 'react' }>,
): { emoji: string; users: string[] }[] {
  const others = (users: string[]) => users.filter((user) => user !== change.from.id);
  const known = reactions.some((reaction) => reaction.emoji === change.emoji);
  const next = reactions.map((reaction) =>
    reaction.emoji !== change.emoji
      ? reaction
      : { ...reaction, users: change.on ? [...others(reaction.users), change.from.id] : others(reaction.users) },
  );
  if (!known && change.on) next.push({ emoji: change.emoji, users: [change.from.id] });
  return next.filter((reaction) => reaction.users.length > 0);
}
