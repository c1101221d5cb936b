import type { DatabaseSync } from 'node:sqlite';
import { normalizeName, nameKey } from '../protocol/names.ts';
import type { SearchHit } from '../protocol/model.ts';
import { hasFullText } from './searchIndex.ts';
import type { EventPages } from './eventPages.ts';
import type { SearchInput } from './operations.ts';
import { findMarks, GRAM, parseSearch, shortToken, type SearchQuery } from './searchQuery.ts';
import { Query, type SqlValue } from './sqlite.ts';

interface HitRow {
  id: number;
  key: string;
  seq: number;
}

/** Most candidates that one search looks at before it answers with what it has and a place to go on from. */
const CANDIDATES = 50_000;
/** The same without an index, where each has to be read. */
const READ_CANDIDATES = 10_000;

/** Searches the rooms that somebody may see, newest first: every term has to be there ([MSG7]). */
export class Search {
  readonly #database: DatabaseSync;
  readonly #pages: EventPages;
  readonly #indexed: boolean;
  /** Statements by their text: there are few shapes. */
  readonly #queries = new Map<string, Query<HitRow>>();
  readonly #memberKeys: Query<{ key: string }>;

  constructor(database: DatabaseSync, pages: EventPages) {
    this.#database = database;
    this.#pages = pages;
    this.#indexed = hasFullText(database);
    this.#memberKeys = new Query(
      database,
      'SELECT r.key FROM members m JOIN rooms r ON r.id = m.room WHERE m.user = ? AND m.guest = 0',
    );
  }

  run(input: SearchInput): { hits: SearchHit[]; next?: string } {
    const query = parseSearch(input.query);
    const rooms = this.#rooms(input, query);
    if (rooms.length === 0 || (query.terms.length === 0 && !query.hasFile && query.from === undefined)) {
      return { hits: [] };
    }
    const hits: SearchHit[] = [];
    const most = this.#indexed ? CANDIDATES : READ_CANDIDATES;
    let looked = 0;
    for (const row of this.#rows(query, rooms, input.before)) {
      looked += 1;
      const room = this.#pages.room(row.key);
      const event = room && this.#pages.event(room, row.seq);
      if (event && (event.type === 'message' || event.type === 'file') && this.#matches(event, query.terms)) {
        const marks = findMarks(event.type === 'message' ? event.text : (event.file?.name ?? ''), query.terms);
        hits.push({ event, marks });
      }
      if (hits.length >= input.limit || looked >= most) return { hits, next: String(row.id) };
    }
    return { hits };
  }

  /** The index has judged already; without one the words are looked for here. */
  #matches(event: SearchHit['event'], terms: readonly string[]): boolean {
    if (this.#indexed) return true;
    const said =
      event.type === 'file'
        ? (event.file?.name ?? '')
        : [event.text, event.snippet?.path ?? '', event.snippet?.text ?? ''].join('\n');
    const folded = said.toLowerCase();
    return terms.every((term) => folded.includes(term.toLowerCase()));
  }

  #rooms(input: SearchInput, query: SearchQuery): string[] {
    const keys = new Set(input.keys);
    if (input.userId !== undefined) for (const { key } of this.#memberKeys.all(input.userId)) keys.add(key);
    const asked = [input.key, query.room === undefined ? undefined : keyOf(query.room)];
    return [...keys].filter((key) => asked.every((wanted) => wanted === undefined || wanted === key));
  }

  #rows(query: SearchQuery, rooms: string[], before: string | undefined): Iterable<HitRow> {
    const tables: string[] = [];
    const conditions = ['r.key IN (SELECT value FROM json_each(?))', "e.type IN ('message', 'file')", 'e.deleted = 0'];
    const values: SqlValue[] = [JSON.stringify(rooms)];
    const terms = this.#indexed ? query.terms : [];
    const grams = terms.filter((term) => Array.from(term).length >= GRAM);
    const short = terms.filter((term) => Array.from(term).length < GRAM);
    if (grams.length > 0) {
      tables.push('search_grams');
      conditions.push('search_grams MATCH ?');
      values.push(grams.map((term) => `"${term.replaceAll('"', '""')}"`).join(' AND '));
    }
    if (short.length > 0) {
      // One index leads, the other is asked about each of its rows.
      if (tables.length === 0) {
        tables.push('search_short');
        conditions.push('search_short MATCH ?');
      } else conditions.push('e.id IN (SELECT rowid FROM search_short WHERE search_short MATCH ?)');
      values.push(short.map((term) => `"${shortToken(term)}"`).join(' AND '));
    }
    if (query.hasFile) conditions.push("e.type = 'file'");
    if (query.from !== undefined) {
      conditions.push('(e.name = ? COLLATE NOCASE OR e.name = ?)');
      values.push(query.from, normalizeName(query.from) ?? query.from);
    }
    const lead = tables[0];
    const order = lead === undefined ? 'e.id' : `${lead}.rowid`;
    const cursor = before !== undefined && /^\d{1,15}$/u.test(before) ? Number(before) : Number.MAX_SAFE_INTEGER;
    conditions.push(`${order} < ?`);
    values.push(cursor);
    const from = lead === undefined ? 'events e' : `${lead} CROSS JOIN events e ON e.id = ${lead}.rowid`;
    const sql = `SELECT e.id, r.key, e.seq FROM ${from} CROSS JOIN rooms r ON r.id = e.room
      WHERE ${conditions.join(' AND ')} ORDER BY ${order} DESC`;
    const prepared = this.#queries.get(sql) ?? new Query<HitRow>(this.#database, sql);
    this.#queries.set(sql, prepared);
    return prepared.iterate(...values);
  }
}

function keyOf(room: string): string {
  return nameKey(normalizeName(room) ?? '');
}
