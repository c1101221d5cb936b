import type { DatabaseSync } from 'node:sqlite';
import { PAGE_BYTES } from '../protocol/limits.ts';
import type { Reaction, RoomEvent, Snippet, Visibility } from '../protocol/model.ts';
import { utf8Length } from '../protocol/names.ts';
import { FILE_COLUMNS, type FileColumns, fileOf } from './fileRows.ts';
import type { EventJson, NewestPage } from './operations.ts';
import { Query } from './sqlite.ts';

export interface RoomRow {
  id: number;
  name: string;
  key: string;
  seq: number;
  last_time: number;
  topic: string | null;
  topic_seq: number;
  removed: number;
  /** A room of two is one by itself, and stays it. */
  visibility: Visibility | 'direct';
  approval: number;
}

interface EventRow extends FileColumns {
  seq: number;
  type: string;
  time: number;
  author: string;
  name: string;
  client_id: string | null;
  text: string | null;
  target: number | null;
  detail: string | null;
  edited: number | null;
  deleted: number;
  edit_text: string | null;
}

interface ReactionRow {
  target: number;
  emoji: string;
  user: string;
}

const NO_FILE: FileColumns = {
  file_id: null,
  file_name: null,
  size: null,
  media_type: null,
  sha256: null,
  width: null,
  height: null,
  thumb_size: null,
  thumb_type: null,
  thumb_sha256: null,
};

const COLUMNS = `
  e.seq, e.type, e.time, e.author, e.name, e.client_id, e.text, e.target, e.detail, e.edited, e.deleted,
  t.text AS edit_text, ${FILE_COLUMNS}
  FROM events e
  LEFT JOIN events t ON e.type = 'edit' AND t.room = e.room AND t.seq = e.target AND t.edit_seq = e.seq AND t.deleted = 0
  LEFT JOIN files f ON e.type = 'file' AND f.room = e.room AND f.seq = e.seq`;

/** Reads events in their present state ([MSG6]), by pages that are bounded in number and bytes ([RM3]). */
export class EventPages {
  readonly #room: Query<RoomRow>;
  readonly #one: Query<EventRow>;
  readonly #down: Query<EventRow>;
  readonly #up: Query<EventRow>;
  readonly #reactions: Query<ReactionRow>;
  #newest: { asked: string; page: NewestPage } | undefined;

  constructor(database: DatabaseSync) {
    this.#room = new Query(database, 'SELECT * FROM rooms WHERE key = ?');
    this.#one = new Query(database, `SELECT ${COLUMNS} WHERE e.room = ? AND e.seq = ?`);
    this.#down = new Query(
      database,
      `SELECT ${COLUMNS} WHERE e.room = ? AND e.seq > ? AND e.seq < ? ORDER BY e.seq DESC LIMIT ?`,
    );
    this.#up = new Query(
      database,
      `SELECT ${COLUMNS} WHERE e.room = ? AND e.seq > ? AND e.seq < ? ORDER BY e.seq LIMIT ?`,
    );
    this.#reactions = new Query(
      database,
      'SELECT target, emoji, user FROM reactions WHERE room = ? AND target BETWEEN ? AND ? ORDER BY seq',
    );
  }

  room(key: string): RoomRow | undefined {
    return this.#room.get(key);
  }

  /** One event; a removed one where retention took it. */
  event(room: RoomRow, seq: number): RoomEvent | undefined {
    const row = this.#one.get(room.id, seq);
    if (row) return toEvent(room, row, this.#reactionsOf(room, seq, seq));
    return seq >= 1 && seq <= room.removed ? removedEvent(room, seq) : undefined;
  }

  /**
   * The newest page of those after `after`, and the gap before it ([RM3]). Kept for the next who asks the same: where
   * all come back at once, all do. Whatever changes an event takes a seq, so nothing older is given.
   */
  newest(room: RoomRow, after: number | undefined, limit: number): NewestPage {
    const asked = JSON.stringify([room.id, room.name, room.seq, room.removed, after, limit]);
    if (this.#newest?.asked !== asked) this.#newest = { asked, page: this.#readNewest(room, after, limit) };
    return this.#newest.page;
  }

  /** To be called where something was undone: its seq may be given to something else. */
  forget(): void {
    this.#newest = undefined;
  }

  #readNewest(room: RoomRow, after: number | undefined, limit: number): NewestPage {
    const floor = after ?? Math.max(0, room.removed - 1);
    const events = this.#page(room, 'down', floor, room.seq + 1, limit);
    const first = room.seq - events.length + 1;
    const gap = after !== undefined && first > after + 1 ? { from: after + 1, to: first - 1 } : undefined;
    return { events: `[${events.join(',')}]`, ...(gap && { gap }) };
  }

  /** Those right before `before`. What retention removed is one entry here, not one for each event. */
  before(room: RoomRow, before: number, limit: number): { events: EventJson[]; more: boolean } {
    const end = Math.min(before, room.seq + 1);
    const floor = end <= room.removed ? end - 2 : Math.max(0, room.removed - 1);
    const events = this.#page(room, 'down', Math.max(0, floor), end, limit);
    return { events, more: end - events.length - 1 > Math.max(0, room.removed - 1) };
  }

  /** Those right after `after`; every seq is there ([MSG6]). */
  after(room: RoomRow, after: number, limit: number): { events: EventJson[]; more: boolean } {
    const events = this.#page(room, 'up', after, room.seq + 1, limit);
    return { events, more: after + events.length < room.seq };
  }

  /** In the order of seq; of those over the bound the far end is cut. At least one, whatever its size. */
  #page(room: RoomRow, way: 'up' | 'down', above: number, below: number, limit: number): EventJson[] {
    const rows = boundedRows((way === 'up' ? this.#up : this.#down).iterate(room.id, above, below, limit));
    const byTarget = rows.length === 0 ? new Map<number, Reaction[]>() : this.#reactionsIn(room, rows);
    const events: EventJson[] = [];
    let bytes = 0;
    const take = (event: RoomEvent): boolean => {
      const json = JSON.stringify(event);
      bytes += utf8Length(json) + 1;
      if (events.length > 0 && (bytes > PAGE_BYTES || events.length >= limit)) return false;
      events.push(json);
      return true;
    };
    const takeRows = (): boolean => rows.every((row) => take(toEvent(room, row, byTarget.get(row.seq))));
    if (way === 'up') {
      for (let seq = above + 1; seq <= room.removed && seq < below; seq += 1) {
        if (!take(removedEvent(room, seq))) return events;
      }
      takeRows();
      return events;
    }
    // Retention removes a beginning of the log: what is below its mark has no row.
    if (takeRows() && !(rows.at(-1) !== undefined && (rows.at(-1)?.seq ?? 0) > room.removed + 1)) {
      for (let seq = Math.min(room.removed, below - 1); seq > above; seq -= 1) {
        if (!take(removedEvent(room, seq))) break;
      }
    }
    return events.reverse();
  }

  #reactionsIn(room: RoomRow, rows: readonly EventRow[]): Map<number, Reaction[]> {
    const seqs = rows.map((row) => row.seq);
    const byTarget = new Map<number, Reaction[]>();
    for (const row of this.#reactions.all(room.id, Math.min(...seqs), Math.max(...seqs))) {
      const list = byTarget.get(row.target) ?? [];
      addReaction(list, row);
      byTarget.set(row.target, list);
    }
    return byTarget;
  }

  #reactionsOf(room: RoomRow, from: number, to: number): Reaction[] | undefined {
    const list: Reaction[] = [];
    for (const row of this.#reactions.all(room.id, from, to)) addReaction(list, row);
    return list.length === 0 ? undefined : list;
  }
}

