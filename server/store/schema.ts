import type { DatabaseSync } from 'node:sqlite';
import { IDENTITY } from './identitySchema.ts';
import { rollBack } from './sqlite.ts';

/*
 * The schema, as the steps that lead to it. A step is never changed once it was released: a folder of any earlier
 * version is brought forward by running the steps it has not seen; one of a later version is refused.
 */

const BASE = `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE users (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, key TEXT NOT NULL UNIQUE, created INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE tokens (
    hash BLOB PRIMARY KEY, user TEXT NOT NULL, key TEXT NOT NULL,
    lineage TEXT, -- of a guest; null: a registered user's token
    expires INTEGER -- null: never
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX tokens_by_expiry ON tokens (expires) WHERE expires IS NOT NULL;
  CREATE TABLE rooms (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, key TEXT NOT NULL UNIQUE,
    seq INTEGER NOT NULL DEFAULT 0, last_time INTEGER NOT NULL DEFAULT 0,
    topic TEXT, topic_seq INTEGER NOT NULL DEFAULT 0,
    removed INTEGER NOT NULL DEFAULT 0 -- events up to this seq were removed by retention
  ) STRICT;
  CREATE TABLE members (
    room INTEGER NOT NULL, user TEXT NOT NULL, name TEXT NOT NULL, guest INTEGER NOT NULL,
    PRIMARY KEY (room, user)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX members_by_user ON members (user);
  CREATE TABLE reads (
    holder TEXT NOT NULL, room INTEGER NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (holder, room)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE events (
    id INTEGER PRIMARY KEY,
    room INTEGER NOT NULL, seq INTEGER NOT NULL, type TEXT NOT NULL, time INTEGER NOT NULL,
    author TEXT NOT NULL, name TEXT NOT NULL, holder TEXT NOT NULL,
    client_id TEXT,
    fingerprint BLOB, -- of the request, to tell a repeated id from a reused one
    text TEXT, -- of a message
    target INTEGER, -- of an edit, delete or react; replyTo of a message or file
    detail TEXT, -- JSON: the type's other fields
    edited INTEGER, edit_seq INTEGER, deleted INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE UNIQUE INDEX events_by_seq ON events (room, seq);
  CREATE UNIQUE INDEX events_by_client_id ON events (room, author, client_id) WHERE client_id IS NOT NULL;
  CREATE INDEX events_of_files ON events (id) WHERE type = 'file';
  CREATE TABLE reactions (
    room INTEGER NOT NULL, target INTEGER NOT NULL, emoji TEXT NOT NULL, holder TEXT NOT NULL,
    user TEXT NOT NULL, seq INTEGER NOT NULL,
    PRIMARY KEY (room, target, emoji, holder)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE files (
    id TEXT PRIMARY KEY, room INTEGER NOT NULL, seq INTEGER NOT NULL,
    name TEXT NOT NULL, size INTEGER NOT NULL, media_type TEXT NOT NULL, sha256 TEXT NOT NULL,
    width INTEGER, height INTEGER
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX files_by_seq ON files (room, seq);
  CREATE INDEX files_by_name ON files (room, name, seq);
  CREATE INDEX files_by_content ON files (sha256);
`;

