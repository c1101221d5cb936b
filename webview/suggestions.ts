import * as l10n from '@vscode/l10n';
import type { Suggestion, Trigger } from './completion.ts';
import { commandText } from './composerWording.ts';
import { loadEmoji } from './emoji/loadEmoji.ts';
import type { MemberView } from './protocol/messages.ts';
import { SLASH_COMMANDS } from './protocol/typedText.ts';

const ORDER = { online: 0, away: 1, offline: 2 } as const;

/** All that a trigger can complete to. */
export function suggestionsOf(
  trigger: Trigger,
  members: readonly MemberView[],
): Suggestion[] | Promise<readonly Suggestion[]> {
  switch (trigger) {
    case '@':
      return peopleToMention(members);
    case '/':
      return commandsToType();
    case ':':
      return emojiToInsert();
  }
}

/** The others in the room, those who are here first, and everybody at once. */
function peopleToMention(members: readonly MemberView[]): Suggestion[] {
  const others = members
    .filter(({ self }) => !self)
    .sort((one, other) => ORDER[one.state] - ORDER[other.state] || one.name.localeCompare(other.name));
  const away = (member: MemberView): Pick<Suggestion, 'detail'> =>
    member.state === 'online' ? {} : { detail: member.state === 'away' ? l10n.t('Away') : l10n.t('Offline') };
  return [
    ...others.map((member) => ({ label: member.name, insert: `@${member.name}`, ...away(member) })),
    { label: 'here', insert: '@here', detail: l10n.t('Everybody who is here') },
  ];
}

/** Every emoji, once they are loaded. */
async function emojiToInsert(): Promise<Suggestion[]> {
  const table = await loadEmoji();
  return Array.from(table.all(), ({ emoji, names, words }) => ({
    label: names[0] ?? emoji,
    insert: emoji,
    glyph: emoji,
    words: [...names, ...words],
  }));
}

function commandsToType(): Suggestion[] {
  return SLASH_COMMANDS.map((name) => {
    const { usage, detail } = commandText(name);
    return { label: name, shown: usage, insert: `/${name}`, detail };
  });
}
