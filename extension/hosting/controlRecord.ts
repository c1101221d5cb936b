import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type ControlRecord, controlRecordSchema, readControlLine } from '../../server/protocol/control.ts';

/** Where things of this person's server lie, in a folder that all windows of the person share. */
export function hostPaths(storage: string) {
  const folder = path.join(storage, 'hosting');
  return {
    folder,
    record: path.join(folder, 'server.json'),
    log: path.join(folder, 'server.log'),
    data: path.join(storage, 'server'),
  };
}

/** How to reach the server that runs, or did: nothing where there is no record that can be read. */
export async function readControlRecord(file: string): Promise<ControlRecord | undefined> {
  try {
    return readControlLine(controlRecordSchema, await readFile(file, 'utf8'));
  } catch {
    return undefined;
  }
}
