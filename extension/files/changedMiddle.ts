/** A part of a text, in UTF-16 units, and what is to stand there. */
export interface Replacement {
  start: number;
  end: number;
  text: string;
}

/**
 * The one replacement that makes `after` of `before`: without the ends that both have, so that cursors and marks in them
 * stay where they are. Cuts no line break and no character in two; `undefined` where nothing differs.
 */
export function changedMiddle(before: string, after: string): Replacement | undefined {
  if (before === after) return undefined;
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start += 1;
  while (start > 0 && (cuts(before, start) || cuts(after, start))) start -= 1;

  let tail = 0;
  while (tail < shorter - start && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  while (tail > 0 && (cuts(before, before.length - tail) || cuts(after, after.length - tail))) tail -= 1;
  return { start, end: before.length - tail, text: after.slice(start, after.length - tail) };
}

/** Whether `at` lies within a pair of surrogates or a CRLF. */
function cuts(text: string, at: number): boolean {
  const [left, right] = [text.charCodeAt(at - 1), text.charCodeAt(at)];
  if (left === 13 && right === 10) return true;
  return left >= 0xd800 && left < 0xdc00 && right >= 0xdc00 && right < 0xe000;
}
