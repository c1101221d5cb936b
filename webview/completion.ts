/** What can be completed: people, emoji, commands. */
export type Trigger = '@' | ':' | '/';

/** The beginning of a word that can be completed, in UTF-16 units of the text: the trigger stands at `start`. */
export interface Completable {
  trigger: Trigger;
  /** What follows the trigger. */
  query: string;
  start: number;
  end: number;
}

/** One row of what is offered. */
export interface Suggestion {
  /** Stands in the row, and is what the query is compared with. */
  label: string;
  /** Stands in the row instead of the label. */
  shown?: string | undefined;
  /** Shown beside it. */
  detail?: string | undefined;
  /** Takes the place of the trigger and the query. */
  insert: string;
  /** A picture of one character or two, before the label. */
  glyph?: string | undefined;
  /** Words that find it as well. */
  words?: readonly string[] | undefined;
}

/** Most rows that are offered at once. */
const MOST_SUGGESTIONS = 50;

/** Of a name, as long as names may be; it may hold spaces once a member's name begins so. */
const PERSON = /(?:^|[\s([{"'“„«、，。])@([^@\n]{0,64})$/u;
/** From two characters on: `:)` and `12:30` are not the beginning of an emoji's name. */
const EMOJI = /(?:^|[^\p{L}\p{N}:]):([\p{L}\p{N}_+-]{2,32})$/u;
const COMMAND = /^\/(\p{L}*)$/u;

/** The word before the cursor that can be completed, if it is one. */
export function completableAt(text: string, cursor: number): Completable | undefined {
  const before = text.slice(0, cursor);
  const line = before.slice(before.lastIndexOf('\n') + 1);
  for (const [trigger, pattern, within] of [
    ['/', COMMAND, before],
    ['@', PERSON, line],
    [':', EMOJI, line],
  ] as const) {
    const query = pattern.exec(within)?.[1];
    if (query !== undefined) return { trigger, query, start: cursor - query.length - 1, end: cursor };
  }
  return undefined;
}

/** Those whose name begins so, then those with a word that does, then those that hold it anywhere. */
export function suggestionsFor(query: string, all: readonly Suggestion[], most = MOST_SUGGESTIONS): Suggestion[] {
  const wanted = fold(query);
  if (wanted === '') return all.slice(0, most);
  const ranks: Suggestion[][] = [[], [], [], []];
  for (const suggestion of all) {
    const rank = rankOf(wanted, suggestion);
    if (rank !== undefined) ranks[rank]?.push(suggestion);
  }
  return ranks.flat().slice(0, most);
}

/** The text and the cursor after a suggestion was taken: a space follows, unless one is there. */
export function complete(
  text: string,
  { start, end }: Completable,
  suggestion: Suggestion,
): { text: string; cursor: number } {
  const space = /^[^\S\n]/u.test(text.slice(end)) ? '' : ' ';
  const inserted = `${suggestion.insert}${space}`;
  // The cursor goes behind the space that was there.
  const cursor = start + suggestion.insert.length + 1;
  return { text: `${text.slice(0, start)}${inserted}${text.slice(end)}`, cursor };
}

function rankOf(wanted: string, { label, words = [] }: Suggestion): number | undefined {
  const name = fold(label);
  if (name === wanted) return 0;
  if (name.startsWith(wanted)) return 1;
  if ([...name.split(/[\s_-]+/u), ...words.map(fold)].some((word) => word.startsWith(wanted))) return 2;
  return wanted.length > 1 && name.includes(wanted) ? 3 : undefined;
}

/** As people look for it: without case and accents. */
function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
