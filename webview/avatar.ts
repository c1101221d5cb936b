/** Tones that the list's styles define: `tone-0` to `tone-5`. */
const TONES = 6;

/** Made when the first name needs it: most begin with a plain letter, and the rules of all scripts take a while to load. */
let graphemes: Intl.Segmenter | undefined;

/** What stands in a person's circle: the first character as people count them, in upper case. */
export function avatarInitial(name: string): string {
  const plain = /^\s*([!-~])(?:[ -~]|$)/u.exec(name)?.[1];
  if (plain !== undefined) return plain.toUpperCase();
  graphemes ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  const first = graphemes.segment(name.trim())[Symbol.iterator]().next();
  return first.done === true ? '?' : first.value.segment.toLocaleUpperCase();
}

/** The same person has the same tone in every window. */
export function avatarTone(id: string): number {
  let hash = 0;
  for (const character of id) hash = (Math.imul(hash, 31) + (character.codePointAt(0) ?? 0)) >>> 0;
  return hash % TONES;
}
