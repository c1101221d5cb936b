import type { DatabaseSync } from 'node:sqlite';
import { shortTokens } from './searchQuery.ts';
import { Command, Query } from './sqlite.ts';

/** The full-text index, kept in the same transaction as the events. It holds no copy of any text. */
export class SearchIndex {
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

  /** @param text exactly what was added: the index finds what it has to forget by it. */
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

/** Fills the index of a database that had none. */
export function indexEverything(database: DatabaseSync): void {
  const index = new SearchIndex(database);
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
