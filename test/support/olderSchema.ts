import type { DatabaseSync } from 'node:sqlite';

/** Takes a database back to schema 2, before there were uploads over HTTP and thumbnails. */
export function undoTransfers(database: DatabaseSync): void {
  database.exec(`
    DROP TRIGGER files_come; DROP TRIGGER files_go;
    DROP TABLE uploads; DROP TABLE usage; DROP TABLE visits; DROP TABLE thumbnails;
    ALTER TABLE files DROP COLUMN holder; ALTER TABLE files DROP COLUMN thumb_size;
    ALTER TABLE files DROP COLUMN thumb_type; ALTER TABLE files DROP COLUMN thumb_sha256;
    ALTER TABLE tokens DROP COLUMN name;
    PRAGMA user_version = 2;
  `);
}
