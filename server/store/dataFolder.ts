import { chmodSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { loadSqlite, sqliteFault } from './sqlite.ts';

/** The data folder cannot be used; the message is a sentence for the person who started the server. */
export class DataFolderError extends Error {
  /** Whether another server holds the folder. */
  readonly inUse: boolean;

  constructor(message: string, options?: ErrorOptions & { inUse?: boolean }) {
    super(message, options);
    this.name = 'DataFolderError';
    this.inUse = options?.inUse === true;
  }
}

/** Where things lie in a data folder. */
export function dataPaths(folder: string): {
  database: string;
  lock: string;
  pid: string;
  blobs: string;
  partials: string;
  /** The server's own certificate and its key, where it made one. */
  certificate: string;
} {
  return {
    database: join(folder, 'roomchat.db'),
    lock: join(folder, 'lock.db'),
    pid: join(folder, 'server.pid'),
    blobs: join(folder, 'blobs'),
    partials: join(folder, 'blobs', 'partial'),
    certificate: join(folder, 'tls.pem'),
  };
}

/** Makes the folder where there is none; nobody else may look inside. @throws DataFolderError */
export function makeDataFolder(folder: string): void {
  try {
    mkdirSync(dataPaths(folder).blobs, { recursive: true, mode: 0o700 });
    chmodSync(folder, 0o700);
  } catch (error) {
    throw unusable(folder, error);
  }
}

export function unusable(folder: string, error: unknown): DataFolderError {
  const reason = error instanceof Error ? error.message : String(error);
  return new DataFolderError(
    `The data folder ${folder} cannot be used: ${reason}. Check that it is a folder that you may write to, or give another with --data.`,
    { cause: error },
  );
}

/**
 * Holds a data folder for this process alone. The lock is SQLite's on a file of its own, which the system drops with
 * the process, however that ends; the pid file beside it only says who holds it, and whether the last one stopped.
 */
export class FolderLock {
  /** Whether whoever held the folder before did not stop in order. */
  readonly unclean: boolean;
  readonly #database: DatabaseSync;
  readonly #pidFile: string;
  #released = false;

  /** @throws DataFolderError where another process holds the folder, with its pid */
  constructor(folder: string) {
    const paths = dataPaths(folder);
    this.#pidFile = paths.pid;
    try {
      createPrivate(paths.lock);
      const { DatabaseSync } = loadSqlite();
      this.#database = new DatabaseSync(paths.lock);
      this.#database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    } catch (error) {
      if (sqliteFault(error) !== 'busy') throw unusable(folder, error);
      const pid = readPid(paths.pid);
      throw new DataFolderError(
        `The data folder ${folder} is in use by another Room Chat server` +
          `${pid === undefined ? '' : ` (process ${pid})`}. Stop that one first, or give another folder with --data.`,
        { cause: error, inUse: true },
      );
    }
    this.unclean = existsSync(paths.pid);
    try {
      writeFileSync(paths.pid, `${process.pid}\n`, { mode: 0o600 });
    } catch {
      // On a full disk the pid is not known to a second server; it is still kept out.
    }
  }

  /** Gives the folder back. @param clean whether everything is in order: else the next start checks the database. */
  release(clean: boolean): void {
    if (this.#released) return;
    this.#released = true;
    if (clean) rmSync(this.#pidFile, { force: true });
    this.#database.close();
  }
}

function readPid(file: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
    return Number.isSafeInteger(pid) ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** SQLite gives its side files the mode of the database, so that one is made private before SQLite sees it. */
export function createPrivate(file: string): void {
  closeSync(openSync(file, 'a', 0o600));
}
