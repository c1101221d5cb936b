import type { DatabaseSync } from 'node:sqlite';
import { shortTokens } from './searchQuery.ts';
import { Command, Query, rollBack } from './sqlite.ts';

/** What has to hear of every text that comes and goes, in the same transaction. */
export interface SearchIndex {
  add(eventId: number, text: string): void;
  /** @param text exactly what was added: the index finds what it has to forget by it. */
  remove(eventId: number, text: string): void;
}

/** Whether this SQLite has full-text search: Node's has it from 22.16 on. Without it a search reads the messages. */
export function hasFullText(database: DatabaseSync): boolean {
  return database.prepare("SELECT 1 FROM pragma_module_list WHERE name = 'fts5'").get() !== undefined;
}

export function searchIndexOf(database: DatabaseSync): SearchIndex {
  return hasFullText(database) ? new FullTextIndex(database) : NO_INDEX;
}

const NO_INDEX: SearchIndex = { add: () => undefined, remove: () => undefined };

/** The full-text index. It holds no copy of any text. */
class FullTextIndex implements SearchIndex {
  readonly #addGrams: Command;
  readonly #removeGrams: Command;
  readonly #addShort: Command;
  readonly #removeShort: Command;

  constructor(database: DatabaseSync) {
    this.#addGrams = new Command(database, 'INSERT INTO search_grams (rowid, text) VALUES (?, ?)');
    this.#removeGrams = new Command(
      database,
      "INSERT INTO search_grams (search_grams, rowid, text) VALUES ('delete', ?, ?)",
    );
    this.#addShort = new Command(database, 'INSERT INTO search_short (rowid, text) VALUES (?, ?)');
    this.#removeShort = new Command(database, 'DELETE FROM search_short WHERE rowid = ?');
  }

  add(eventId: number, text: string): void {
    this.#addGrams.run(eventId, text);
    this.#addShort.run(eventId, shortTokens(text));
  }

  remove(eventId: number, text: string): void {
    this.#removeGrams.run(eventId, text);
    this.#removeShort.run(eventId);
  }
}

/** What a search finds an event by; the index keeps no copy, so this is what it has to be told again to forget. */
export function indexedText(row: { text: string | null; detail: string | null }, fileName?: string): string {
  const parts = [fileName ?? row.text ?? ''];
  if (row.detail !== null && row.text !== null) {
    const { snippet } = JSON.parse(row.detail) as { snippet?: { path: string; text: string } };
    if (snippet) parts.push(snippet.path, snippet.text);
  }
  return parts.join('\n');
}

interface IndexRow {
  id: number;
  text: string | null;
  detail: string | null;
  file_name: string | null;
}

// Both indexes keep no copy of the text. Trigrams find any part of three characters or more; `search_short` finds
// what is shorter: words of one or two characters, and single or paired characters of scripts without spaces.
const TABLES = `
  DROP TABLE IF EXISTS search_grams;
  DROP TABLE IF EXISTS search_short;
  CREATE VIRTUAL TABLE search_grams USING fts5(text, content='', tokenize='trigram');
  INSERT INTO search_grams(search_grams, rank) VALUES ('secure-delete', 1);
  CREATE VIRTUAL TABLE search_short USING fts5(text, content='', contentless_delete=1, detail='none', tokenize='ascii');
`;

/** Makes the index anew, or notes that there can be none here. Inside a transaction. */
export function buildSearchIndex(database: DatabaseSync): void {
  const fullText = hasFullText(database);
  if (fullText) {
    database.exec(TABLES);
    indexEverything(database);
  }
  const note = new Command(database, "INSERT OR REPLACE INTO meta (key, value) VALUES ('search_index', ?)");
  note.run(fullText ? 'full' : 'none');
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

function indexEverything(database: DatabaseSync): void {
  const index = searchIndexOf(database);
  const rows = new Query<IndexRow>(
    database,
    `SELECT e.id, e.text, e.detail, f.name AS file_name FROM events e
     LEFT JOIN files f ON f.room = e.room AND f.seq = e.seq
     WHERE e.type IN ('message', 'file') AND e.deleted = 0 AND e.id > ? ORDER BY e.id LIMIT 1000`,
  );
  for (let last = 0; ;) {
    const page = rows.all(last);
    for (const row of page) {
      index.add(row.id, indexedText(row, row.file_name ?? undefined));
      last = row.id;
    }
    if (page.length === 0) return;
  }
}
