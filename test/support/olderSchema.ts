import type { DatabaseSync } from 'node:sqlite';

/** Takes a database back to schema 4, before there were invites, devices and roles. */
export function undoIdentity(database: DatabaseSync): void {
  database.exec(`
    DROP TABLE identities; DROP TABLE invites; DROP TABLE invite_rooms; DROP TABLE redemptions;
    DROP TABLE room_owners; DROP TABLE grants; DROP TABLE knocks; DROP TABLE restrictions; DROP TABLE directs;
    DROP INDEX tokens_by_device; DROP INDEX tokens_by_user; DROP INDEX users_who_own;
    ALTER TABLE users DROP COLUMN role; ALTER TABLE users DROP COLUMN kicked;
    ALTER TABLE tokens DROP COLUMN device; ALTER TABLE tokens DROP COLUMN label;
    ALTER TABLE tokens DROP COLUMN created; ALTER TABLE tokens DROP COLUMN last_seen;
    ALTER TABLE rooms DROP COLUMN visibility; ALTER TABLE rooms DROP COLUMN approval;
    DELETE FROM meta WHERE key IN ('owner_invited', 'address');
    PRAGMA user_version = 4;
  `);
}

/** Takes a database back to schema 2, before there were uploads over HTTP and thumbnails. */
export function undoTransfers(database: DatabaseSync): void {
  undoIdentity(database);
  database.exec(`
    DROP TRIGGER files_come; DROP TRIGGER files_go;
    DROP TABLE uploads; DROP TABLE usage; DROP TABLE visits; DROP TABLE thumbnails;
    ALTER TABLE files DROP COLUMN holder; ALTER TABLE files DROP COLUMN thumb_size;
    ALTER TABLE files DROP COLUMN thumb_type; ALTER TABLE files DROP COLUMN thumb_sha256;
    ALTER TABLE tokens DROP COLUMN name;
    PRAGMA user_version = 2;
  `);
}