/** Transfers over HTTP, thumbnails, and how much of each quota is used. */
const TRANSFERS = `
  ALTER TABLE tokens ADD COLUMN name TEXT; -- of a guest, as it was shown
  CREATE TABLE visits ( -- who has joined which room at least once ([FL5])
    holder TEXT NOT NULL, room INTEGER NOT NULL, PRIMARY KEY (holder, room)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO visits SELECT user, room FROM members WHERE guest = 0;
  ALTER TABLE files ADD COLUMN holder TEXT NOT NULL DEFAULT '';
  ALTER TABLE files ADD COLUMN thumb_size INTEGER;
  ALTER TABLE files ADD COLUMN thumb_type TEXT;
  ALTER TABLE files ADD COLUMN thumb_sha256 TEXT;
  UPDATE files SET holder = coalesce(
    (SELECT e.holder FROM events e WHERE e.room = files.room AND e.seq = files.seq), '');
  CREATE TABLE thumbnails (file TEXT PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
  CREATE TABLE usage ( -- bytes of files, by room ('r:' and its id) and by who sent them ('u:' and the holder)
    scope TEXT PRIMARY KEY, bytes INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  INSERT INTO usage SELECT 'r:' || room, sum(size) FROM files GROUP BY room;
  INSERT INTO usage SELECT 'u:' || holder, sum(size) FROM files GROUP BY holder;
  CREATE TRIGGER files_come AFTER INSERT ON files BEGIN
    INSERT INTO usage VALUES ('r:' || NEW.room, NEW.size) ON CONFLICT DO UPDATE SET bytes = bytes + NEW.size;
    INSERT INTO usage VALUES ('u:' || NEW.holder, NEW.size) ON CONFLICT DO UPDATE SET bytes = bytes + NEW.size;
  END;
  CREATE TRIGGER files_go AFTER DELETE ON files BEGIN
    DELETE FROM thumbnails WHERE file = OLD.id;
    UPDATE usage SET bytes = bytes - OLD.size WHERE scope IN ('r:' || OLD.room, 'u:' || OLD.holder);
    DELETE FROM usage WHERE scope IN ('r:' || OLD.room, 'u:' || OLD.holder) AND bytes <= 0;
  END;
  CREATE TABLE uploads (
    id TEXT PRIMARY KEY,
    room INTEGER NOT NULL, room_key TEXT NOT NULL, room_name TEXT NOT NULL,
    holder TEXT NOT NULL, user TEXT NOT NULL, author TEXT NOT NULL, guest INTEGER NOT NULL,
    client_id TEXT NOT NULL, length INTEGER NOT NULL,
    name TEXT NOT NULL, media_type TEXT NOT NULL, sha256 TEXT, reply_to INTEGER,
    thumb_type TEXT, thumbnail BLOB,
    created INTEGER NOT NULL,
    checked INTEGER, -- how much passed its checksum; null: as much as there is counts
    finished INTEGER, -- when
    seq INTEGER -- the event's
  ) STRICT;
  CREATE UNIQUE INDEX uploads_by_client_id ON uploads (holder, room, client_id);
  CREATE INDEX uploads_by_finish ON uploads (finished) WHERE finished IS NOT NULL;
  CREATE INDEX uploads_by_room ON uploads (room, length) WHERE finished IS NULL;
`;

type Step = (database: DatabaseSync, buildIndex: () => void) => void;

const STEPS: readonly Step[] = [
  (database) => database.exec(BASE),
  // Here the first index was made; the last step makes the present one.
  () => undefined,
  (database) => database.exec(TRANSFERS),
  (_database, buildIndex) => buildIndex(),
  (database) => database.exec(IDENTITY),
];

export const SCHEMA_VERSION = STEPS.length;
/** From here on there are uploads and thumbnails. */
export const TRANSFERS_VERSION = 3;

/** The schema version of a data folder is one that this server does not know. */
export class SchemaTooNewError extends Error {
  constructor(found: number) {
    super(
      `The data was written by a newer Room Chat server (schema ${found}, this one knows ${SCHEMA_VERSION}). ` +
        'Start that version, or give another folder with --data.',
    );
    this.name = 'SchemaTooNewError';
  }
}

/**
 * Brings the schema to this version, in one transaction.
 * @param buildIndex makes the search index of the events that are there already.
 * @returns the version that was found; 0 for a new database.
 * @throws SchemaTooNewError
 */
export function migrate(database: DatabaseSync, buildIndex: () => void): number {
  const found = schemaVersion(database);
  if (found > SCHEMA_VERSION) throw new SchemaTooNewError(found);
  if (found === SCHEMA_VERSION) return found;
  database.exec('BEGIN IMMEDIATE');
  try {
    for (const step of STEPS.slice(found)) step(database, buildIndex);
    database.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`);
    database.exec('COMMIT');
  } catch (error) {
    rollBack(database);
    throw error;
  }
  return found;
}

export function schemaVersion(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
}
