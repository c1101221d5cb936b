import { createHash } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { Query } from './sqlite.ts';

const CHUNK_BYTES = 1_048_576;

/** The stored files of one folder as they are copied to another, each hashed on its way. */
export class BlobCopies {
  readonly #from: string;
  readonly #to: string;
  readonly #chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  /** What is wrong with a file, by the SHA-256 that it should have. */
  readonly #wrong = new Map<string, string>();

  constructor(from: string, to: string) {
    this.#from = from;
    this.#to = to;
  }

  /**
   * Copies what is not copied yet: blobs never change once they are there. One that is damaged is copied as it is, as
   * far as it can be read.
   */
  copy(): void {
    for (const shard of readdirSync(this.#from).filter((name) => /^[0-9a-f]{2}$/u.test(name))) {
      mkdirSync(join(this.#to, shard), { recursive: true, mode: 0o700 });
      for (const name of readdirSync(join(this.#from, shard))) {
        if (!existsSync(join(this.#to, shard, name))) this.#copyOne(join(shard, name), name);
      }
    }
  }

  /** @returns a sentence for each file that a database refers to and that is not there as it should be */
  problems(database: DatabaseSync): string[] {
    const rows = new Query<{ sha256: string }>(database, 'SELECT DISTINCT sha256 FROM files').all();
    return rows.flatMap(({ sha256 }) => {
      const wrong = this.#wrong.get(sha256);
      if (wrong !== undefined) return [`The stored file ${sha256} ${wrong}.`];
      return existsSync(join(this.#to, sha256.slice(0, 2), sha256)) ? [] : [`The stored file ${sha256} is missing.`];
    });
  }

  #copyOne(path: string, sha256: string): void {
    let source: number;
    try {
      source = openSync(join(this.#from, path), 'r');
    } catch (error) {
      // Deleted in between, mostly: then the copy of the database does not refer to it either.
      if (codeOf(error) !== 'ENOENT') this.#wrong.set(sha256, unreadable(error));
      return;
    }
    try {
      const target = openSync(join(this.#to, path), 'wx', 0o600);
      try {
        this.#pour(source, target, sha256);
      } finally {
        closeSync(target);
      }
    } finally {
      closeSync(source);
    }
  }

  #pour(source: number, target: number, sha256: string): void {
    const hash = createHash('sha256');
    for (;;) {
      let length: number;
      try {
        length = readSync(source, this.#chunk);
      } catch (error) {
        this.#wrong.set(sha256, unreadable(error));
        return;
      }
      if (length === 0) break;
      const bytes = this.#chunk.subarray(0, length);
      hash.update(bytes);
      for (let written = 0; written < length;) written += writeSync(target, bytes, written);
    }
    if (hash.digest('hex') !== sha256) this.#wrong.set(sha256, 'holds other bytes');
  }
}

function unreadable(error: unknown): string {
  return `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
