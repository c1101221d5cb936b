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

/** Shortest term that the index of trigrams finds, in code points. */
export const GRAM = 3;

const SPACELESS =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]+/gu;
const WORD = /[\p{L}\p{M}\p{N}_#+]+/gu;
const SYMBOL = /\p{Extended_Pictographic}/gu;

/**
 * The tokens of `text` that are too short for trigrams: words of one or two characters, characters and pairs of
 * scripts that put no space between words, and pictures. Hex, so that no tokenizer takes them apart.
 */
export function shortTokens(text: string): string {
  const folded = text.toLowerCase();
  const tokens = new Set<string>();
  for (const [run] of folded.matchAll(SPACELESS)) {
    const characters = Array.from(run);
    characters.forEach((character, index) => {
      tokens.add(character);
      const next = characters[index + 1];
      if (next !== undefined) tokens.add(character + next);
    });
  }
  for (const [word] of folded.matchAll(WORD)) if (Array.from(word).length < GRAM) tokens.add(word);
  for (const [symbol] of folded.matchAll(SYMBOL)) tokens.add(symbol);
  return Array.from(tokens, shortToken).join(' ');
}

export function shortToken(term: string): string {
  return Buffer.from(term.toLowerCase()).toString('hex');
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