/** Stops reading where the text alone fills a page, so that 500 long messages are not all held at once. */
function boundedRows(rows: Iterable<EventRow>): EventRow[] {
  const taken: EventRow[] = [];
  let characters = 0;
  for (const row of rows) {
    taken.push(row);
    characters += (row.text?.length ?? 0) + (row.detail?.length ?? 0);
    if (characters > PAGE_BYTES) break;
  }
  return taken;
}

function addReaction(list: Reaction[], row: ReactionRow): void {
  const reaction = list.find((candidate) => candidate.emoji === row.emoji);
  if (!reaction) list.push({ emoji: row.emoji, users: [row.user] });
  else if (!reaction.users.includes(row.user)) reaction.users.push(row.user);
}

/** Retention keeps nothing of an event, not even who made it. */
function removedEvent(room: RoomRow, seq: number): RoomEvent {
  return { type: 'removed', room: room.name, seq, time: 0, from: { id: 'server', name: '' } };
}

type Detail = Partial<{
  snippet: Snippet;
  emoji: string;
  on: boolean;
  change: 'joined' | 'left';
  guest: boolean;
  by: { id: string; name: string };
  topic: string;
}>;

/** An event, but a file, that was stored this moment: what reading it again would give. */
export function newEvent(room: RoomRow, row: Omit<EventRow, keyof FileColumns | 'edited' | 'deleted'>): RoomEvent {
  return toEvent(room, { ...row, ...NO_FILE, edited: null, deleted: 0 }, undefined);
}

function toEvent(room: RoomRow, row: EventRow, reactions: Reaction[] | undefined): RoomEvent {
  const base = { room: room.name, seq: row.seq, time: row.time, from: { id: row.author, name: row.name } };
  const detail = row.detail === null ? {} : (JSON.parse(row.detail) as Detail);
  const target = row.target ?? 0;
  switch (row.type) {
    case 'message':
      return {
        type: 'message',
        ...base,
        id: row.client_id ?? '',
        text: row.text ?? '',
        ...(row.target === null ? {} : { replyTo: row.target }),
        ...(detail.snippet && { snippet: detail.snippet }),
        ...(row.edited === null ? {} : { edited: row.edited }),
        ...(row.deleted === 1 && { deleted: true }),
        ...(reactions && { reactions }),
      };
    case 'file':
      return {
        type: 'file',
        ...base,
        id: row.client_id ?? '',
        ...(row.deleted === 1 ? { deleted: true } : { file: fileOf(row) }),
        ...(row.target === null ? {} : { replyTo: row.target }),
        ...(reactions && { reactions }),
      };
    case 'edit':
      return { type: 'edit', ...base, target, ...(row.edit_text === null ? {} : { text: row.edit_text }) };
    case 'delete':
      return { type: 'delete', ...base, target };
    case 'react':
      return { type: 'react', ...base, target, emoji: detail.emoji ?? '', on: detail.on ?? false };
    case 'member':
      return {
        type: 'member',
        ...base,
        change: detail.change ?? 'joined',
        guest: detail.guest ?? false,
        ...(detail.by && { by: detail.by }),
      };
    case 'topic':
      return { type: 'topic', ...base, topic: detail.topic ?? '' };
    default:
      return { type: 'removed', ...base };
  }
}
