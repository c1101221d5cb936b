import { parseMessage } from './markdown.ts';
import type { Block } from './markdownModel.ts';

/** Messages whose parts are kept; rows come and go as one scrolls, and the same text means the same each time. */
const KEPT = 500;

/**
 * One line of which no sign means anything: most of what is said. Blanks stand alone and within, where no rule of the
 * parser's takes them away.
 */
const PLAIN = /^(?![#>+\-=]|\d+[.)])(?!.*:\/\/)[^\s\\`*_~[\]<>&|!]+(?: [^\s\\`*_~[\]<>&|!]+)*$/u;
/** A longer text goes to the parser, which has bounds of its own. */
const PLAIN_CHARACTERS = 1_000;

const kept = new Map<string, readonly Block[]>();

/** The parts of a message; read once while it is among those that were asked for last. */
export function parsedMessage(text: string): readonly Block[] {
  const known = kept.get(text);
  const blocks = known ?? plainMessage(text) ?? parseMessage(text);
  kept.delete(text);
  kept.set(text, blocks);
  if (kept.size > KEPT) kept.delete(kept.keys().next().value ?? '');
  return blocks;
}

/** What the parser would make of a text without any signs, without its walk through it. */
function plainMessage(text: string): readonly Block[] | undefined {
  if (text.length > PLAIN_CHARACTERS || !PLAIN.test(text)) return undefined;
  return [{ kind: 'paragraph', content: [{ kind: 'text', text }] }];
}
