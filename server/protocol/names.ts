import { FILE_NAME_BYTES, NAME_CODE_POINTS } from './limits.ts';

// Control, format (bidi, zero-width, tags), separator, private and lone surrogate characters, and blanks that are letters
// by category; a zero-width joiner is judged apart.
const FORBIDDEN = /[[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}\u115F\u1160\u3164\uFFA0]--\u200D]/v;
const JOINER_OUTSIDE_EMOJI =
  /(?<![\p{Extended_Pictographic}\p{Emoji_Modifier}\uFE0F])\u200D|\u200D(?!\p{Extended_Pictographic})/u;

/** The display form of a user's or room's name, or `undefined` where the name is not allowed ([GR4]). */
export function normalizeName(raw: string): string | undefined {
  const name = raw.normalize('NFC').trim();
  const length = Array.from(name).length;
  if (length === 0 || length > NAME_CODE_POINTS) return undefined;
  if (FORBIDDEN.test(name) || JOINER_OUTSIDE_EMOJI.test(name)) return undefined;
  return name;
}

/** What two names are compared by: equal keys are the same name ([GR4]). Takes a normalized name. */
export function nameKey(name: string): string {
  // Upper-casing first folds what lower-casing alone keeps apart (ß and ss, final and medial sigma).
  return name.toUpperCase().toLowerCase().normalize('NFC');
}

/** Bytes of `text` in UTF-8; a lone surrogate counts as the three bytes of its replacement. */
export function utf8Length(text: string): number {
  let bytes = 0;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) bytes += 1;
    else if (unit < 0x800) bytes += 2;
    else if (unit >= 0xd800 && unit < 0xdc00 && isLowSurrogate(text.charCodeAt(index + 1))) {
      bytes += 4;
      index += 1;
    } else bytes += 3;
  }
  return bytes;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}

/**
 * The display name of a file: last path segment, NFC, no hidden or reordering characters, at most 255 bytes with
 * its extension kept ([FL6]). Never empty: what leaves nothing becomes `file`.
 */
export function normalizeFileName(raw: string): string {
  const segment = raw.normalize('NFC').split(/[/\\]/u).pop() ?? '';
  let name = '';
  for (const character of segment) {
    if (!FORBIDDEN.test(character)) name += character;
  }
  name = name.replace(new RegExp(JOINER_OUTSIDE_EMOJI.source, 'gu'), '').trim();
  if (name === '' || name === '.' || name === '..') return 'file';
  return shortenFileName(name);
}

function shortenFileName(name: string): string {
  if (utf8Length(name) <= FILE_NAME_BYTES) return name;
  const dot = name.lastIndexOf('.');
  const extension = dot > 0 && utf8Length(name.slice(dot)) <= 32 ? name.slice(dot) : '';
  const budget = FILE_NAME_BYTES - utf8Length(extension);
  let stem = '';
  let used = 0;
  for (const character of name.slice(0, name.length - extension.length)) {
    used += utf8Length(character);
    if (used > budget) break;
    stem += character;
  }
  return stem + extension;
}
