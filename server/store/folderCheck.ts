import { createHash } from 'node:crypto';
import { createReadStream, existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { pipeline } from 'node:stream/promises';
import { dataPaths } from './dataFolder.ts';
import { openExisting } from './existingFolder.ts';
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

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
