import type { DatabaseSync } from 'node:sqlite';
import { ProtocolError } from '../protocol/errors.ts';
import { PAGE_BYTES } from '../protocol/limits.ts';
import type { FileEntry, FileInfo } from '../protocol/model.ts';
import { utf8Length } from '../protocol/names.ts';
import type { RoomRow } from './eventPages.ts';
import { FILE_COLUMNS, type FileColumns, fileOf } from './fileRows.ts';
import { Query } from './sqlite.ts';

interface EntryRow extends FileColumns {
  seq: number;
  time: number;
  author: string;
  author_name: string;
}

/** Reads the files of rooms ([FL2], [FL4], [FL8]). */
export class SharedFiles {
  readonly #byId: Query<FileColumns>;
  readonly #byName: Query<FileColumns>;
  readonly #visible: Query<FileColumns>;
  readonly #thumbnail: Query<{ bytes: Uint8Array }>;
  readonly #page: Query<EntryRow>;

  constructor(database: DatabaseSync) {
    const select = `SELECT ${FILE_COLUMNS} FROM files f`;
    this.#byId = new Query(database, `${select} WHERE f.room = ? AND f.id = ?`);
    this.#byName = new Query(database, `${select} WHERE f.room = ? AND f.name = ? ORDER BY f.seq DESC LIMIT 1`);
    this.#visible = new Query(database, `${select} JOIN visits v ON v.room = f.room AND v.holder = ? WHERE f.id = ?`);
    this.#thumbnail = new Query(database, 'SELECT bytes FROM thumbnails WHERE file = ?');
    this.#page = new Query(
      database,
      `SELECT f.seq, e.time, e.author, e.name AS author_name, ${FILE_COLUMNS}
       FROM files f JOIN events e ON e.room = f.room AND e.seq = f.seq
       WHERE f.room = ? AND f.seq < ? ORDER BY f.seq DESC LIMIT ?`,
    );
  }

  /** By id, or the newest of that name. @throws ProtocolError `not_found` */
  find(room: RoomRow, file: string, name: string): FileInfo {
    const row = this.#byId.get(room.id, file) ?? this.#byName.get(room.id, name);
    if (!row) throw new ProtocolError('not_found', 'There is no such file in this room, or it was deleted.');
    return fileOf(row);
  }

  /** One of a room that `holder` has joined ([FL5]). @throws ProtocolError `not_found` */
  visible(id: string, holder: string): FileInfo {
    const row = this.#visible.get(holder, id);
    if (!row) throw new ProtocolError('not_found', 'There is no such file, or it was deleted.');
    return fileOf(row);
  }

  /** @throws ProtocolError `not_found` */
  thumbnail(file: string): Uint8Array {
    const row = this.#thumbnail.get(file);
    if (!row) throw new ProtocolError('not_found', 'This file has no thumbnail.');
    return row.bytes;
  }

  /** A page of those before `before`, newest first; bounded in number and bytes. */
  page(room: RoomRow, before: number | undefined, limit: number): { files: FileEntry[]; more: boolean } {
    const rows = this.#page.all(room.id, before ?? room.seq + 1, limit + 1);
    const files: FileEntry[] = [];
    let bytes = 0;
    for (const row of rows.slice(0, limit)) {
      const entry = {
        seq: row.seq,
        time: row.time,
        from: { id: row.author, name: row.author_name },
        file: fileOf(row),
      };
      bytes += utf8Length(JSON.stringify(entry)) + 1;
      if (files.length > 0 && bytes > PAGE_BYTES) break;
      files.push(entry);
    }
    return { files, more: rows.length > files.length };
  }
}
