/** Calls everybody in the room. */
export const HERE = 'here';

/** A part of a text that calls somebody, `@` included, in UTF-16 units. */
export interface Mention {
  start: number;
  end: number;
  /** As it was given to look for. */
  name: string;
}

const WORD = /[\p{L}\p{N}_]/u;
/** As above without scripts that put no spaces between words: there an `@` begins one anywhere. */
const SPACED_WORD = /[[\p{L}\p{N}_]--[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}]]/v;

/**
 * Where a text calls one of `names` by `@name`, whatever the case, the longest name first. An `@` within a word, such as
 * an address of mail, calls nobody, nor does the beginning of a longer word.
 */
export function findMentions(text: string, names: readonly string[]): Mention[] {
  const found: Mention[] = [];
  if (!text.includes('@')) return found;
  const known = names
    .filter((name) => name !== '')
    .map((name) => ({ name, folded: name.toLowerCase() }))
    .sort((one, other) => other.name.length - one.name.length);
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    if (matchesAt(SPACED_WORD, text, at - 1)) continue;
    const called = known.find(({ name, folded }) => {
      const end = at + 1 + name.length;
      return !matchesAt(WORD, text, end) && text.slice(at + 1, end).toLowerCase() === folded;
    });
    if (called) found.push({ start: at, end: at + 1 + called.name.length, name: called.name });
  }
  return found;
}

/** Whether a text calls the person of this name, or everybody. */
export function mentions(text: string, name: string): boolean {
  return findMentions(text, [name, HERE]).length > 0;
}

function matchesAt(pattern: RegExp, text: string, index: number): boolean {
  // The second half of a pair is looked at as the whole character.
  const low = text.charCodeAt(index) >> 10 === 0x37;
  const character = text.codePointAt(low ? index - 1 : index);
  return index >= 0 && character !== undefined && pattern.test(String.fromCodePoint(character));
}
