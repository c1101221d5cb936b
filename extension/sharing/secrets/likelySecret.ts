/** What people write where a secret will stand, or where code takes it from. */
const PLACEHOLDER =
  /example|sample|change_?-?me|replace_?-?me|placeholder|your[_-]?|dummy|redacted|insert|todo|fixme|not-?a-?|fake|<|>|\$\{|\$\(|\{\{|%\(|%[sd]|process\.env|os\.environ|getenv|secrets\.|^\$|^[*•x.\-_#▮]+$|^(?:1234567890?|0123456789|abcdef|qwerty)/iu;

/** Parts of identifiers, message keys and sentences: letters, or letters with a short number at the end. */
const WORD = /^(?:\p{L}*\d{0,2}|\d{1,4})$/u;

/** Bits a character, by how often each occurs (Shannon). */
export function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

export function isPlaceholder(value: string): boolean {
  return PLACEHOLDER.test(value);
}

/** Whether a value that stands under a name such as `password` is one, rather than a word, a path or an expression. */
export function isLikelySecret(value: string, leastLength: number): boolean {
  if (value.length < leastLength || !/^[\x21-\x7E\u00A1-\u024F]+$/u.test(value)) return false;
  if (isPlaceholder(value) || /^[./~]|:\/\/|\/\/|[()[\]{};,]/u.test(value)) return false;
  if (!/\d/u.test(value) || !/\p{L}/u.test(value)) return isSymbolic(value);
  if (value.split(/[-_.:/@+\s]|(?<=\p{Ll})(?=\p{Lu})/u).every((part) => WORD.test(part))) return false;
  return entropy(value) >= 2.5;
}

/** A password of letters and signs, such as `tr0ub&dor` without its digits. */
function isSymbolic(value: string): boolean {
  return /\p{L}/u.test(value) && /[!#%^&*?=~]/u.test(value) && value.length >= 10 && entropy(value) >= 3;
}
