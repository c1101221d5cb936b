import type { AccessNotice } from '../../server/protocol/accessNotices.ts';
import type { AnyEvent, DecodedSnapshot } from '../../server/protocol/frames.ts';
import type { Member, PresenceState, User } from '../../server/protocol/model.ts';
import { EventLog } from './eventLog.ts';
import { MemberList } from './memberList.ts';
import { RoomStanding } from './roomStanding.ts';

/** Gaps that are kept open at most; what lies before comes again as one scrolls. */
const MOST_GAPS = 100;
/** Most that the events of one room take in memory, in characters; past it the older half is let go. */
const MOST_WEIGHT = 128 * 1024 * 1024;
/** People whose names are remembered; past it those that were heard first are let go. */
const MOST_NAMES = 10_000;

/** What a change of the state means for those who show it. */
export type RoomChange =
  /** Everything may have changed: show it anew. */
  | { kind: 'reset' }
  /** These places of the log are new or look different. */
  | { kind: 'events'; seqs: number[] }
  | { kind: 'members' }
  /** Who finds the room, or what this person may do in it. */
  | { kind: 'standing' }
  | { kind: 'topic' }
  /** Gaps opened, closed, or were given up. */
  | { kind: 'gaps' }
  /** The read mark moved: this person read on, here or elsewhere. */
  | { kind: 'read' };

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
  /** Who finds the room, and what this person may do in it. */
  readonly standing = new RoomStanding();
  #room: string;
  /** What it was called before anything was heard this time. */
  readonly #titleBefore: string;
  #log = new EventLog();
  readonly #members = new MemberList();
  /** The newest place of each reaction, by target, emoji and user. */
  readonly #reacted = new Map<string, number>();
  #seq = 0;
  #first = 1;
  #epoch: string | undefined;
  #topic = '';
  #read = 0;
  /** A name of everybody who was heard, by id: also of those who are no members now. */
  readonly #names = new Map<string, string>();
  /** Ascending; replaced, never changed. */
  #gaps: readonly Gap[] = [];
  readonly #mostWeight: number;

  constructor({ room, title = room }: { room: string; title?: string }, mostWeight = MOST_WEIGHT) {
    this.#room = room;
    this.#titleBefore = title;
    this.#mostWeight = mostWeight;
  }

  /** The room's name in the form that the server keeps, once it was heard. */
  get room(): string {
    return this.#room;
  }

  /** What people call it: a room of two by the name of the other one. */
  get title(): string {
    return this.standing.traits.direct?.name ?? (this.#epoch === undefined ? this.#titleBefore : this.#room);
  }

  /** The newest place that was heard of; 0 before the first. */
  get seq(): number {
    return this.#seq;
  }

  get epoch(): string | undefined {
    return this.#epoch;
  }

  get members(): readonly Member[] {
    return this.#members.all;
  }

  get topic(): string {
    return this.#topic;
  }

  /** Up to here this person has read, on whichever of their devices ([MSG8]). */
  get read(): number {
    return this.#read;
  }

  /** A name that somebody was heard under. */
  nameOf(userId: string): string | undefined {
    return this.#names.get(userId);
  }

  get gaps(): readonly Gap[] {
    return this.#gaps;
  }

  /** The oldest place at hand; older ones can be had by `history` where it is above 1. */
  get first(): number {
    return this.#first;
  }

  event(seq: number): AnyEvent | undefined {
    return this.#log.get(seq);
  }

  /** The events at hand from `from` to `to`, both inclusive, in order; without bounds, all. */
  events(from = this.#first, to = this.#seq): Generator<AnyEvent> {
    return this.#log.range(from, to);
  }

  /** The newest events at hand before `seq`, at most `most`, in order. */
  eventsBefore(seq: number, most: number): AnyEvent[] {
    return this.#log.before(seq, most);
  }

  /** Where the message or file is that this user sent under this id; `undefined` where it is not at hand. */
  placeOf(userId: string, id: string): number | undefined {
    return this.#log.placeOf(userId, id);
  }

  /** Takes the answer of `connect` or `join` ([RM2], [RM3]). */
  applySnapshot(snapshot: DecodedSnapshot, epoch: string): RoomChange[] {
    this.#room = snapshot.room;
    this.#members.reset(snapshot.members);
    this.standing.reset(snapshot);
    this.#topic = snapshot.topic ?? '';
    const resumed = this.#epoch === epoch && this.#seq > 0 && snapshot.seq >= this.#seq;
    this.#epoch = epoch;
    for (const { id, name } of snapshot.members) this.#noteName(id, name);
    // What was read here while there was no connection is not unread again.
    this.#read = Math.min(snapshot.seq, resumed ? Math.max(this.#read, snapshot.read) : snapshot.read);
    if (!resumed) return this.#restart(snapshot);

    const from = this.#seq + 1;
    const gaps = this.#gaps;
    this.#seq = snapshot.seq;
    const seqs = this.#placeAll(snapshot.events.filter((event) => event.seq >= this.#first));
    this.#noteMissing({ from, to: snapshot.seq });
    return [
      { kind: 'members' },
      { kind: 'standing' },
      { kind: 'topic' },
      { kind: 'read' },
      { kind: 'events', seqs },
      ...this.#gapChanges(gaps),
    ];
  }

  /** Takes an event as it happens. One already known changes nothing; one that skips places leaves a gap. */
  applyEvent(event: AnyEvent): RoomChange[] {
    if (event.room !== this.#room || this.#log.has(event.seq) || event.seq < this.#first) return [];
    const gaps = this.#gaps;
    const from = this.#seq + 1;
    this.#seq = Math.max(this.#seq, event.seq);
    const seqs = this.#placeAll([event]);
    this.#noteMissing({ from, to: event.seq - 1 });
    const changes: RoomChange[] = [{ kind: 'events', seqs }];
    if (event.type === 'topic') {
      this.#topic = event.topic;
      changes.push({ kind: 'topic' });
    }
    if (event.type === 'member' && this.#applyMembership(event)) changes.push({ kind: 'members' });
    return [...changes, ...this.#gapChanges(gaps), ...this.#shed()];
  }

  /** Takes a page of `history` that reaches back from what is at hand, or fills a gap. */
  applyHistory(events: readonly AnyEvent[], more: boolean): RoomChange[] {
    const gaps = this.#gaps;
    const first = this.#first;
    const inside = events.filter((event) => event.room === this.#room && event.seq <= this.#seq);
    const oldest = inside.reduce((least, event) => Math.min(least, event.seq), first);
    const seqs = this.#placeAll(inside);
    if (oldest < first) {
      this.#first = more ? oldest : 1;
      // A page that was asked for before something was let go may not reach what is at hand now.
      this.#noteMissing({ from: oldest, to: first - 1 });
    } else if (!more && inside.length === 0) this.#first = 1;
    const changes: RoomChange[] = seqs.length === 0 ? [] : [{ kind: 'events', seqs }];
    return [...changes, ...this.#gapChanges(gaps)];
  }

  /** Drops what lies before `seq`, so that the stretch at hand has no gap; `history` brings it back when asked. */
  forgetBefore(seq: number): RoomChange[] {
    this.#log.forgetBefore(seq);
    this.#first = Math.max(this.#first, seq);
    this.#gaps = this.#gaps.filter((gap) => gap.from >= this.#first);
    return [{ kind: 'reset' }];
  }

  /** Takes an event that may lie outside the stretch at hand for what it says of an earlier one that is in it. */
  applyRevision(event: AnyEvent): RoomChange[] {
    if (event.room !== this.#room || this.#log.has(event.seq)) return [];
    if (event.type !== 'edit' && event.type !== 'delete' && event.type !== 'react') return [];
    if (event.type === 'react') this.#reacted.set(reactionKey(event), Math.max(event.seq, this.#reactedAt(event)));
    const seqs = this.#revise(event);
    return seqs.length === 0 ? [] : [{ kind: 'events', seqs }];
  }

  /** Moves the read mark forward, never back. */
  applyRead(seq: number): RoomChange[] {
    const read = Math.min(seq, this.#seq);
    if (read <= this.#read) return [];
    this.#read = read;
    return [{ kind: 'read' }];
  }

  /** Takes what is told of who may what, of this room or of the whole server. */
  applyNotice(notice: AccessNotice, selfId: string | undefined): RoomChange[] {
    if ('room' in notice && notice.room !== undefined && notice.room !== this.#room) return [];
    const changes: RoomChange[] = [];
    if (notice.type === 'role' || notice.type === 'mute') {
      const { user } = notice;
      const change =
        notice.type === 'mute'
          ? { muted: notice.on ? true : undefined }
          : { role: notice.role === 'owner' ? ('owner' as const) : undefined };
      if (this.#members.change(user.id, change)) changes.push({ kind: 'members' });
    }
    const isOwn = 'user' in notice && notice.user.id === selfId;
    if (this.standing.hear(notice, isOwn)) changes.push({ kind: 'standing' });
    return changes;
  }

  applyPresence(user: User, state: PresenceState): RoomChange[] {
    // A guest who went offline is nobody's member: the name is free again.
    const gone = state === 'offline' && user.guest;
    const changed = gone ? this.#members.remove(user.id) : this.#members.sawAs(user, state);
    return changed ? [{ kind: 'members' }] : [];
  }

  #restart(snapshot: DecodedSnapshot): RoomChange[] {
    this.#log = new EventLog();
    this.#reacted.clear();
    this.#gaps = [];
    this.#seq = snapshot.seq;
    this.#first = 1;
    this.#placeAll(snapshot.events);
    this.#first = this.#log.first ?? snapshot.seq + 1;
    this.#noteMissing({ from: this.#first, to: this.#seq });
    return [{ kind: 'reset' }];
  }

  /** Stores events and applies what they say of earlier ones; answers with the places that look different now. */
  #placeAll(events: readonly AnyEvent[]): number[] {
    const fresh = this.#log.add(events.filter((event) => event.room === this.#room && event.seq <= this.#seq));
    const places = fresh.map((event) => event.seq);
    for (const event of fresh) if ('from' in event) this.#noteName(event.from.id, event.from.name);
    const filled = (gap: Gap) => places.some((seq) => seq >= gap.from && seq <= gap.to);
    if (this.#gaps.some(filled)) this.#gaps = this.#gaps.flatMap((gap) => without(gap, places));
    for (const event of fresh) {
      if (event.type === 'react') this.#reacted.set(reactionKey(event), Math.max(event.seq, this.#reactedAt(event)));
    }
    const touched = fresh.map((event) =>
      event.type === 'edit' || event.type === 'delete' || event.type === 'react' ? this.#revise(event) : [],
    );
    return [...new Set([...places, ...touched.flat()])];
  }

  #revise(change: Extract<AnyEvent, { type: 'edit' | 'delete' | 'react' }>): number[] {
    const target = this.#log.get(change.target);
    if (target?.type !== 'message' && target?.type !== 'file') return [];
    switch (change.type) {
      case 'edit':
        // An edit whose text is gone was followed by another: that one brings the present text.
        if (target.type !== 'message' || change.text === undefined || target.deleted) return [];
        this.#log.replace({ ...target, text: change.text, edited: change.time });
        break;
      case 'delete':
        if (target.type === 'file') this.#log.replace({ ...target, deleted: true, file: undefined });
        else this.#log.replace({ ...target, deleted: true, text: '', snippet: undefined });
        break;
      case 'react':
        // A page brings its messages as they are now: a reaction that was taken back later is not put on again.
        if (this.#reactedAt(change) > change.seq) return [];
        this.#log.replace({ ...target, reactions: reactionsAfter(target.reactions ?? [], change) });
        break;
    }
    return [target.seq];
  }

  #applyMembership(event: Extract<AnyEvent, { type: 'member' }>): boolean {
    if (event.change === 'left') return this.#members.remove(event.from.id);
    if (this.#members.has(event.from.id)) return false;
    return this.#members.put({ ...event.from, guest: event.guest, state: 'online' });
  }

  #noteName(id: string, name: string): void {
    if (this.#names.has(id)) return;
    this.#names.set(id, name);
    if (this.#names.size > MOST_NAMES) this.#names.delete(this.#names.keys().next().value ?? '');
  }

  #reactedAt(react: ReactEvent): number {
    return this.#reacted.get(reactionKey(react)) ?? 0;
  }

  #noteMissing(range: Gap): void {
    if (range.from > range.to) return;
    const missing = without(range, this.#log.placesIn(range.from, range.to));
    if (missing.length === 0) return;
    this.#gaps = [...this.#gaps, ...missing].sort((one, other) => one.from - other.from);
  }

  /** What became of the gaps since they were `before`. A server that skips on and on is followed only so far back. */
  #gapChanges(before: readonly Gap[]): RoomChange[] {
    if (this.#gaps === before) return [];
    const oldest = this.#gaps.at(-MOST_GAPS);
    const tooMany = oldest !== undefined && this.#gaps.length > MOST_GAPS;
    return tooMany ? this.forgetBefore(oldest.to + 1) : [{ kind: 'gaps' }];
  }

  /** Lets the older half go where the room's events take too much memory. */
  #shed(): RoomChange[] {
    if (this.#log.weight <= this.#mostWeight) return [];
    const kept = this.#log.placeBack(this.#log.size >> 1);
    return kept === undefined ? [] : this.forgetBefore(kept);
  }
}

type ReactEvent = Extract<AnyEvent, { type: 'react' }>;

function reactionKey(react: ReactEvent): string {
  return `${react.target}\n${react.emoji}\n${react.from.id}`;
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
