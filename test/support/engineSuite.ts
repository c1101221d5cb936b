import { rmSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach } from 'mocha';
import { openDatabase } from '../../server/store/database.ts';
import { makeDataFolder } from '../../server/store/dataFolder.ts';
import { Engine } from '../../server/store/engine.ts';
import { newDataFolder } from './serverProcess.ts';

/** What a test has of the store without its workers; there once the hooks ran. */
export interface EngineSuite {
  readonly database: DatabaseSync;
  readonly engine: Engine;
}

/** A new database and what works on it for each test of a `describe`. */
export function engineSuite(): EngineSuite {
  let data = '';
  let opened: EngineSuite | undefined;
  const there = (): EngineSuite => {
    if (opened === undefined) throw new Error('The database is there only while a test runs.');
    return opened;
  };

  beforeEach(() => {
    data = newDataFolder();
    makeDataFolder(data);
    const { database } = openDatabase(data, false, 'e_1');
    opened = { database, engine: new Engine(database, 'e_1') };
  });
  afterEach(() => {
    opened?.database.close();
    opened = undefined;
    rmSync(data, { recursive: true, force: true });
  });

  return {
    get database() {
      return there().database;
    },
    get engine() {
      return there().engine;
    },
  };
}
