import * as l10n from '@vscode/l10n';
import type { ReactionView, SystemEntry } from './protocol/messages.ts';
import { plainMessage } from './protocol/plainMessage.ts';
import type { SaidEntry } from './messageEvents.ts';
import { clockTime, language } from './wording.ts';

/** Names that a line spells out before it counts the rest. */
const SPELLED_NAMES = 3;
/** Longest part of a message that stands in its row's name. */
const LABEL_CHARACTERS = 200;

/** Who said what and when, for those who hear the rows of the list. */
export function rowLabel(entry: SaidEntry): string {
  const time = clockTime(entry.time);
  if (entry.deleted) return l10n.t('{0}, {1}, deleted', entry.from.name, time);
  if (entry.kind === 'file') return l10n.t('{0}, {1}, file {2}', entry.from.name, time, entry.file.name);
  const plain = plainMessage(entry.text.slice(0, 2 * LABEL_CHARACTERS));
  const text = plain.length > LABEL_CHARACTERS ? `${plain.slice(0, LABEL_CHARACTERS)}…` : plain;
  return text === '' ? l10n.t('{0}, {1}', entry.from.name, time) : l10n.t('{0}, {1}: {2}', entry.from.name, time, text);
}

/** Who came and went while nothing was said, each once, by where they ended up. */
export function joinsText(entries: readonly SystemEntry[]): string {
  const last = new Map<string, 'joined' | 'left'>();
  for (const entry of entries) {
    if (entry.what !== 'joined' && entry.what !== 'left') continue;
    last.delete(entry.name);
    last.set(entry.name, entry.what);
  }
  const who = (what: 'joined' | 'left'): string[] => [...last].flatMap(([name, end]) => (end === what ? [name] : []));
  const [joined, left] = [who('joined'), who('left')];
  const parts = [
    ...(joined.length > 0 ? [l10n.t('{0} joined the room', nameList(joined))] : []),
    ...(left.length > 0 ? [l10n.t('{0} left the room', nameList(left))] : []),
  ];
  return parts.join(' · ');
}

/** Who is typing; empty where nobody is. */
export function typingText(names: readonly string[]): string {
  if (names.length === 0) return '';
  if (names.length > SPELLED_NAMES) return l10n.t('Several people are typing…');
  return names.length === 1 ? l10n.t('{0} is typing…', nameList(names)) : l10n.t('{0} are typing…', nameList(names));
}

/** Who reacted with this emoji. */
export function reactionText(reaction: ReactionView, own: boolean): string {
  const others = reaction.names ?? [];
  const known = own ? [l10n.t('You'), ...others] : [...others];
  const unknown = reaction.users.length - known.length;
  const names = unknown > 0 ? [...known, l10n.t('{0} more', unknown)] : known;
  const who = new Intl.ListFormat(language(), { style: 'narrow' }).format(names);
  return l10n.t('{0} {1}: {2}', reaction.emoji, reaction.users.length, who);
}

/** Names in a row, as the language puts them; of many, the first and how many more. */
function nameList(names: readonly string[]): string {
  const shown = names.slice(0, SPELLED_NAMES).map((name) => `\u2068${name}\u2069`);
  if (names.length > SPELLED_NAMES) shown.push(l10n.t('{0} more', names.length - SPELLED_NAMES));
  return new Intl.ListFormat(language()).format(shown);
}
