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
  name: string;
  text: string | null;
  detail: string | null;
  deleted: number;
  file_name: string | null;
  sha256: string | null;
  size: number | null;
  thumb_size: number | null;
}

/**
 * What a row counts beside its text, in bytes; and how often its text counts, once itself and once in the index. Pages
 * of the database would be the truer measure, but those that a removal empties are given back only later, which would
 * make the next step remove too much.
 */
const ROW_BYTES = 256;
const TEXT_FACTOR = 2;

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
  /** While steps follow one another: what is left. */
  #usedBytes: number | undefined;

  constructor(database: DatabaseSync, writer: EventWriter, search: SearchIndex) {
    this.#writer = writer;
    this.#search = search;
    this.#oldest = new Query(
      database,
      `SELECT e.id, e.room, e.seq, e.type, e.time, e.name, e.text, e.detail, e.deleted, f.name AS file_name, f.sha256, f.size, f.thumb_size
       FROM events e LEFT JOIN files f ON f.room = e.room AND f.seq = e.seq ORDER BY e.id LIMIT ?`,
    );
    this.#used = new Query(
      database,
      `SELECT (SELECT count(*) * ${ROW_BYTES} + ${TEXT_FACTOR} *
           coalesce(sum(coalesce(octet_length(text), 0) + coalesce(octet_length(detail), 0)), 0) FROM events)
         + (SELECT coalesce(sum(size), 0) FROM (SELECT DISTINCT sha256, size FROM files))
         + (SELECT coalesce(sum(thumb_size), 0) FROM files) AS bytes`,
    );
    this.#dropEvent = new Command(database, 'DELETE FROM events WHERE id = ?');
    this.#dropFile = new Command(database, 'DELETE FROM files WHERE room = ? AND seq = ?');
    this.#dropReactions = new Command(database, 'DELETE FROM reactions WHERE room = ? AND target = ?');
    this.#mark = new Command(database, 'UPDATE rooms SET removed = ? WHERE id = ?');
  }

  /** One step: what is too old, and as much of the rest as is too much. */
  run(input: RetainInput): RetainOutput {
    // Measuring reads every row: once, and from then on what goes is taken off.
    const used = input.maxBytes === undefined ? 0 : (this.#usedBytes ?? this.bytes());
    let excess = used - (input.maxBytes ?? 0);
    const rows = this.#oldest.all(input.limit);
    const orphans: string[] = [];
    let removed = 0;
    for (const row of rows) {
      const old = input.before !== undefined && row.time < input.before;
      if (!old && excess <= 0) break;
      const known = orphans.length;
      this.#remove(row, orphans);
      removed += 1;
      excess -= row.thumb_size ?? 0;
      excess -= ROW_BYTES + TEXT_FACTOR * Buffer.byteLength(`${row.text ?? ''}${row.detail ?? ''}`);
      if (orphans.length > known) excess -= row.size ?? 0;
    }
    if (removed > 0) this.#search.trim();
    const more = removed > 0 && removed === rows.length;
    this.#usedBytes = more && input.maxBytes !== undefined ? excess + input.maxBytes : undefined;
    return { removed, orphans, more };
  }

  /** What was measured may be wrong: the next step does so anew. */
  forget(): void {
    this.#usedBytes = undefined;
  }

  /** What messages and files hold, in bytes. */
  bytes(): number {
    return this.#used.get()?.bytes ?? 0;
  }

  #remove(row: OldRow, orphans: string[]): void {
    if ((row.type === 'message' || row.type === 'file') && row.deleted === 0) {
      this.#search.remove({ ...row, text: indexedText(row, row.file_name ?? undefined) });
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
