/** One picture and what it is called. */
export interface Emoji {
  emoji: string;
  /** As in `:name:`, the most usual one first. */
  names: readonly string[];
  /** Other words that find it. */
  words: readonly string[];
}

/** Emoji that belong together, as `scripts/emoji.ts` wrote them: `emoji|names|words` in each row. */
export interface EmojiRows {
  /** Number of the group in Unicode's order, without components. */
  group: number;
  rows: readonly string[];
}

/** Parts of a text: as it stands, or an emoji that was called by name. */
export type EmojiPart = { text: string } | { emoji: string; name: string };

const CALLED = /:([a-z0-9_+-]{1,40}):/gu;

/** Whether a text may call an emoji by name: only then is the table worth loading. */
export function mayNameEmoji(text: string): boolean {
  return text.includes(':') && text.search(CALLED) >= 0;
}

/** Every emoji by group and by name. */
export class EmojiTable {
  /** In Unicode's order. */
  readonly groups: readonly { group: number; emoji: readonly Emoji[] }[];
  readonly #byName = new Map<string, Emoji>();

  constructor(groups: readonly EmojiRows[]) {
    this.groups = groups.map(({ group, rows }) => ({ group, emoji: rows.map(readRow) }));
    for (const emoji of this.all()) {
      for (const name of emoji.names) if (!this.#byName.has(name)) this.#byName.set(name, emoji);
    }
  }

  *all(): Generator<Emoji> {
    for (const { emoji } of this.groups) yield* emoji;
  }

  /** The emoji that `:name:` stands for. */
  named(name: string): Emoji | undefined {
    return this.#byName.get(name);
  }

  /** Those that a person may mean: by the beginning of a name, then of another word, then by any part of a name. */
  search(query: string, most: number): Emoji[] {
    const wanted = query.trim().toLowerCase().replaceAll(/\s+/gu, '_').replaceAll(':', '');
    if (wanted === '') return [];
    const ranks: Emoji[][] = [[], [], []];
    for (const emoji of this.all()) {
      if (emoji.names.some((name) => name.startsWith(wanted))) ranks[0]?.push(emoji);
      else if (emoji.words.some((word) => word.startsWith(wanted))) ranks[1]?.push(emoji);
      else if (emoji.names.some((name) => name.includes(wanted))) ranks[2]?.push(emoji);
    }
    return ranks.flat().slice(0, most);
  }

  /** Splits a text at the emoji that it calls by name; names that stand for none stay text. */
  split(text: string): EmojiPart[] {
    const parts: EmojiPart[] = [];
    let end = 0;
    CALLED.lastIndex = 0;
    for (let match = CALLED.exec(text); match !== null; match = CALLED.exec(text)) {
      const name = match[1] ?? '';
      const emoji = this.named(name);
      if (emoji === undefined) {
        // The colon at its end may begin the next name.
        CALLED.lastIndex -= 1;
        continue;
      }
      if (match.index > end) parts.push({ text: text.slice(end, match.index) });
      parts.push({ emoji: emoji.emoji, name });
      end = match.index + match[0].length;
    }
    if (end < text.length) parts.push({ text: text.slice(end) });
    return parts;
  }
}

function readRow(row: string): Emoji {
  const [emoji = '', names = '', words = ''] = row.split('|');
  return { emoji, names: names.split(' '), words: words === '' ? [] : words.split(' ') };
}
