/** A run of a message: text as it stands, or an address in it. */
export type TextPart = { kind: 'text'; text: string } | { kind: 'link'; text: string; url: string };

/** Beyond this many characters or lines a message is folded. */
export const FOLD_CHARACTERS = 1_000;
const FOLD_LINES = 24;

// Ends at blanks, quotes and brackets, and at whatever could make an address read as another one.
const ADDRESS = /https?:\/\/[^\s<>"'`\p{Cc}\p{Cf}\p{Co}\p{Cs}]+/giu;
const TRAILING = /[.,:;!?…*_~]$/u;
const CLOSING: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/** Splits a message into text and http(s) addresses. Joined again, the parts are the message. */
export function splitLinks(message: string): TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of message.matchAll(ADDRESS)) {
    // An address does not begin inside a word.
    if (/[\p{L}\p{N}]$/u.test(message.slice(Math.max(0, match.index - 2), match.index))) continue;
    const text = withoutTrailing(match[0]);
    const url = httpUrl(text);
    if (url === undefined) continue;
    if (match.index > end) parts.push({ kind: 'text', text: message.slice(end, match.index) });
    parts.push({ kind: 'link', text, url });
    end = match.index + text.length;
  }
  if (end < message.length) parts.push({ kind: 'text', text: message.slice(end) });
  return parts;
}

/** The beginning of a message that is too long to show at once, or `undefined` where it is not. */
export function foldedStart(message: string): string | undefined {
  let end = Math.min(message.length, FOLD_CHARACTERS);
  let newline = -1;
  for (let line = 0; line < FOLD_LINES; line += 1) {
    newline = message.indexOf('\n', newline + 1);
    if (newline === -1) break;
  }
  if (newline !== -1) end = Math.min(end, newline);
  // A little more is shown whole: a fold that hides two lines is a nuisance.
  const rest = message.slice(end);
  if (rest.length < FOLD_CHARACTERS / 4 && rest.split('\n', 5).length < 5) return undefined;
  return message.slice(0, boundaryBefore(message, end));
}

/** A place at or before `end` that cuts no word where one is near, and no character ever. */
function boundaryBefore(message: string, end: number): number {
  const blank = message.slice(Math.max(0, end - 100), end + 1).search(/\s\S*$/u);
  if (blank > 0) return Math.max(0, end - 100) + blank;
  const unit = message.charCodeAt(end - 1);
  return unit >= 0xd800 && unit < 0xdc00 ? end - 1 : end;
}

function withoutTrailing(address: string): string {
  let text = address;
  for (;;) {
    const last = text.at(-1) ?? '';
    const opening = CLOSING[last];
    const unmatched = opening !== undefined && text.split(opening).length < text.split(last).length;
    if (!unmatched && !TRAILING.test(text)) return text;
    text = text.slice(0, -last.length);
  }
}

function httpUrl(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  return (url.protocol === 'https:' || url.protocol === 'http:') && url.hostname !== '' ? url.href : undefined;
}
