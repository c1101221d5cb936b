import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { type ControlRecord, controlRecordSchema, readControlLine } from '../protocol/control.ts';

/** Writes the record in one step, for its owner alone. */
export function writeControlRecord(file: string, record: ControlRecord): void {
  const draft = `${file}.${record.pid}.tmp`;
  // What lies there, a link even, is not written through.
  rmSync(draft, { force: true });
  writeFileSync(draft, `${JSON.stringify(record)}\n`, { mode: 0o600, flag: 'wx' });
  renameSync(draft, file);
}

/** Takes the record away, unless it is another server's by now. */
export function removeControlRecord(file: string, own: ControlRecord): void {
  try {
    const found = readControlLine(controlRecordSchema, readFileSync(file, 'utf8'));
    if (found?.secret === own.secret) rmSync(file, { force: true });
  } catch {
    // It is gone already.
  }
}
