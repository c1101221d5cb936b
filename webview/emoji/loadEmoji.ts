import { loadPart } from '../lazyParts.ts';
import { EmojiTable, type EmojiRows } from './emojiTable.ts';

let loaded: EmojiTable | undefined;
let loading: Promise<EmojiTable> | undefined;

/** The table of emoji if it was loaded already. */
export function emojiTable(): EmojiTable | undefined {
  return loaded;
}

/** The table of emoji, loaded at the first call. Rejects with TypeError where it cannot be had; the next call tries anew. */
export function loadEmoji(): Promise<EmojiTable> {
  loading ??= loadPart<{ table: readonly EmojiRows[] }>('webview-emoji.js').then(
    ({ table }) => (loaded = new EmojiTable(table)),
    (error: unknown) => {
      loading = undefined;
      throw error;
    },
  );
  return loading;
}
