import type { DatabaseSync } from 'node:sqlite';
import { type Facet, facetToken, shortTokens } from './searchTokens.ts';
import { Command, Query, rollBack, totalChanges } from './sqlite.ts';

/** What a search finds an event by. The index keeps no copy, so it has to be told the same again to forget it. */
export interface IndexedEvent {
  id: number;
  room: number;
  type: string;
  /** Name of who sent it. */
  name: string;
  /** As `indexedText` has it. */
  text: string;
}

/**
 * The index of what is said. It runs behind: events up to a mark are in it as they are now, later ones are not yet and
 * are read by a search instead. So a message is acknowledged without waiting for it, and hundreds are indexed at the
 * price of one. Changes of an indexed event have to be told in the transaction that makes them.
 */
export interface SearchIndex {
  /** Events that are not in it yet. */
  readonly waiting: number;
  /** Takes in the next `most` of those that wait. */
  advance(most: number): void;
  /** Writes about `pages` pages of 4 KiB to put small parts of the index together. @returns whether there was need to */
  merge(pages: number): boolean;
  remove(event: IndexedEvent): void;
  replace(before: IndexedEvent, after: IndexedEvent): void;
  /** To be called when events were removed for good: a new one may get the id of the last. */
  trim(): void;
}

/** Whether this SQLite has full-text search: Node's has it from 22.16 on. Without it a search reads the messages. */
export function hasFullText(database: DatabaseSync): boolean {
  return database.prepare("SELECT 1 FROM pragma_module_list WHERE name = 'fts5'").get() !== undefined;
}

export function searchIndexOf(database: DatabaseSync): SearchIndex {
  return hasFullText(database) ? new FullTextIndex(database) : NO_INDEX;
}

const NO_INDEX: SearchIndex = {
  waiting: 0,
  advance: () => undefined,
  merge: () => false,
  remove: () => undefined,
  replace: () => undefined,
  trim: () => undefined,
};

const MARK = "SELECT CAST(value AS INTEGER) AS mark FROM meta WHERE key = 'search_mark'";

/** Reads how far the index has come: the id of the last event that is in it. */
export function searchMark(database: DatabaseSync): Query<{ mark: number }> {
  return new Query(database, MARK);
}

interface EventRow {
  id: number;
  room: number;
  type: string;
  name: string;
  text: string | null;
  detail: string | null;
  deleted: number;
  file_name: string | null;
}

class FullTextIndex implements SearchIndex {
  readonly #addGrams: Command;
  readonly #removeGrams: Command;
  readonly #addShort: Command;
  readonly #removeShort: Command;
  readonly #next: Query<EventRow>;
  readonly #waiting: Query<{ count: number }>;
  readonly #mark: Query<{ mark: number }>;
  readonly #moveMark: Command;
  readonly #trimMark: Command;
  readonly #mergeGrams: Command;
  readonly #mergeShort: Command;
  readonly #changes: Query<{ count: number }>;

