/** A stretch of a document; lines and characters count from 0, the end is exclusive as in the editor. */
interface TextStretch {
  startLine: number;
  startCharacter: number;
  endLine: number;
  endCharacter: number;
}

/** Where a snippet stands in a document of one's own. */
export type SnippetPlace =
  /** The same text at the lines that were shared. */
  | { kind: 'same'; at: TextStretch }
  /** The same text, at other lines. */
  | { kind: 'moved'; at: TextStretch }
  /** It is not there: `at` is what resembles it most, else the lines that it had. */
  | { kind: 'gone'; at: TextStretch };

/** Comparisons of lines after which a search ends; what is that repetitive has no one place. */
const MOST_COMPARISONS = 2_000_000;
/** A line that stands in the document more often says nothing of where one is. */
const MOST_REPEATS = 20;
/** With fewer characters than this in it, several matches elsewhere are chance. */
const TELLING_CHARACTERS = 12;
/** The share of its lines that have to be there for a place to resemble a snippet. */
const RESEMBLANCE = 0.3;

/**
 * Finds shared code in a document: exactly, else without regard to white space; at its own lines, else elsewhere.
 *
 * @param startLine first line as it was shared, from 1
 */
export function placeOfSnippet(snippet: string, startLine: number, document: string): SnippetPlace {
  const wanted = splitLines(snippet);
  const lines = splitLines(document);
  const expected = Math.min(Math.max(startLine - 1, 0), lines.length - 1);
  if (wanted.every((line) => line.trim() === '')) return { kind: 'gone', at: wholeLines(lines, expected, expected) };

  for (const find of [exactMatches, looseMatches]) {
    const matches = find(wanted, lines);
    const here = matches.find(({ startLine: line }) => line === expected);
    if (here) return { kind: 'same', at: here };
    const telling = snippet.replace(/\s+/gu, '').length >= TELLING_CHARACTERS;
    const nearest = matches.sort((a, b) => Math.abs(a.startLine - expected) - Math.abs(b.startLine - expected))[0];
    if (nearest && (matches.length === 1 || telling)) return { kind: 'moved', at: nearest };
  }

  const first = mostAlike(wanted, lines, expected) ?? expected;
  const last = Math.min(first + wanted.length - 1, lines.length - 1);
  return { kind: 'gone', at: wholeLines(lines, first, last) };
}

/** Occurrences character by character; the first and the last line may be parts of theirs. */
function exactMatches(wanted: readonly string[], lines: readonly string[]): TextStretch[] {
  const [first = ''] = wanted;
  const last = wanted.at(-1) ?? '';
  const matches: TextStretch[] = [];
  if (wanted.length === 1) {
    lines.forEach((line, index) => {
      const from = line.indexOf(first);
      if (from >= 0) matches.push(stretch(index, from, index, from + first.length));
    });
    return matches;
  }
  for (const index of starts(wanted, lines, (line, other) => line === other)) {
    const opening = lines[index] ?? '';
    const end = index + wanted.length - 1;
    if (opening.endsWith(first) && lines[end]?.startsWith(last) === true) {
      matches.push(stretch(index, opening.length - first.length, end, last.length));
    }
  }
  return matches;
}

/** Occurrences where lines differ in white space only. */
function looseMatches(wanted: readonly string[], lines: readonly string[]): TextStretch[] {
  const words = wanted.map(squeeze);
  const squeezed = lines.map(squeeze);
  const first = words[0] ?? '';
  const last = words.at(-1) ?? '';
  const matches: TextStretch[] = [];
  if (words.length === 1) {
    squeezed.forEach((line, index) => {
      if (line.includes(first)) matches.push(wholeLines(lines, index, index));
    });
    return matches;
  }
  for (const index of starts(words, squeezed, (line, other) => line === other)) {
    const end = index + words.length - 1;
    if (squeezed[index]?.endsWith(first) === true && squeezed[end]?.startsWith(last) === true) {
      matches.push(wholeLines(lines, index, end));
    }
  }
  return matches;
}

/** Lines at which everything between the first and the last line of `wanted` matches. */
function starts(
  wanted: readonly string[],
  lines: readonly string[],
  equal: (line: string, other: string) => boolean,
): number[] {
  const found: number[] = [];
  let comparisons = 0;
  for (let index = 0; index + wanted.length <= lines.length; index += 1) {
    let inner = 1;
    while (inner < wanted.length - 1 && equal(wanted[inner] ?? '', lines[index + inner] ?? '')) inner += 1;
    comparisons += inner;
    if (comparisons > MOST_COMPARISONS) return [];
    if (inner >= wanted.length - 1) found.push(index);
  }
  return found;
}

/** The line at which most of the snippet's lines stand as they did to each other; nearest to its own among equals. */
function mostAlike(wanted: readonly string[], lines: readonly string[], expected: number): number | undefined {
  const places = new Map<string, number[]>();
  lines.forEach((line, index) => {
    const words = squeeze(line);
    const known = places.get(words);
    if (known) known.push(index);
    else places.set(words, [index]);
  });
  const votes = new Map<number, number>();
  let voters = 0;
  wanted.forEach((line, offset) => {
    const words = squeeze(line);
    // A lone bracket stands everywhere.
    if (words.length < 3) return;
    voters += 1;
    const standing = places.get(words) ?? [];
    if (standing.length > MOST_REPEATS) return;
    for (const index of standing) votes.set(index - offset, (votes.get(index - offset) ?? 0) + 1);
  });
  let best: { line: number; count: number } | undefined;
  for (const [line, count] of votes) {
    const nearer = best !== undefined && Math.abs(line - expected) < Math.abs(best.line - expected);
    if (best === undefined || count > best.count || (count === best.count && nearer)) best = { line, count };
  }
  return best && best.count >= voters * RESEMBLANCE ? Math.max(best.line, 0) : undefined;
}

function stretch(startLine: number, startCharacter: number, endLine: number, endCharacter: number): TextStretch {
  return { startLine, startCharacter, endLine, endCharacter };
}

function wholeLines(lines: readonly string[], first: number, last: number): TextStretch {
  return stretch(first, 0, last, lines[last]?.length ?? 0);
}

/** Without any white space: what a formatter changes is no change. */
function squeeze(line: string): string {
  return line.replace(/\s+/gu, '');
}

function splitLines(text: string): string[] {
  return text.split(/\r\n|\r|\n/u);
}
