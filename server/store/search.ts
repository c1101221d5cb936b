import type { DatabaseSync } from 'node:sqlite';
import type { SearchHit } from '../protocol/model.ts';
import { nameKey, normalizeName } from '../protocol/names.ts';
import type { EventPages } from './eventPages.ts';
import type { SearchInput } from './operations.ts';
import { GramSample } from './gramSample.ts';
import { hasFullText, indexedText, searchMark } from './searchIndex.ts';
import { findMarks, parseSearch, type SearchQuery } from './searchQuery.ts';
import { type Facet, facetToken, gramsOfTerms, hasTerms, isShort, shortToken } from './searchTokens.ts';
import { Query, rollBack, type SqlValue } from './sqlite.ts';

interface CandidateRow {
  id: number;
  key: string;
  seq: number;
  type: string;
  name: string;
  text: string | null;
  detail: string | null;
  file_name: string | null;
}

/** Most candidates that one search looks at before it answers with what it has and a place to go on from. */
const CANDIDATES = 50_000;
/** The same without an index, where each message is one. */
const READ_CANDIDATES = 10_000;

const COLUMNS = 'e.id, r.key, e.seq, e.type, e.name, e.text, e.detail, f.name AS file_name';
const FILES = "LEFT JOIN files f ON e.type = 'file' AND f.room = e.room AND f.seq = e.seq";
const VISIBLE = "r.key IN (SELECT value FROM json_each(?)) AND e.type IN ('message', 'file') AND e.deleted = 0";

/** Searches the rooms that somebody may see, newest first: every term has to be there ([MSG7]). */
export class Search {
  readonly #database: DatabaseSync;
  readonly #pages: EventPages;
  readonly #indexed: boolean;
  /** Statements by their text: there are few shapes. */
  readonly #queries = new Map<string, Query<CandidateRow>>();
  readonly #memberKeys: Query<{ key: string }>;
  readonly #mark: Query<{ mark: number }>;
  readonly #sample: GramSample;

  constructor(database: DatabaseSync, pages: EventPages) {
    this.#database = database;
    this.#pages = pages;
    this.#indexed = hasFullText(database);
    this.#mark = searchMark(database);
    this.#sample = new GramSample(database);
    this.#memberKeys = new Query(
      database,
      'SELECT r.key FROM members m JOIN rooms r ON r.id = m.room WHERE m.user = ? AND m.guest = 0',
    );
  }

  run(input: SearchInput): { hits: SearchHit[]; next?: string } {
    // The index, how far it has come and the events beyond are of one moment.
    this.#database.exec('BEGIN');
    try {
      return this.#run(input);
    } finally {
      rollBack(this.#database);
    }
  }

  #run(input: SearchInput): { hits: SearchHit[]; next?: string } {
    const query = parseSearch(input.query);
    const rooms = this.#rooms(input, query);
    if (rooms.length === 0 || (query.terms.length === 0 && !query.hasFile && query.from === undefined)) {
      return { hits: [] };
    }
    const hits: SearchHit[] = [];
    const most = this.#indexed ? CANDIDATES : READ_CANDIDATES;
    let looked = 0;
    for (const row of this.#candidates(query, rooms, cursorOf(input.before))) {
      looked += 1;
      const event = matches(row, query) ? this.#event(row) : undefined;
      if (event) {
        const marks = findMarks(event.type === 'message' ? event.text : (event.file?.name ?? ''), query.terms);
        hits.push({ event, marks });
      }
      if (hits.length >= input.limit || looked >= most) return { hits, next: String(row.id) };
    }
    return { hits };
  }

  #event(row: CandidateRow): SearchHit['event'] | undefined {
    const room = this.#pages.room(row.key);
    const event = room && this.#pages.event(room, row.seq);
    return event?.type === 'message' || event?.type === 'file' ? event : undefined;
  }

  #rooms(input: SearchInput, query: SearchQuery): string[] {
    const keys = new Set(input.keys);
    if (input.userId !== undefined) for (const { key } of this.#memberKeys.all(input.userId)) keys.add(key);
    const asked = [input.key, query.room === undefined ? undefined : keyOf(query.room)];
    return [...keys].filter((key) => asked.every((wanted) => wanted === undefined || wanted === key));
  }

  /** What may match, newest first: the events that the index does not have yet, then what it finds. */
  *#candidates(query: SearchQuery, rooms: string[], before: number): Iterable<CandidateRow> {
    const mark = this.#indexed ? (this.#mark.get()?.mark ?? 0) : 0;
    yield* this.#rows(
      `SELECT ${COLUMNS} FROM events e CROSS JOIN rooms r ON r.id = e.room ${FILES}
       WHERE ${VISIBLE} AND e.id < ? AND e.id > ? ORDER BY e.id DESC`,
      [JSON.stringify(rooms), before, mark],
    );
    if (this.#indexed) yield* this.#found(query, rooms, Math.min(before, mark + 1));
  }

  #found(query: SearchQuery, rooms: string[], before: number): Iterable<CandidateRow> {
    const grams = [...this.#facets(query, rooms), ...this.#sample.choose(gramsOfTerms(query.terms))];
    const short = query.terms.filter(isShort).map(shortToken);
    const [lead, match] = grams.length > 0 ? ['search_grams', grams] : ['search_short', short];
    const conditions = [`${lead} MATCH ?`, `${lead}.rowid < ?`, VISIBLE];
    const values: SqlValue[] = [allOf(match), before, JSON.stringify(rooms)];
    if (grams.length > 0 && short.length > 0) {
      conditions.push('e.id IN (SELECT rowid FROM search_short WHERE search_short MATCH ?)');
      values.push(allOf(short));
    }
    return this.#rows(
      `SELECT ${COLUMNS} FROM ${lead} CROSS JOIN events e ON e.id = ${lead}.rowid
       CROSS JOIN rooms r ON r.id = e.room ${FILES}
       WHERE ${conditions.join(' AND ')} ORDER BY ${lead}.rowid DESC`,
      values,
    );
  }

  /** What narrows the search, as trigrams; a room only where it is the only one. */
  #facets(query: SearchQuery, rooms: string[]): string[] {
    const facets: Facet[] = [];
    if (query.from !== undefined) facets.push({ name: normalizeName(query.from) ?? query.from });
    if (query.hasFile) facets.push({ type: 'file' });
    const room = rooms.length === 1 ? this.#pages.room(rooms[0] ?? '') : undefined;
    if (room) facets.push({ room: room.id });
    return facets.map(facetToken);
  }

  #rows(sql: string, values: SqlValue[]): Iterable<CandidateRow> {
    const prepared = this.#queries.get(sql) ?? new Query<CandidateRow>(this.#database, sql);
    this.#queries.set(sql, prepared);
    return prepared.iterate(...values);
  }
}

/** The index says what may match; the text itself says what does. */
function matches(row: CandidateRow, query: SearchQuery): boolean {
  if (query.hasFile && row.type !== 'file') return false;
  if (query.from !== undefined && nameKey(row.name) !== keyOf(query.from)) return false;
  return hasTerms(indexedText(row, row.file_name ?? undefined), query.terms);
}

function allOf(tokens: readonly string[]): string {
  return tokens.map((token) => `"${token.replaceAll('"', '""')}"`).join(' AND ');
}

function cursorOf(before: string | undefined): number {
  return before !== undefined && /^\d{1,15}$/u.test(before) ? Number(before) : Number.MAX_SAFE_INTEGER;
}

function keyOf(name: string): string {
  return nameKey(normalizeName(name) ?? '');
}
