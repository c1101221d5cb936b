import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createPrivate, DataFolderError, dataPaths, FolderLock, makeDataFolder } from './dataFolder.ts';
import { openToWrite } from './database.ts';
import { openExisting } from './existingFolder.ts';
import { schemaVersion, TRANSFERS_VERSION } from './schema.ts';

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
