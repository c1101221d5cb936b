import type { EntryView, FileEntry, MessageEntry, SystemEntry } from './protocol/messages.ts';

/** Consecutive entries of one person no further apart than this share one heading. */
export const GROUP_MS = 300_000;

/** What stands below each other in the list. */
export type Row =
  | { kind: 'day'; key: string; time: number }
  /** What follows was not read when the person came. */
  | { kind: 'new'; key: string }
  /** People who came and went one after another, in one line. */
  | { kind: 'joins'; key: string; entries: readonly SystemEntry[] }
  /** `continued` where the row above is the same person's and the heading would only repeat it. */
  | { kind: 'entry'; key: string; entry: EntryView; continued: boolean };

/**
 * The rows of a run of entries, each day with its separator, and with a line before what is new.
 *
 * @param newFrom the place from which on everything is new
 */
export function rowsOf(entries: readonly EntryView[], newFrom?: number): Row[] {
  const rows: Row[] = [];
  let previous: EntryView | undefined;
  let day = '';
  let marked = newFrom === undefined;
  for (const entry of entries) {
    const today = dayOf(entry.time);
    const newDay = today !== day;
    if (newDay) rows.push({ kind: 'day', key: `day ${today} ${entry.key}`, time: entry.time });
    day = today;
    const isNew = !marked && entry.seq !== undefined && entry.seq >= (newFrom ?? 0);
    if (isNew) {
      rows.push({ kind: 'new', key: 'new' });
      marked = true;
    }
    const apart = newDay || isNew;
    if (!apart && joinsBefore(rows.at(-1), entry)) extendJoins(rows, entry);
    else if (isJoin(entry)) rows.push({ kind: 'joins', key: entry.key, entries: [entry] });
    else {
      const continued = !apart && previous !== undefined && continues(previous, entry);
      rows.push({ kind: 'entry', key: entry.key, entry, continued });
    }
    previous = entry;
  }
  return rows;
}

type JoinEntry = SystemEntry & { what: 'joined' | 'left' };

function isJoin(entry: EntryView): entry is JoinEntry {
  return entry.kind === 'system' && (entry.what === 'joined' || entry.what === 'left');
}

function joinsBefore(row: Row | undefined, entry: EntryView): entry is JoinEntry {
  return row?.kind === 'joins' && isJoin(entry);
}

function extendJoins(rows: Row[], entry: JoinEntry): void {
  const row = rows.at(-1);
  if (row?.kind === 'joins') rows[rows.length - 1] = { ...row, entries: [...row.entries, entry] };
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
