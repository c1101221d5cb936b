/* Writes the table of emoji that the panel loads when it first needs one: dist/webview-emoji.js. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { ROOT } from './paths.ts';

interface EmojiRecord {
  unicode: string;
  hexcode: string;
  label: string;
  tags?: string[];
  group?: number;
  order?: number;
}

/** Later ones are drawn as boxes by systems that are still in use. */
const NEWEST_VERSION = 15;
/** Other words that an emoji is found by. */
const MOST_WORDS = 8;
/** Parts of emoji, such as hair and tones of skin. */
const COMPONENTS = 2;

const require = createRequire(import.meta.url);
const compact = require('emojibase-data/en/compact.json') as EmojiRecord[];
const versions = new Map(
  (require('emojibase-data/en/data.json') as { hexcode: string; version: number }[]).map((row) => [
    row.hexcode,
    row.version,
  ]),
);
/** The names that people know from other chats, the most usual ones first. */
const shortcodes = ['github', 'iamcal', 'emojibase'].map(
  (name) => require(`emojibase-data/en/shortcodes/${name}.json`) as Record<string, string | string[]>,
);

const groups = new Map<number, string[]>();
const named = compact.filter(({ group, hexcode }) => {
  return group !== undefined && group !== COMPONENTS && (versions.get(hexcode) ?? 0) <= NEWEST_VERSION;
});
for (const record of named.sort((one, other) => (one.order ?? 0) - (other.order ?? 0))) {
  const { unicode, hexcode, label, tags = [], group = 0 } = record;
  const names = [...new Set(shortcodes.flatMap((codes) => codes[hexcode] ?? []))];
  if (names.length === 0) continue;
  const words = [...new Set([label, ...tags].flatMap((tag) => tag.toLowerCase().split(/[\s:,_]+/u)))];
  const fresh = words.filter((word) => word !== '' && !names.some((name) => name.includes(word)));
  const rows = groups.get(group) ?? [];
  rows.push([unicode, names.join(' '), fresh.slice(0, MOST_WORDS).join(' ')].join('|'));
  groups.set(group, rows);
}

const dist = path.join(ROOT, 'dist');
mkdirSync(dist, { recursive: true });
const table = [...groups].sort(([one], [other]) => one - other).map(([group, rows]) => ({ group, rows }));
writeFileSync(path.join(dist, 'webview-emoji.js'), `export const table=${JSON.stringify(table)};\n`);
