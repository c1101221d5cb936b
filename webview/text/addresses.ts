// Ends at blanks, quotes and brackets, and at whatever could make an address read as another one.
const ADDRESS = /^https?:\/\/[^\s<>"'`\p{Cc}\p{Cf}\p{Co}\p{Cs}]+/iu;
const TRAILING = /[.,:;!?…*_~]$/u;
const CLOSING: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };
/** Longer ones stay text: the host opens none of them. */
const MOST_CHARACTERS = 4_096;

/** The http(s) address that `text` begins with, without the signs that end a sentence. */
export function addressAt(text: string): { text: string; url: string } | undefined {
  const match = ADDRESS.exec(text.slice(0, MOST_CHARACTERS));
  if (match === null) return undefined;
  const address = withoutTrailing(match[0]);
  const url = httpUrl(address);
  return url === undefined ? undefined : { text: address, url };
}

/** The address as it would be opened; `undefined` for what is none, or not http(s). */
export function httpUrl(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  return (url.protocol === 'https:' || url.protocol === 'http:') && url.hostname !== '' ? url.href : undefined;
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
