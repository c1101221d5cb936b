import { existsSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { Authority } from './authority.ts';
import { DataFolderError, dataPaths, FolderLock, makeDataFolder } from './dataFolder.ts';
import { openDatabase, openToWrite } from './database.ts';
import { EventPages } from './eventPages.ts';
import type { IdentityOperations } from './identityOperations.ts';
import { Invites } from './invites.ts';
import { OwnerLink } from './ownerLink.ts';
import { RoomAccess } from './roomAccess.ts';
import { SCHEMA_VERSION, schemaVersion } from './schema.ts';
import { rollBack } from './sqlite.ts';

/** Where a server said that it is reached. */
export interface KnownAddress {
  address: string;
  pin?: string | undefined;
}

/**
 * Makes an invite in a data folder by a connection of its own: SQLite lets a server that runs on it go on meanwhile, and
 * each waits for the other's transaction.
 * @param address where people reach the server; absent: as the last one that ran here said
 * @throws DataFolderError also where no server ever ran here and no address is given; ProtocolError
 */
export function inviteBeside(
  folder: string,
  invite: IdentityOperations['invite']['input'],
  address: string | undefined,
  freshEpoch: string,
): KnownAddress {
  makeDataFolder(folder);
  const lock = lockIfFree(folder);
  let isSound = true;
  try {
    const opened = lock ? openDatabase(folder, lock.unclean, freshEpoch) : undefined;
    isSound = (opened?.problems.length ?? 0) === 0;
    if (!isSound) throw new DataFolderError(`The data in ${folder} are damaged: an invite cannot be written there.`);
    const database = opened?.database ?? openBeside(folder);
    try {
      return add(database, invite, address);
    } finally {
      database.close();
    }
  } finally {
    lock?.release(isSound);
  }
}

function add(
  database: DatabaseSync,
  invite: IdentityOperations['invite']['input'],
  address: string | undefined,
): KnownAddress {
  const authority = new Authority(database);
  const access = new RoomAccess(database, new EventPages(database), authority);
  const invites = new Invites(database, authority, access);
  const known = new OwnerLink(database, authority, invites).address();
  const reached = address ?? known?.address;
  if (reached === undefined) {
    throw new DataFolderError(
      'No server has run on this data folder yet, so its address is not known. Start it first, or give --public-url.',
    );
  }
  database.exec('BEGIN IMMEDIATE');
  try {
    invites.make(invite);
    database.exec('COMMIT');
  } catch (error) {
    rollBack(database);
    throw error;
  }
  return { address: reached, pin: known?.pin };
}

/** @returns undefined where a server holds the folder */
function lockIfFree(folder: string): FolderLock | undefined {
  try {
    return new FolderLock(folder);
  } catch (error) {
    if (error instanceof DataFolderError && error.inUse) return undefined;
    throw error;
  }
}

function openBeside(folder: string): DatabaseSync {
  const { database: file } = dataPaths(folder);
  if (!existsSync(file)) throw new DataFolderError(`The server on ${folder} has only just started. Try again.`);
  const database = openToWrite(file);
  if (schemaVersion(database) === SCHEMA_VERSION) return database;
  database.close();
  throw new DataFolderError(`The server that runs on ${folder} is of another version than this command.`);
}
