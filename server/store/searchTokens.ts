import { createHash } from 'node:crypto';
import { nameKey } from '../protocol/names.ts';

/** Shortest term that the index of trigrams finds, in code points. */
const GRAM = 3;
/** Most trigrams that one search asks the index for; what is found is looked at whole in any case. */
const GRAMS_ASKED = 48;

const SPACELESS =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]+/gu;
const WORD = /[\p{L}\p{M}\p{N}_#+]+/gu;
const SYMBOL = /\p{Extended_Pictographic}/gu;
const NOT_ASCII = /\P{ASCII}/u;
/** The same as `WORD` where all is ASCII, of one or two characters: most texts are, and this is faster. */
const SHORT_ASCII_WORD = /(?<![\w#+])[\w#+]{1,2}(?![\w#+])/g;

/** Tokens of each kind that are remembered at most. */
const TOKENS_KEPT = 10_000;
/** Few words are so short, and they are in every text. */
const shortTokensKept = new Map<string, string>();

/**
 * The tokens of `text` that are too short for trigrams: words of one or two characters, characters and pairs of
 * scripts that put no space between words, and pictures. Hex, so that no tokenizer takes them apart.
 */
export function shortTokens(text: string): string {
  const folded = text.toLowerCase();
  if (!NOT_ASCII.test(folded)) return Array.from(new Set(folded.match(SHORT_ASCII_WORD)), shortToken).join(' ');
  const tokens = new Set<string>();
  for (const [run] of folded.matchAll(SPACELESS)) {
    const characters = Array.from(run);
    characters.forEach((character, index) => {
      tokens.add(character);
      const next = characters[index + 1];
      if (next !== undefined) tokens.add(character + next);
    });
  }
  for (const [word] of folded.matchAll(WORD)) if (isShort(word)) tokens.add(word);
  for (const [symbol] of folded.matchAll(SYMBOL)) tokens.add(symbol);
  return Array.from(tokens, shortToken).join(' ');
}

export function shortToken(term: string): string {
  return remembered(shortTokensKept, term, () => Buffer.from(term.toLowerCase()).toString('hex'));
}

/** The token of `key`, made where it is not among the `kept`. */
function remembered(kept: Map<string, string>, key: string, make: () => string): string {
  const known = kept.get(key);
  if (known !== undefined) return known;
  const token = make();
  if (kept.size >= TOKENS_KEPT) kept.clear();
  kept.set(key, token);
  return token;
}

/** Whether a term is too short for trigrams. */
export function isShort(term: string): boolean {
  // No character has more than two units.
  return term.length < GRAM * 2 && Array.from(term).length < GRAM;
}

/** The trigrams of terms that are long enough; an event that has a term has all of its trigrams. */
export function gramsOfTerms(terms: readonly string[]): string[] {
  const grams = new Set<string>();
  for (const term of terms) {
    const characters = Array.from(term);
    for (let start = 0; start + GRAM <= characters.length && grams.size < GRAMS_ASKED; start += 1) {
      grams.add(characters.slice(start, start + GRAM).join(''));
    }
  }
  return [...grams];
}

/** What narrows a search beside words. */
export type Facet = { name: string } | { room: number } | { type: string };

/** Where Unicode has characters for private use, of which no text has three by chance. */
const PRIVATE_FROM = 0xe000;
const PRIVATE_CHARACTERS = 6_400;
/** Tokens that are remembered: making one costs a hash, and few names speak. */
const facetTokensKept = new Map<string, string>();

/** A facet as one trigram, so that the same lists find it; two may share one, so what is found has to be looked at. */
export function facetToken(facet: Facet): string {
  const key = JSON.stringify('name' in facet ? { name: nameKey(facet.name) } : facet);
  return remembered(facetTokensKept, key, () => {
    const hash = createHash('sha256').update(key).digest();
    const characters = [0, 4, 8].map((at) => PRIVATE_FROM + (hash.readUInt32BE(at) % PRIVATE_CHARACTERS));
    return String.fromCharCode(...characters);
  });
}

/** Whether a text has every term: long ones anywhere, short ones as the index of short ones finds them. */
export function hasTerms(text: string, terms: readonly string[]): boolean {
  if (terms.length === 0) return true;
  const folded = fold(text);
  if (!terms.every((term) => isShort(term) || folded.includes(fold(term)))) return false;
  const short = terms.filter(isShort);
  if (short.length === 0) return true;
  const found = new Set(shortTokens(text).split(' '));
  return short.every((term) => found.has(shortToken(term)));
}

/** As the index folds: one character for one, and no form of its own for a sigma at the end of a word. */
export function fold(text: string): string {
  return text.replaceAll('İ', 'i').toLowerCase().replaceAll('ς', 'σ');
}
