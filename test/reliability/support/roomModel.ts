/** What a user does to a room; `target` may be any place, also one where nothing is. */
export type Act =
  | { type: 'message'; id: string; text: string; replyTo?: number | undefined }
  | { type: 'edit'; target: number; text: string }
  | { type: 'delete'; target: number }
  | { type: 'react'; target: number; emoji: string; on: boolean }
  | { type: 'topic'; topic: string };

interface Entry {
  type: string;
  seq: number;
  from: string;
  id?: string;
  /** As it was sent first: what an id stands for. */
  sent?: string;
  text?: string;
  replyTo?: number | undefined;
  edited?: boolean;
  deleted?: boolean;
  lastEdit?: number;
  reactions?: { emoji: string; users: string[] }[];
  target?: number;
  emoji?: string;
  on?: boolean;
  topic?: string;
  change?: string;
}

/** What the protocol says of a room's log, in the simplest words: a list. Users are named by their ids. */
export class RoomModel {
  readonly entries: Entry[] = [];
  #topic = '';

  join(from: string): void {
    this.#add({ type: 'member', from, change: 'joined' });
  }

  /** @returns the place of the answer, that of an earlier one where nothing is new, or the code of a refusal */
  act(from: string, act: Act): number | string {
    switch (act.type) {
      case 'message':
        return this.#message(from, act);
      case 'edit': {
        const target = this.#own(from, act.target);
        if (typeof target === 'string') return target;
        if (target.text === act.text) return target.seq;
        const seq = this.#add({ type: 'edit', from, target: act.target });
        Object.assign(target, { text: act.text, edited: true, lastEdit: seq });
        return seq;
      }
      case 'delete': {
        // Who made the room is its owner, and may delete what others said.
        const target = from === this.entries[0]?.from ? this.#living(act.target) : this.#own(from, act.target);
        if (typeof target === 'string') return target;
        Object.assign(target, { text: '', deleted: true, edited: false, lastEdit: 0, reactions: [] });
        return this.#add({ type: 'delete', from, target: act.target });
      }
      case 'react':
        return this.#react(from, act);
      case 'topic':
        if (act.topic === this.#topic) return -1;
        this.#topic = act.topic;
        return this.#add({ type: 'topic', from, topic: act.topic });
    }
  }

  /** The log after `after` as it has to be on the wire, with what the rigs compare. */
  shown(after = 0): Record<string, unknown>[] {
    return this.entries.slice(after).map((entry) => this.#shown(entry));
  }

  #message(from: string, { id, text, replyTo }: Act & { type: 'message' }): number | string {
    const sent = JSON.stringify([text, replyTo]);
    const earlier = this.entries.find((entry) => entry.from === from && entry.id === id);
    if (earlier) return earlier.sent === sent ? earlier.seq : 'id_conflict';
    if (replyTo !== undefined && replyTo > this.entries.length) return 'not_found';
    return this.#add({ type: 'message', from, id, sent, text, replyTo, reactions: [] });
  }

  #react(from: string, { target: at, emoji, on }: Act & { type: 'react' }): number | string {
    const target = this.#living(at);
    if (typeof target === 'string') return target;
    const reactions = target.reactions ?? [];
    const reaction = reactions.find((candidate) => candidate.emoji === emoji);
    if ((reaction?.users.includes(from) ?? false) === on) return -1;
    // In the order in which they were given; what the last one took back has no place any more.
    if (on && reaction) reaction.users.push(from);
    else if (on) reactions.push({ emoji, users: [from] });
    else if (reaction) reaction.users = reaction.users.filter((user) => user !== from);
    target.reactions = reactions.filter(({ users }) => users.length > 0);
    return this.#add({ type: 'react', from, target: at, emoji, on });
  }

  #living(seq: number): Entry | string {
    const entry = this.entries[seq - 1];
    return entry?.type !== 'message' || entry.deleted ? 'not_found' : entry;
  }

  #own(from: string, seq: number): Entry | string {
    const entry = this.#living(seq);
    return typeof entry === 'string' || entry.from === from ? entry : 'not_yours';
  }

  #add(entry: Omit<Entry, 'seq'>): number {
    const seq = this.entries.length + 1;
    this.entries.push({ ...entry, seq });
    return seq;
  }

  #shown(entry: Entry): Record<string, unknown> {
    const { type, seq, from, target } = entry;
    const base = { type, seq, from };
    switch (type) {
      case 'message':
        return comparable({ ...base, ...entry });
      case 'edit': {
        const edited = this.entries[(target ?? 0) - 1];
        return comparable({ ...base, target, text: edited?.lastEdit === seq ? edited.text : undefined });
      }
      default:
        return comparable({
          ...base,
          target,
          emoji: entry.emoji,
          on: entry.on,
          topic: entry.topic,
          change: entry.change,
        });
    }
  }
}

const COMPARED = [
  'type',
  'seq',
  'id',
  'text',
  'replyTo',
  'target',
  'emoji',
  'on',
  'topic',
  'change',
  'deleted',
] as const;

/** An event of the wire or of the model, without times and what else the model does not know. */
export function comparable(event: Record<string, unknown>): Record<string, unknown> {
  const from = event['from'] as string | { id: string };
  const reactions = (event['reactions'] ?? []) as { emoji: string; users: string[] }[];
  const fields = COMPARED.map((name) => [name, event[name]] as const).filter(
    ([, value]) => value !== undefined && value !== false,
  );
  return {
    ...Object.fromEntries(fields),
    ...(event['on'] === false && { on: false }),
    from: typeof from === 'string' ? from : from.id,
    edited: Boolean(event['edited']),
    reactions: reactions.map(({ emoji, users }) => ({ emoji, users })),
  };
}
