import type { EntryView, FileEntry, MessageEntry } from './protocol/messages.ts';

/** Consecutive entries of one person no further apart than this share one heading. */
export const GROUP_MS = 300_000;

/** What stands below each other in the list. */
export type Row =
  | { kind: 'day'; key: string; time: number }
  /** `continued` where the row above is the same person's and the heading would only repeat it. */
  | { kind: 'entry'; key: string; entry: EntryView; continued: boolean };

/** The rows of a run of entries, each day with its separator. */
export function rowsOf(entries: readonly EntryView[]): Row[] {
  const rows: Row[] = [];
  let previous: EntryView | undefined;
  for (const entry of entries) {
    const day = dayOf(entry.time);
    const newDay = previous === undefined || dayOf(previous.time) !== day;
    if (newDay) rows.push({ kind: 'day', key: `day ${day} ${entry.key}`, time: entry.time });
    const continued = !newDay && previous !== undefined && continues(previous, entry);
    rows.push({ kind: 'entry', key: entry.key, entry, continued });
    previous = entry;
  }
  return rows;
}

/** What people wrote or shared since `seq`, without one's own and without quiet lines. */
export function arrivalsSince(entries: readonly EntryView[], seq: number): (MessageEntry | FileEntry)[] {
  const arrivals: (MessageEntry | FileEntry)[] = [];
  for (let index = entries.length - 1; index >= 0; index -= 1) {
    const entry = entries[index];
    if (entry?.seq === undefined) continue;
    if (entry.seq <= seq) break;
    if (entry.kind !== 'system' && !entry.own && !entry.deleted) arrivals.unshift(entry);
  }
  return arrivals;
}

/** The newest place in the log, 0 where nothing has one. */
export function newestSeq(entries: readonly EntryView[]): number {
  for (let index = entries.length - 1; index >= 0; index -= 1) {
    const seq = entries[index]?.seq;
    if (seq !== undefined) return seq;
  }
  return 0;
}

function continues(previous: EntryView, entry: EntryView): boolean {
  if (previous.kind === 'system' || entry.kind === 'system') return false;
  return previous.from.id === entry.from.id && Math.abs(entry.time - previous.time) < GROUP_MS;
}

/** The local calendar day. */
function dayOf(time: number): string {
  const date = new Date(time);
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;
}
