import type { EmojiTable } from '../emoji/emojiTable.ts';
import { findMentions, HERE } from '../protocol/mentions.ts';

/** What a run of plain text shows. */
export type TextRun =
  | { kind: 'text'; text: string }
  | { kind: 'emoji'; emoji: string; name: string }
  /** `self` where it calls the person at this window, or everybody. */
  | { kind: 'mention'; text: string; self: boolean };

/** Whom a message may call. */
export interface Callable {
  /** Names of the people in the room. */
  names: readonly string[];
  /** Of the person at this window. */
  self: string;
}

/** Splits text at the people that it calls and, where the table is loaded, at the emoji that it names. */
export function textRuns(text: string, people: Callable, emoji: EmojiTable | undefined): TextRun[] {
  const runs: TextRun[] = [];
  let end = 0;
  for (const mention of findMentions(text, [...people.names, people.self, HERE])) {
    if (mention.start < end) continue;
    runs.push(...emojiRuns(text.slice(end, mention.start), emoji));
    const self = mention.name === people.self || mention.name === HERE;
    runs.push({ kind: 'mention', text: text.slice(mention.start, mention.end), self });
    ({ end } = mention);
  }
  runs.push(...emojiRuns(text.slice(end), emoji));
  return runs;
}

const MOST_LARGE = 5;
/** Each emoji, and nothing but emoji. The engine takes 20 ms to read the list of all: not before one may be there. */
let patterns: { each: RegExp; only: RegExp } | undefined;

/** Whether a text is nothing but a few emoji, which are shown larger. */
export function isOnlyEmoji(text: string): boolean {
  // Every emoji has a sign beyond Latin 1, and none a letter.
  if (/[a-z]/iu.test(text) || !/[\u{100}-\u{10ffff}]/u.test(text)) return false;
  patterns ??= { each: /\p{RGI_Emoji}/gv, only: /^(?:\p{RGI_Emoji}|\s){1,40}$/v };
  return text.trim() !== '' && patterns.only.test(text) && (text.match(patterns.each)?.length ?? 0) <= MOST_LARGE;
}

function emojiRuns(text: string, emoji: EmojiTable | undefined): TextRun[] {
  if (text === '') return [];
  if (emoji === undefined || !text.includes(':')) return [{ kind: 'text', text }];
  return emoji
    .split(text)
    .map((part) => ('emoji' in part ? { kind: 'emoji', ...part } : { kind: 'text', text: part.text }));
}
