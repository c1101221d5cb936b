import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** One table of messages by place, with the room server's promise: a commit is on stable storage. */
export class MessagesDatabase {
  readonly database: DatabaseSync;
  readonly #insert;

  constructor(folder: string) {
    this.database = new DatabaseSync(path.join(folder, 'messages.db'));
    this.database.exec(`
      PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
      CREATE TABLE messages (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, time INTEGER NOT NULL, text TEXT NOT NULL);
    `);
    this.#insert = this.database.prepare('INSERT INTO messages (id, time, text) VALUES (?, ?, ?)');
  }

  /** Stores one in a transaction of its own. @returns its place */
  add(id: string, time: number, text: string): number {
    return Number(this.#insert.run(id, time, text).lastInsertRowid);
  }
}
