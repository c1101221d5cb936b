/** Longer texts stay as they were typed: on one line nobody reads so far, and the walk grows with the square. */
const MOST_CHARACTERS = 1_000;
/** Forms within each other. */
const MOST_LEVELS = 8;

const FENCE = /^ {0,3}(?:`{3,}[^`]*|~{3,}.*)$/u;
const LINE_BEGIN = /^ {0,3}(?:> ?)*(?:#{1,6} +)?/u;
/** An escaped sign, code, a link, or a form around words. */
const FORM =
  /\\(?<escaped>[!-/:-@[-`{-~])|(?<ticks>`+)(?<code>(?!`).+?(?<!`))\k<ticks>(?!`)|!?\[(?<label>[^\][]+)\]\(https?:[^()\s]+\)|(?<![\p{L}\p{N}_])(?<sign>\*\*|__|~~|\*|_)(?=\S)(?<inside>.+?)(?<=\S)\k<sign>(?![\p{L}\p{N}_])/dgu;

/** A part of a text: `[start, end)`, in UTF-16 units. */
type Range = readonly [start: number, end: number];

/**
 * A message without the signs that only form it, for where it stands on a line: quotes, hits, notices, labels. One of
 * nothing else stays as it was typed.
 */
export function plainMessage(text: string): string {
  return withoutSigns(text).text;
}

/** As {@link plainMessage}, with where the marks of the message stand in it. */
export function withoutSigns(text: string, marks: readonly Range[] = []): { text: string; marks: [number, number][] } {
  if (text.length > MOST_CHARACTERS) return { text, marks: marks.map(([start, end]) => [start, end]) };
  const kept = keptRanges(text);
  const plain = kept.map(([start, end]) => text.slice(start, end)).join('');
  if (plain.trim() === '') return { text, marks: marks.map(([start, end]) => [start, end]) };
  const placeOf = (index: number): number =>
    kept.reduce((place, [start, end]) => place + Math.max(0, Math.min(end, index) - start), 0);
  return {
    text: plain,
    marks: marks.flatMap(([start, end]): [number, number][] => {
      const [from, to] = [placeOf(start), placeOf(end)];
      return to > from ? [[from, to]] : [];
    }),
  };
}

function keptRanges(text: string): Range[] {
  const kept: Range[] = [];
  let inCode = false;
  let at = 0;
  for (const line of text.split('\n')) {
    const end = Math.min(text.length, at + line.length + 1);
    if (FENCE.test(line)) inCode = !inCode;
    else if (inCode) kept.push([at, end]);
    else {
      const begin = LINE_BEGIN.exec(line)?.[0].length ?? 0;
      kept.push(...formed(text, [at + begin, at + line.length], MOST_LEVELS), [at + line.length, end]);
    }
    at = end;
  }
  return kept;
}

/** What is kept of a part of a line. */
function formed(text: string, [from, to]: Range, levels: number): Range[] {
  const part = text.slice(from, to);
  const kept: Range[] = [];
  let at = 0;
  for (const match of levels === 0 ? [] : part.matchAll(FORM)) {
    const { escaped, code, label, inside } = match.indices?.groups ?? {};
    const literal = escaped ?? code;
    const within = label ?? inside;
    kept.push([from + at, from + match.index]);
    if (literal) kept.push([from + literal[0], from + literal[1]]);
    if (within) kept.push(...formed(text, [from + within[0], from + within[1]], levels - 1));
    at = match.index + match[0].length;
  }
  kept.push([from + at, to]);
  return kept;
}
