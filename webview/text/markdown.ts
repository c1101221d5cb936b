import type { Token, Tokens } from 'marked';
import { httpUrl } from './addresses.ts';
import type { Block, Inline, TableCell } from './markdownModel.ts';
import { lexMessage } from './messageLexer.ts';

/** Columns and rows of a table that are shown as one; a larger one stays text. */
const MOST_CELLS = 1_000;

/** Reads a message. What it knows no place for is kept as it was typed, so that no word is ever lost. */
export function parseMessage(text: string): Block[] {
  try {
    return blocksOf(lexMessage(text));
  } catch {
    // The parser is not ours: a message that it cannot take is still a message.
    return [{ kind: 'paragraph', content: [{ kind: 'text', text }] }];
  }
}

function blocksOf(tokens: readonly Token[]): Block[] {
  return tokens.flatMap((token) => blockOf(token) ?? []);
}

function blockOf(token: Token): Block | undefined {
  switch (token.type) {
    case 'space':
      return undefined;
    case 'paragraph':
    case 'text':
      return { kind: 'paragraph', content: inlinesOf(token) };
    case 'heading':
      return { kind: 'heading', level: (token as Tokens.Heading).depth, content: inlinesOf(token) };
    case 'code': {
      const { lang = '', text } = token as Tokens.Code;
      return { kind: 'code', language: /^[\w+#.-]{1,32}/u.exec(lang)?.[0] ?? '', text };
    }
    case 'blockquote':
      return { kind: 'quote', content: blocksOf((token as Tokens.Blockquote).tokens) };
    case 'list':
      return listOf(token as Tokens.List);
    case 'table':
      return tableOf(token as Tokens.Table);
    case 'hr':
      return { kind: 'rule' };
    default:
      return { kind: 'paragraph', content: [{ kind: 'text', text: token.raw.replace(/\n+$/u, '') }] };
  }
}

function listOf({ ordered, start, items }: Tokens.List): Block {
  return {
    kind: 'list',
    ...(ordered && { start: Number(start) || 0 }),
    items: items.map(({ task, checked, tokens }) => ({
      ...(task && { done: checked === true }),
      content: blocksOf(tokens.filter((token) => token.type !== 'checkbox')),
    })),
  };
}

function tableOf({ header, rows, raw }: Tokens.Table): Block {
  if (header.length * (rows.length + 1) > MOST_CELLS) {
    return { kind: 'paragraph', content: [{ kind: 'text', text: raw.trimEnd() }] };
  }
  const cell = ({ align, tokens }: Tokens.TableCell): TableCell => ({
    ...((align === 'center' || align === 'right') && { align }),
    content: joined(tokens.flatMap(inlineOf)),
  });
  return { kind: 'table', head: header.map(cell), rows: rows.map((row) => row.map(cell)) };
}

/** What is inside a token; where nothing is, its text. */
function inlinesOf(token: Token): Inline[] {
  const inside = 'tokens' in token ? token.tokens : undefined;
  if (inside !== undefined) return joined(inside.flatMap(inlineOf));
  return [{ kind: 'text', text: 'text' in token && typeof token.text === 'string' ? token.text : token.raw }];
}

function inlineOf(token: Token): Inline[] {
  switch (token.type) {
    case 'text':
      return 'tokens' in token ? inlinesOf(token) : [{ kind: 'text', text: token.raw }];
    case 'escape':
      return [{ kind: 'text', text: (token as Tokens.Escape).text }];
    case 'br':
      // With what begins the next line: people indent.
      return [{ kind: 'text', text: token.raw.slice(token.raw.indexOf('\n')) }];
    case 'strong':
      return [{ kind: 'strong', content: inlinesOf(token) }];
    case 'em':
      return [{ kind: 'emphasis', content: inlinesOf(token) }];
    case 'del':
      return [{ kind: 'strike', content: inlinesOf(token) }];
    case 'codespan':
      return [{ kind: 'code', text: (token as Tokens.Codespan).text }];
    case 'link':
    case 'image':
      return linkOf(token as Tokens.Link | Tokens.Image);
    default:
      return [{ kind: 'text', text: token.raw }];
  }
}

/** A picture is never fetched: it is a link to it. Anything but http(s) stays as it was typed. */
function linkOf(token: Tokens.Link | Tokens.Image): Inline[] {
  const url = httpUrl(token.href);
  if (url === undefined) return [{ kind: 'text', text: token.raw }];
  const content: Inline[] =
    token.type === 'link' ? inlinesOf(token) : [{ kind: 'text', text: token.text || token.href }];
  return [{ kind: 'link', url, content }];
}

/** One text instead of several beside each other; an address that begins inside a word is none. */
function joined(inlines: readonly Inline[]): Inline[] {
  const all: Inline[] = [];
  for (const inline of inlines) {
    const last = all.at(-1);
    const part = last?.kind === 'text' && /[\p{L}\p{N}]$/u.test(last.text) ? withoutAddress(inline) : inline;
    if (part.kind === 'text' && last?.kind === 'text')
      all[all.length - 1] = { kind: 'text', text: last.text + part.text };
    else all.push(part);
  }
  return all;
}

function withoutAddress(inline: Inline): Inline {
  if (inline.kind !== 'link') return inline;
  const [only, ...more] = inline.content;
  const bare = more.length === 0 && only?.kind === 'text' && /^https?:\/\//iu.test(only.text);
  return bare && httpUrl(only.text) === inline.url ? only : inline;
}