  constructor(database: DatabaseSync) {
    const grams = '(?, ?, ?, ?, ?)';
    this.#addGrams = new Command(
      database,
      `INSERT INTO search_grams (rowid, text, author, room, kind) VALUES ${grams}`,
    );
    this.#removeGrams = new Command(
      database,
      `INSERT INTO search_grams (search_grams, rowid, text, author, room, kind) VALUES ('delete', ?, ?, ?, ?, ?)`,
    );
    this.#addShort = new Command(database, 'INSERT INTO search_short (rowid, text) VALUES (?, ?)');
    this.#removeShort = new Command(
      database,
      "INSERT INTO search_short (search_short, rowid, text) VALUES ('delete', ?, ?)",
    );
    this.#next = new Query(
      database,
      `SELECT e.id, e.room, e.type, e.name, e.text, e.detail, e.deleted, f.name AS file_name FROM events e
       LEFT JOIN files f ON e.type = 'file' AND f.room = e.room AND f.seq = e.seq
       WHERE e.id > ? ORDER BY e.id LIMIT ?`,
    );
    this.#mark = searchMark(database);
    this.#waiting = new Query(database, `SELECT coalesce(max(id), 0) - (${MARK}) AS count FROM events`);
    this.#moveMark = new Command(database, "UPDATE meta SET value = ? WHERE key = 'search_mark'");
    this.#trimMark = new Command(
      database,
      `UPDATE meta SET value = min(CAST(value AS INTEGER), (SELECT coalesce(max(id), 0) FROM events))
       WHERE key = 'search_mark'`,
    );
    this.#mergeGrams = new Command(database, "INSERT INTO search_grams (search_grams, rank) VALUES ('merge', ?)");
    this.#mergeShort = new Command(database, "INSERT INTO search_short (search_short, rank) VALUES ('merge', ?)");
    this.#changes = totalChanges(database);
  }

  get waiting(): number {
    return Math.max(0, this.#waiting.get()?.count ?? 0);
  }

  advance(most: number): void {
    const rows = this.#next.all(this.#mark.get()?.mark ?? 0, most);
    for (const row of rows) {
      if ((row.type !== 'message' && row.type !== 'file') || row.deleted === 1) continue;
      this.#add({ ...row, text: indexedText(row, row.file_name ?? undefined) });
    }
    const last = rows.at(-1);
    if (last) this.#moveMark.run(String(last.id));
  }

  merge(pages: number): boolean {
    return this.#changed(() => this.#mergeGrams.run(pages)) || this.#changed(() => this.#mergeShort.run(pages));
  }

  remove(event: IndexedEvent): void {
    if (event.id > (this.#mark.get()?.mark ?? 0)) return;
    this.#removeGrams.run(...gramsOf(event));
    const short = shortTokens(event.text);
    if (short !== '') this.#removeShort.run(event.id, short);
  }

  replace(before: IndexedEvent, after: IndexedEvent): void {
    if (before.id > (this.#mark.get()?.mark ?? 0)) return;
    this.remove(before);
    this.#add(after);
  }

  trim(): void {
    this.#trimMark.run();
  }

  /** A merge that had nothing to do counts as one change. Source: https://www.sqlite.org/fts5.html#the_merge_command */
  #changed(merge: () => void): boolean {
    const before = this.#changes.get()?.count ?? 0;
    merge();
    return (this.#changes.get()?.count ?? 0) - before > 1;
  }

  #add(event: IndexedEvent): void {
    this.#addGrams.run(...gramsOf(event));
    const short = shortTokens(event.text);
    if (short !== '') this.#addShort.run(event.id, short);
  }
}

type GramValues = [id: number, text: string, author: string, room: string, kind: string];

function gramsOf({ id, text, name, room, type }: IndexedEvent): GramValues {
  const facets: readonly Facet[] = [{ name }, { room }, { type }];
  const [author = '', place = '', kind = ''] = facets.map(facetToken);
  return [id, text, author, place, type === 'file' ? kind : ''];
}

/** The words of an event: its text or its file's name, and the code that it brings. */
export function indexedText(row: { text: string | null; detail: string | null }, fileName?: string): string {
  const parts = [fileName ?? row.text ?? ''];
  if (row.detail !== null && row.text !== null) {
    const { snippet } = JSON.parse(row.detail) as { snippet?: { path: string; text: string } };
    if (snippet) parts.push(snippet.path, snippet.text);
  }
  return parts.join('\n');
}

// Both keep no copy of the text, and of each token only which events have it, not where: a third of the size, and lists
// that are shorter to go through; a search looks at the text of what it finds. Trigrams find any part of three
// characters or more; `search_short` finds what is shorter: words of one or two characters, and single or paired
// characters of scripts without spaces. Neither merges its parts by itself: it would do so within some commit, for which
// whoever writes then would wait 40 ms and more.
const TABLES = `
  DROP TABLE IF EXISTS search_grams;
  DROP TABLE IF EXISTS search_short;
  CREATE VIRTUAL TABLE search_grams USING fts5(
    text, author, room, kind, content='', columnsize=0, detail='none', tokenize='trigram'
  );
  INSERT INTO search_grams(search_grams, rank) VALUES ('secure-delete', 1), ('automerge', 0);
  CREATE VIRTUAL TABLE search_short USING fts5(text, content='', columnsize=0, detail='none', tokenize='ascii');
  INSERT INTO search_short(search_short, rank) VALUES ('secure-delete', 1), ('automerge', 0);
`;

/** Events that are taken in at once when the whole index is made. */
const PAGE = 1_000;

/** Makes the index anew, or notes that there can be none here. Inside a transaction. */
export function buildSearchIndex(database: DatabaseSync): void {
  const fullText = hasFullText(database);
  const note = new Command(database, 'INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)');
  note.run('search_index', fullText ? 'full' : 'none');
  note.run('search_mark', '0');
  if (!fullText) return;
  database.exec(TABLES);
  const index = searchIndexOf(database);
  while (index.waiting > 0) index.advance(PAGE);
}

/**
 * Keeps the index true where a folder goes from a Node without full-text search to one with it, or back: what was
 * written meanwhile is indexed then, and no index of deleted text stays behind ([MSG6]).
 */
export function keepSearchIndex(database: DatabaseSync): void {
  const fullText = hasFullText(database);
  const state = database.prepare("SELECT value FROM meta WHERE key = 'search_index'").get()?.['value'];
  if (fullText === (state !== 'none')) return;
  database.exec('BEGIN IMMEDIATE');
  try {
    if (!fullText) removeIndex(database);
    buildSearchIndex(database);
    database.exec('COMMIT');
  } catch (error) {
    rollBack(database);
    throw error;
  }
}

/** Takes the index away where its own module is not there to do it: its tables are ordinary ones below. */
function removeIndex(database: DatabaseSync): void {
  const parts = new Query<{ name: string }>(
    database,
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND (name GLOB 'search_grams_*' OR name GLOB 'search_short_*')",
  );
  for (const { name } of parts.all()) database.exec(`DROP TABLE "${name}"`);
  database.exec(`
    PRAGMA writable_schema = ON;
    DELETE FROM sqlite_schema WHERE type = 'table' AND name IN ('search_grams', 'search_short');
    PRAGMA writable_schema = RESET;
  `);
}
