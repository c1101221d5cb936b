import { createHash } from 'node:crypto';
import {
  copyFileSync,
  cpSync,
  createReadStream,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { pipeline } from 'node:stream/promises';
import { createPrivate, DataFolderError, dataPaths, FolderLock, makeDataFolder, unusable } from './dataFolder.ts';
import { openToRead, openToWrite } from './database.ts';
import { SCHEMA_VERSION, schemaVersion, TRANSFERS_VERSION } from './schema.ts';
import { Query, sqliteFault } from './sqlite.ts';

export interface CheckReport {
  rooms: number;
  events: number;
  files: number;
  /** One sentence each; empty where all is well. */
  problems: string[];
}

/** Verifies a data folder, a live one too: the database, the order of every room, the index and every stored file. */
export async function checkFolder(folder: string): Promise<CheckReport> {
  const paths = dataPaths(folder);
  const report: CheckReport = { rooms: 0, events: 0, files: 0, problems: [] };
  const database = openExisting(folder);
  try {
    const version = schemaVersion(database);
    if (version > SCHEMA_VERSION) {
      report.problems.push(`It was written by a newer server (schema ${version}, this one knows ${SCHEMA_VERSION}).`);
      return report;
    }
    report.problems.push(...integrity(database));
    report.rooms = count(database, 'rooms');
    report.events = count(database, 'events');
    report.files = count(database, 'files');
    report.problems.push(...brokenOrder(database));
    const blobs = new Query<{ sha256: string; size: number }>(database, 'SELECT DISTINCT sha256, size FROM files');
    for (const { sha256 } of blobs.all()) {
      const problem = await blobProblem(paths.blobs, sha256);
      if (problem !== undefined) report.problems.push(problem);
    }
    // A folder of an earlier server has none; the next start brings it forward.
    if (version >= TRANSFERS_VERSION)
      report.problems.push(...brokenThumbnails(database), ...brokenUploads(database, paths.partials));
  } catch (error) {
    if (sqliteFault(error) === undefined) throw error;
    report.problems.push(`The database cannot be read to its end: ${message(error)}.`);
  } finally {
    database.close();
  }
  return report;
}

/**
 * Copies a data folder, a live one too, as it is at one moment. Uploads that are not finished are left out: nobody was
 * told that they are kept.
 * @param target a folder that is not there yet, or is empty
 * @throws DataFolderError
 */
export function backupFolder(folder: string, target: string): void {
  const database = openExisting(folder);
  const from = dataPaths(folder);
  const to = dataPaths(target);
  try {
    requireEmpty(target);
    makeDataFolder(target);
    // Files first: one that is deleted meanwhile is copied already, one that is added meanwhile is copied below.
    copyBlobs(from.blobs, to.blobs);
    createPrivate(to.database);
    database.prepare('VACUUM INTO ?').run(to.database);
    copyBlobs(from.blobs, to.blobs);
    // Without it those who were invited would not know the server again.
    if (existsSync(from.certificate)) copyFileSync(from.certificate, to.certificate);
  } catch (error) {
    if (error instanceof DataFolderError) throw error;
    throw new DataFolderError(`The backup could not be written to ${target}: ${message(error)}.`, { cause: error });
  } finally {
    database.close();
  }
}

/**
 * Puts a backup in the place of a folder's data, which are kept beside it. The epoch changes, so that clients know
 * that what they have may be ahead ([RM3]).
 * @returns where the data that were there before are now, if there were any
 * @throws DataFolderError also where a server runs on the folder
 */
export function restoreFolder(backup: string, folder: string, freshEpoch: string): string | undefined {
  if (resolve(backup) === resolve(folder)) throw new DataFolderError('A folder cannot be restored from itself.');
  openExisting(backup).close();
  makeDataFolder(folder);
  const lock = new FolderLock(folder);
  const fresh = join(folder, 'restoring');
  try {
    // What takes long is done beside the data: they change places with it in a moment.
    prepare(backup, fresh, freshEpoch);
    const before = setAside(folder);
    const [from, to] = [dataPaths(fresh), dataPaths(folder)];
    if (existsSync(from.certificate)) renameSync(from.certificate, to.certificate);
    renameSync(from.blobs, to.blobs);
    renameSync(from.database, to.database);
    return before;
  } catch (error) {
    if (error instanceof DataFolderError) throw error;
    throw new DataFolderError(`The backup could not be restored: ${message(error)}.`, { cause: error });
  } finally {
    rmSync(fresh, { recursive: true, force: true });
    lock.release(true);
  }
}

/** Copies a backup, and makes it one that a server goes on with. */
function prepare(backup: string, fresh: string, freshEpoch: string): void {
  const [from, to] = [dataPaths(backup), dataPaths(fresh)];
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { mode: 0o700 });
  copyFileSync(from.database, to.database);
  cpSync(from.blobs, to.blobs, { recursive: true });
  if (existsSync(from.certificate)) copyFileSync(from.certificate, to.certificate);
  const database = openToWrite(to.database);
  try {
    database.prepare("INSERT OR REPLACE INTO meta (key, value) VALUES ('epoch', ?)").run(freshEpoch);
    if (schemaVersion(database) >= TRANSFERS_VERSION) database.exec('DELETE FROM uploads');
  } finally {
    database.close();
  }
}

