/** The commands that the composer knows, in the order in which they are listed. */
export const SLASH_COMMANDS = [
  'join',
  'leave',
  'topic',
  'nick',
  'upload',
  'download',
  'search',
  'members',
  'help',
] as const;
export type SlashCommand = (typeof SLASH_COMMANDS)[number];

/** What a text in the composer means. */
export type TypedText =
  | { kind: 'text'; text: string }
  | { kind: 'command'; name: SlashCommand; operand: string }
  /** Looks like a command and is none: it is not sent, since somebody meant to do something else. */
  | { kind: 'unknown'; name: string };

/** A slash and a word, and nothing else in that word: `/usr/bin` and `/2` are text. */
const COMMAND = /^\/(\p{L}+)(?:\s+([^]*))?$/u;
/** The plain commands, as they have always been typed. */
const PLAIN = /^\s*(upload|download):[^\S\n]*([^\n]+?)\s*$/iu;

/** Tells a command from a text; one more slash in front makes a text of what would be a command. */
export function parseTyped(typed: string): TypedText {
  const [, verb, file = ''] = PLAIN.exec(typed) ?? [];
  const plain = nameOf(verb);
  if (plain !== undefined) return { kind: 'command', name: plain, operand: file };
  if (typed.startsWith('//') && COMMAND.test(typed.slice(1))) return { kind: 'text', text: typed.slice(1) };
  const [, word, operand = ''] = COMMAND.exec(typed) ?? [];
  if (word === undefined) return { kind: 'text', text: typed };
  const name = nameOf(word);
  return name === undefined ? { kind: 'unknown', name: word } : { kind: 'command', name, operand: operand.trim() };
}

function nameOf(word: string | undefined): SlashCommand | undefined {
  return SLASH_COMMANDS.find((name) => name === word?.toLowerCase());
}
