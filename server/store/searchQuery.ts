/** A search as a person typed it, taken apart ([MSG7]). */
export interface SearchQuery {
  /** What has to be in the text: words, and quoted phrases whole. */
  terms: string[];
  from?: string | undefined;
  room?: string | undefined;
  hasFile: boolean;
}

const PART = /(?:(?<operator>from|in|has):)?(?:"(?<quoted>[^"]*)"?|(?<bare>\S+))/giu;

/** Understands `from:name`, `in:room`, `has:file` and "quoted phrases"; everything else is a word. */
export function parseSearch(query: string): SearchQuery {
  const parsed: SearchQuery = { terms: [], hasFile: false };
  for (const { groups } of query.normalize('NFC').matchAll(PART)) {
    const value = (groups?.['quoted'] ?? groups?.['bare'] ?? '').trim();
    if (value === '') continue;
    switch (groups?.['operator']?.toLowerCase()) {
      case 'from':
        parsed.from = value.replace(/^@/u, '');
        break;
      case 'in':
        parsed.room = value.replace(/^#/u, '');
        break;
      case 'has':
        if (/^files?$/iu.test(value)) parsed.hasFile = true;
        else parsed.terms.push(`has:${value}`);
        break;
      default:
        parsed.terms.push(value);
    }
  }
  return parsed;
}

/** Where the terms stand in `text`, merged, in UTF-16 units. */
export function findMarks(text: string, terms: readonly string[]): [start: number, end: number][] {
  const found: [number, number][] = [];
  for (const term of terms) {
    const pattern = new RegExp(term.replace(/[\\^$.*+?()[\]{}|/-]/gu, '\\$&'), 'giu');
    for (const match of text.matchAll(pattern)) found.push([match.index, match.index + match[0].length]);
  }
  found.sort((a, b) => a[0] - b[0]);
  const marks: [number, number][] = [];
  for (const [start, end] of found) {
    const last = marks.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else marks.push([start, end]);
  }
  return marks;
}
