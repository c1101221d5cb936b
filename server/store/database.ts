import { chmodSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { createPrivate, DataFolderError, dataPaths, unusable } from './dataFolder.ts';
import { migrate, SCHEMA_VERSION, SchemaTooNewError, schemaVersion } from './schema.ts';
import { buildSearchIndex, keepSearchIndex } from './searchIndex.ts';
import { loadSqlite, sqliteFault } from './sqlite.ts';

/** How long one connection waits for another's lock. */
const BUSY_TIMEOUT_MS = 5_000;
/** The log may grow to so many pages of 4 KiB: most of them are written again and again, and moved only once then. */
const CHECKPOINT_PAGES = 4_000;

/** Opens the database to write. A commit has returned only when it is on stable storage ([MSG4]). */
export function openToWrite(file: string): DatabaseSync {
  const { DatabaseSync } = loadSqlite();
  createPrivate(file);
  chmodSync(file, 0o600);
  const database = new DatabaseSync(file);
  // What is deleted is overwritten ([MSG6]).
  database.exec(`
    PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS};
    PRAGMA journal_mode = WAL;
    PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES};
    PRAGMA synchronous = FULL;
    PRAGMA secure_delete = ON;
    PRAGMA temp_store = MEMORY;
    PRAGMA cache_size = -16384;
  `);
  return database;
}

export function openToRead(file: string): DatabaseSync {
  const { DatabaseSync } = loadSqlite();
  const database = new DatabaseSync(file, { readOnly: true });
  database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16384;`);
  return database;
}

export interface OpenedDatabase {
  database: DatabaseSync;
  epoch: string;
  /** What is wrong with the data, as SQLite words it; empty where nothing was found, or nothing looked for. */
  problems: string[];
}

/**
 * Opens, checks where asked, and brings the schema forward.
 * @throws DataFolderError
 */
export function openDatabase(folder: string, check: boolean, freshEpoch: string): OpenedDatabase {
  const { database: file } = dataPaths(folder);
  let database: DatabaseSync | undefined;
  try {
    database = openToWrite(file);
    const problems = check ? quickCheck(database) : [];
    if (problems.length > 0 && schemaVersion(database) < SCHEMA_VERSION) {
      throw new DataFolderError(
        `The database in ${folder} is damaged, and was written by an earlier server: it cannot be brought forward. ` +
          `Put a backup back with: room-chat-server restore <backup> --data ${folder}`,
      );
    }
    if (problems.length === 0) {
      const opened = database;
      migrate(opened, () => buildSearchIndex(opened));
      keepSearchIndex(opened);
    }
    return { database, epoch: readEpoch(database, freshEpoch, problems.length === 0), problems };
  } catch (error) {
    database?.close();
    if (error instanceof DataFolderError) throw error;
    if (error instanceof SchemaTooNewError) throw new DataFolderError(error.message, { cause: error });
    const fault = sqliteFault(error);
    if (fault === 'notadb' || fault === 'corrupt') {
      throw new DataFolderError(
        `The database in ${folder} is damaged beyond reading. Put a backup back with: room-chat-server restore <backup> --data ${folder}`,
        { cause: error },
      );
    }
    throw unusable(folder, error);
  }
}

/** What `PRAGMA quick_check` finds; nothing where all is well. */
function quickCheck(database: DatabaseSync): string[] {
  try {
    const rows = database.prepare('PRAGMA quick_check(20)').all();
    return rows.map((row) => String(row['quick_check'])).filter((line) => line !== 'ok');
  } catch (error) {
    if (sqliteFault(error) === 'notadb') throw error;
    return [error instanceof Error ? error.message : String(error)];
  }
}

/** The epoch is made with the data and stays with them ([RM3]). */
function readEpoch(database: DatabaseSync, fresh: string, canWrite: boolean): string {
  const row = database.prepare("SELECT value FROM meta WHERE key = 'epoch'").get();
  if (row) return String(row['value']);
  if (canWrite) database.prepare("INSERT INTO meta (key, value) VALUES ('epoch', ?)").run(fresh);
  return fresh;
}
