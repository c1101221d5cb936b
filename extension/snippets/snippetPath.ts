import { plainText } from '../plainText.ts';

/**
 * The segments of a path that somebody else sent, relative and going nowhere but down; `undefined` where it is not such
 * a path.
 */
export function snippetSegments(path: string): string[] | undefined {
  if (/^(?:[a-z]:|[/\\])/iu.test(path) || path.includes('\0')) return undefined;
  const segments = path.split(/[/\\]/u).filter((segment) => segment !== '' && segment !== '.');
  return segments.length === 0 || segments.includes('..') ? undefined : segments;
}

/** How many segments two paths have in common, counted from their ends. */
export function commonEnd(one: readonly string[], other: readonly string[]): number {
  let count = 0;
  while (count < Math.min(one.length, other.length) && one.at(-count - 1) === other.at(-count - 1)) count += 1;
  return count;
}

/** A path for the tab of the sent text: it says where the lines come from, and keeps the ending that icons go by. */
export function sentTextPath({
  path,
  startLine,
  endLine,
}: {
  path: string;
  startLine: number;
  endLine: number;
}): string {
  const segments = path
    .split(/[/\\]/u)
    .map((segment) => plainText(segment).trim())
    .filter((segment) => !['', '.', '..'].includes(segment));
  const name = segments.pop() ?? 'code';
  const dot = name.lastIndexOf('.');
  const [stem, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  const lines = startLine === endLine ? `${startLine}` : `${startLine}–${endLine}`;
  return `/${[...segments, `${stem} (${lines})${ending}`].join('/')}`;
}
