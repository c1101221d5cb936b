import { existsSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { DataFolderError, dataPaths, unusable } from './dataFolder.ts';
import { openToRead } from './database.ts';
import { schemaVersion } from './schema.ts';
import { sqliteFault } from './sqlite.ts';

/** Opens the database of a folder that has one, to read. @throws DataFolderError */
export function openExisting(folder: string): DatabaseSync {
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
