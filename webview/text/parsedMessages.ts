import { parseMessage } from './markdown.ts';
import type { Block } from './markdownModel.ts';

/** Messages whose parts are kept; rows come and go as one scrolls, and the same text means the same each time. */
const KEPT = 500;

const kept = new Map<string, readonly Block[]>();

/** The parts of a message; read once while it is among those that were asked for last. */
export function parsedMessage(text: string): readonly Block[] {
  const known = kept.get(text);
  const blocks = known ?? parseMessage(text);
  kept.delete(text);
  kept.set(text, blocks);
  if (kept.size > KEPT) kept.delete(kept.keys().next().value ?? '');
  return blocks;
}
