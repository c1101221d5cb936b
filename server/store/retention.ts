import type { DatabaseSync } from 'node:sqlite';
import type { EventWriter } from './eventWriter.ts';
import type { RetainInput, RetainOutput } from './operations.ts';
import { indexedText, type SearchIndex } from './searchIndex.ts';
import { Command, Query } from './sqlite.ts';

interface OldRow {
  id: number;
  room: number;
  seq: number;
  type: string;
  time: number;
  text: string | null;
  detail: string | null;
  deleted: number;
  file_name: string | null;
  sha256: string | null;
}

/**
 * Removes the oldest events whole: row, index, reactions and, where nothing else refers to it, the blob. Each room
 * keeps a mark of how far that went, from which its history says `removed`.
 */
export class Retention {
  readonly #writer: EventWriter;
  readonly #search: SearchIndex;
  readonly #oldest: Query<OldRow>;
  readonly #used: Query<{ bytes: number }>;
  readonly #dropEvent: Command;
  readonly #dropFile: Command;
  readonly #dropReactions: Command;
  readonly #mark: Command;

  constructor(database: DatabaseSync, writer: EventWriter, search: SearchIndex) {
    this.#writer = writer;
    this.#search = search;
    this.#oldest = new Query(
      database,
      `SELECT e.id, e.room, e.seq, e.type, e.time, e.text, e.detail, e.deleted, f.name AS file_name, f.sha256
       FROM events e LEFT JOIN files f ON f.room = e.room AND f.seq = e.seq ORDER BY e.id LIMIT ?`,
    );
    this.#used = new Query(
      database,
      `SELECT (SELECT page_count FROM pragma_page_count) * (SELECT page_size FROM pragma_page_size)
         - (SELECT freelist_count FROM pragma_freelist_count) * (SELECT page_size FROM pragma_page_size)
         + (SELECT coalesce(sum(size), 0) FROM (SELECT DISTINCT sha256, size FROM files)) AS bytes`,
    );
    this.#dropEvent = new Command(database, 'DELETE FROM events WHERE id = ?');
    this.#dropFile = new Command(database, 'DELETE FROM files WHERE room = ? AND seq = ?');
    this.#dropReactions = new Command(database, 'DELETE FROM reactions WHERE room = ? AND target = ?');
    this.#mark = new Command(database, 'UPDATE rooms SET removed = ? WHERE id = ?');
  }

  run(input: RetainInput): RetainOutput {
    const overfull = input.maxBytes !== undefined && this.bytes() > input.maxBytes;
    const rows = this.#oldest.all(input.limit);
    const orphans: string[] = [];
    let removed = 0;
    for (const row of rows) {
      const old = input.before !== undefined && row.time < input.before;
      if (!old && !overfull) break;
      this.#remove(row, orphans);
      removed += 1;
    }
    return { removed, orphans, more: removed > 0 && removed === rows.length };
  }

  /** What messages and files hold, in bytes. */
  bytes(): number {
    return this.#used.get()?.bytes ?? 0;
  }

  #remove(row: OldRow, orphans: string[]): void {
    if ((row.type === 'message' || row.type === 'file') && row.deleted === 0) {
      this.#search.remove(row.id, indexedText(row, row.file_name ?? undefined));
    }
    this.#dropEvent.run(row.id);
    this.#dropReactions.run(row.room, row.seq);
    if (row.sha256 !== null) {
      this.#dropFile.run(row.room, row.seq);
      if (!this.#writer.isReferenced(row.sha256)) orphans.push(row.sha256);
    }
    this.#mark.run(row.seq, row.room);
  }
}
