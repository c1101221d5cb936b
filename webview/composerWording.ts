import * as l10n from '@vscode/l10n';
import type { Snippet } from '../server/protocol/model.ts';
import type { SlashCommand } from './protocol/typedText.ts';
import { language, number } from './wording.ts';

/** What a command of the composer does, and what follows it. */
export function commandText(name: SlashCommand): { usage: string; detail: string } {
  switch (name) {
    case 'join':
      return { usage: l10n.t('/join <room>'), detail: l10n.t('Join or show a room of this server') };
    case 'leave':
      return { usage: '/leave', detail: l10n.t('Leave this room') };
    case 'topic':
      return { usage: l10n.t('/topic <text>'), detail: l10n.t('Set what the room is about') };
    case 'nick':
      return { usage: l10n.t('/nick <name>'), detail: l10n.t('Be here under another name') };
    case 'upload':
      return { usage: l10n.t('/upload [path]'), detail: l10n.t('Share a file') };
    case 'download':
      return { usage: l10n.t('/download <name>'), detail: l10n.t('Open a file of the room') };
    case 'search':
      return { usage: l10n.t('/search <words>'), detail: l10n.t('Search the messages') };
    case 'members':
      return { usage: '/members', detail: l10n.t('Show who is in the room') };
    case 'help':
      return { usage: '/help', detail: l10n.t('Show what can be typed and pressed') };
  }
}

export function suggestionCount(count: number): string {
  return new Intl.PluralRules(language()).select(count) === 'one'
    ? l10n.t('{0} suggestion', number(count))
    : l10n.t('{0} suggestions', number(count));
}

/** How many hits are shown; there may be more. */
export function hitCount(count: number, more: boolean): string {
  if (more) return l10n.t('The newest {0} hits', number(count));
  return new Intl.PluralRules(language()).select(count) === 'one'
    ? l10n.t('{0} hit', number(count))
    : l10n.t('{0} hits', number(count));
}

/** Where shared code comes from: `src/greet.ts:3–5`. */
export function snippetPlace(snippet: Snippet): string {
  return `${snippet.path}${snippetLines(snippet)}`;
}

/** What stands behind its path, and stays in sight when that is cut short. */
export function snippetLines({ startLine, endLine }: Snippet): string {
  return startLine === endLine ? `:${startLine}` : `:${startLine}–${endLine}`;
}

/** The same in words, for a reader that speaks. */
export function snippetPlaceSpoken({ path, startLine, endLine }: Snippet): string {
  return startLine === endLine
    ? l10n.t('{0}, line {1}', path, startLine)
    : l10n.t('{0}, lines {1} to {2}', path, startLine, endLine);
}