function openExisting(folder: string): DatabaseSync {
  const { database } = dataPaths(folder);
  if (!existsSync(database)) {
    throw new DataFolderError(`There are no Room Chat data in ${folder}. Give their folder with --data.`);
  }
  try {
    const opened = openToRead(database);
    try {
      schemaVersion(opened);
      return opened;
    } catch (error) {
      opened.close();
      throw error;
    }
  } catch (error) {
    if (sqliteFault(error) === 'notadb') {
      throw new DataFolderError(`The database in ${folder} is damaged beyond reading.`, { cause: error });
    }
    throw unusable(folder, error);
  }
}

function integrity(database: DatabaseSync): string[] {
  const rows = database.prepare('PRAGMA integrity_check(20)').all();
  const lines = rows.map((row) => String(row['integrity_check'])).filter((line) => line !== 'ok');
  return lines.map((line) => `The database is damaged: ${line}.`);
}

/** Every room's seq runs from what was removed to its end without a hole ([MSG2]). */
function brokenOrder(database: DatabaseSync): string[] {
  const rows = new Query<{
    id: number;
    seq: number;
    removed: number;
    found: number;
    first: number | null;
    last: number | null;
  }>(
    database,
    `SELECT r.id, r.seq, r.removed, count(e.seq) AS found, min(e.seq) AS first, max(e.seq) AS last
     FROM rooms r LEFT JOIN events e ON e.room = r.id GROUP BY r.id`,
  );
  return rows
    .all()
    .filter(({ seq, removed, found, first, last }) => {
      return found !== seq - removed || (found > 0 && (first !== removed + 1 || last !== seq));
    })
    .map(({ id, seq, removed, found }) => `Room ${id} has ${found} events where ${seq - removed} belong.`);
}

async function blobProblem(folder: string, sha256: string): Promise<string | undefined> {
  const file = join(folder, sha256.slice(0, 2), sha256);
  if (!existsSync(file)) return `The stored file ${sha256} is missing.`;
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(file), hash);
  } catch (error) {
    return `The stored file ${sha256} cannot be read: ${message(error)}.`;
  }
  return hash.digest('hex') === sha256 ? undefined : `The stored file ${sha256} holds other bytes.`;
}

function brokenThumbnails(database: DatabaseSync): string[] {
  const rows = new Query<{ id: string; sha256: string; bytes: Uint8Array | null }>(
    database,
    `SELECT f.id, f.thumb_sha256 AS sha256, t.bytes FROM files f LEFT JOIN thumbnails t ON t.file = f.id
     WHERE f.thumb_sha256 IS NOT NULL`,
  );
  const problems: string[] = [];
  for (const { id, sha256, bytes } of rows.iterate()) {
    if (!bytes) problems.push(`The thumbnail of ${id} is missing.`);
    else if (createHash('sha256').update(bytes).digest('hex') !== sha256) {
      problems.push(`The thumbnail of ${id} holds other bytes.`);
    }
  }
  return problems;
}

/** An upload that is not finished may have less than was announced, never more. */
function brokenUploads(database: DatabaseSync, folder: string): string[] {
  const rows = new Query<{ id: string; length: number }>(
    database,
    'SELECT id, length FROM uploads WHERE finished IS NULL',
  );
  return rows
    .all()
    .filter(({ id, length }) => {
      const file = join(folder, id);
      return existsSync(file) && statSync(file).size > length;
    })
    .map(({ id }) => `The unfinished upload ${id} holds more bytes than were announced.`);
}

function count(database: DatabaseSync, table: 'rooms' | 'events' | 'files'): number {
  return new Query<{ count: number }>(database, `SELECT count(*) AS count FROM ${table}`).get()?.count ?? 0;
}

function requireEmpty(folder: string): void {
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new DataFolderError(`There is something in ${folder} already. Give a folder that is empty or not there yet.`);
  }
}

/** Blobs never change once they are there, so what is there is not copied again. */
function copyBlobs(from: string, to: string): void {
  for (const shard of readdirSync(from).filter((name) => /^[0-9a-f]{2}$/u.test(name))) {
    const target = join(to, shard);
    mkdirSync(target, { recursive: true, mode: 0o700 });
    for (const name of readdirSync(join(from, shard))) {
      const copy = join(target, name);
      if (existsSync(copy)) continue;
      try {
        copyFileSync(join(from, shard, name), copy);
      } catch (error) {
        // Deleted in between: then the copy of the database does not refer to it either, or the check says so.
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
      }
    }
  }
}

function setAside(folder: string): string | undefined {
  const { database, blobs, certificate } = dataPaths(folder);
  // Files without a database may be all that a restore has left which was killed.
  if (!existsSync(database) && !holdsFiles(blobs)) {
    rmSync(blobs, { recursive: true, force: true });
    return undefined;
  }
  let aside = join(folder, 'before-restore');
  for (let number = 2; existsSync(aside); number += 1) aside = join(folder, `before-restore-${number}`);
  mkdirSync(aside, { mode: 0o700 });
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(database + suffix)) renameSync(database + suffix, dataPaths(aside).database + suffix);
  }
  if (existsSync(blobs)) renameSync(blobs, dataPaths(aside).blobs);
  // It stays, too: a backup without one belongs to the same server.
  if (existsSync(certificate)) copyFileSync(certificate, dataPaths(aside).certificate);
  return aside;
}

function holdsFiles(folder: string): boolean {
  if (!existsSync(folder)) return false;
  return readdirSync(folder, { recursive: true, withFileTypes: true }).some((entry) => entry.isFile());
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
