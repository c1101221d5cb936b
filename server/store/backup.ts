import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { auditFiles } from '../auditFile.ts';
import { BlobCopies } from './blobCopies.ts';
import { createPrivate, DataFolderError, dataPaths, FolderLock, makeDataFolder } from './dataFolder.ts';
import { openToRead, openToWrite } from './database.ts';
import { openExisting } from './existingFolder.ts';
import { schemaVersion, TRANSFERS_VERSION } from './schema.ts';

/**
 * Copies a data folder, a live one too, as it is at one moment. Uploads that are not finished are left out: nobody was
 * told that they are kept.
 * @param target a folder that is not there yet, or is empty
 * @returns a sentence for each stored file that is damaged or missing; all the rest is copied all the same
 * @throws DataFolderError
 */
export function backupFolder(folder: string, target: string): string[] {
  const database = openExisting(folder);
  const from = dataPaths(folder);
  const to = dataPaths(target);
  try {
    requireEmpty(target);
    makeDataFolder(target);
    const blobs = new BlobCopies(from.blobs, to.blobs);
    // Files first: one that is deleted meanwhile is copied already, one that is added meanwhile is copied below.
    blobs.copy();
    createPrivate(to.database);
    database.prepare('VACUUM INTO ?').run(to.database);
    blobs.copy();
    // Without it those who were invited would not know the server again.
    if (existsSync(from.certificate)) copyFileSync(from.certificate, to.certificate);
    copyAudit(folder, target);
    return reading(to.database, (copy) => blobs.problems(copy));
  } catch (error) {
    if (error instanceof DataFolderError) throw error;
    throw new DataFolderError(`The backup could not be written to ${target}: ${message(error)}.`, { cause: error });
  } finally {
    database.close();
  }
}

export interface Restored {
  /** Where the data that were there before are now, if there were any. */
  before: string | undefined;
  /** A sentence for each stored file that the backup has damaged or not at all. */
  problems: string[];
}

/**
 * Puts a backup in the place of a folder's data, which are kept beside it. The epoch changes, so that clients know
 * that what they have may be ahead ([RM3]).
 * @throws DataFolderError also where a server runs on the folder
 */
export function restoreFolder(backup: string, folder: string, freshEpoch: string): Restored {
  if (resolve(backup) === resolve(folder)) throw new DataFolderError('A folder cannot be restored from itself.');
  openExisting(backup).close();
  makeDataFolder(folder);
  const lock = new FolderLock(folder);
  const fresh = join(folder, 'restoring');
  try {
    // What takes long is done beside the data: they change places with it in a moment.
    const problems = prepare(backup, fresh, freshEpoch);
    const before = setAside(folder, auditFiles(fresh).some(existsSync));
    const [from, to] = [dataPaths(fresh), dataPaths(folder)];
    if (existsSync(from.certificate)) renameSync(from.certificate, to.certificate);
    moveAudit(fresh, folder);
    renameSync(from.blobs, to.blobs);
    renameSync(from.database, to.database);
    return { before, problems };
  } catch (error) {
    if (error instanceof DataFolderError) throw error;
    throw new DataFolderError(`The backup could not be restored: ${message(error)}.`, { cause: error });
  } finally {
    rmSync(fresh, { recursive: true, force: true });
    lock.release(true);
  }
}

/** Copies a backup, and makes it one that a server goes on with. @returns what is wrong with its files */
function prepare(backup: string, fresh: string, freshEpoch: string): string[] {
  const [from, to] = [dataPaths(backup), dataPaths(fresh)];
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { mode: 0o700 });
  copyFileSync(from.database, to.database);
  mkdirSync(to.blobs, { mode: 0o700 });
  const blobs = new BlobCopies(from.blobs, to.blobs);
  blobs.copy();
  if (existsSync(from.certificate)) copyFileSync(from.certificate, to.certificate);
  copyAudit(backup, fresh);
  const database = openToWrite(to.database);
  try {
    database.prepare("INSERT OR REPLACE INTO meta (key, value) VALUES ('epoch', ?)").run(freshEpoch);
    if (schemaVersion(database) >= TRANSFERS_VERSION) database.exec('DELETE FROM uploads');
    return blobs.problems(database);
  } finally {
    database.close();
  }
}

function requireEmpty(folder: string): void {
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new DataFolderError(`There is something in ${folder} already. Give a folder that is empty or not there yet.`);
  }
}

/** Copies an audit log in whole lines only: somebody may be at one. */
function copyAudit(from: string, to: string): void {
  for (const [source, target] of auditPairs(from, to)) {
    const bytes = readFileSync(source);
    writeFileSync(target, bytes.subarray(0, bytes.lastIndexOf('\n') + 1), { mode: 0o600 });
  }
}

function moveAudit(from: string, to: string): void {
  for (const [source, target] of auditPairs(from, to)) renameSync(source, target);
}

/** Each file of an audit log that is there, as it comes up, with its place elsewhere. */
function* auditPairs(from: string, to: string): Generator<[source: string, target: string]> {
  const targets = auditFiles(to);
  // The newest first: what is rotated meanwhile is there twice rather than not at all.
  for (const [index, source] of auditFiles(from).entries()) {
    const target = targets[index];
    if (target !== undefined && existsSync(source)) yield [source, target];
  }
}

function reading<T>(file: string, read: (database: DatabaseSync) => T): T {
  const database = openToRead(file);
  try {
    return read(database);
  } finally {
    database.close();
  }
}

/** @param withAudit whether another audit log takes the place of the one that is there; else that stays */
function setAside(folder: string, withAudit: boolean): string | undefined {
  const { database, blobs, certificate } = dataPaths(folder);
  // Files without a database may be all that a restore has left which was killed.
  const audit = withAudit && auditFiles(folder).some(existsSync);
  if (!existsSync(database) && !holdsFiles(blobs) && !audit) {
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
  if (audit) moveAudit(folder, aside);
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
