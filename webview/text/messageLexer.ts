import { Lexer, Tokenizer, type MarkedOptions, type Token, type Tokens } from 'marked';
import { addressAt } from './addresses.ts';

/** Quotes and lists within each other; deeper ones stay text. Each level costs the parser a walk through the rest. */
const MOST_LEVELS = 8;
/** Signs that may mean something in one paragraph; where there are more, none of them does. */
const MOST_SIGNS = 600;
/** Blanks in a row; the rest of a longer run is left out. */
const MOST_BLANKS = 1_000;
const LONG_RUN = new RegExp(`([^\\S\\n]{${MOST_BLANKS}})[^\\S\\n]+`, 'gu');

/** Reads the Markdown of chats: no HTML, no references, no code by indentation, no headings by underlining. */
class MessageTokenizer extends Tokenizer {
  #levels = 0;

  override blockquote(src: string): Tokens.Blockquote | undefined {
    return this.#deeper(() => super.blockquote(src));
  }

  override list(src: string): Tokens.List | undefined {
    return this.#deeper(() => super.list(src));
  }

  override html(): undefined {
    return undefined;
  }

  override tag(): undefined {
    return undefined;
  }

  override def(): undefined {
    return undefined;
  }

  override reflink(): undefined {
    return undefined;
  }

  override code(): undefined {
    return undefined;
  }

  override lheading(): undefined {
    return undefined;
  }

  override autolink(): undefined {
    return undefined;
  }

  /** An address that stands in the text by itself. */
  override url(src: string): Tokens.Link | undefined {
    const address = addressAt(src);
    if (address === undefined) return undefined;
    const { text, url } = address;
    return { type: 'link', raw: text, href: url, text, tokens: [{ type: 'text', raw: text, text }] };
  }

  #deeper<T>(read: () => T | undefined): T | undefined {
    if (this.#levels >= MOST_LEVELS) return undefined;
    this.#levels += 1;
    try {
      return read();
    } finally {
      this.#levels -= 1;
    }
  }
}

class MessageLexer extends Lexer {
  /** The parser's own walks over a paragraph of nothing but signs grow with its square. */
  override inline(src: string, tokens: Token[] = []): Token[] {
    if ((src.match(/[*_~`[\]!<\\]/gu)?.length ?? 0) <= MOST_SIGNS) return super.inline(src, tokens);
    tokens.push({ type: 'text', raw: src, text: src });
    return tokens;
  }
}

/** The tokens of a message. Takes time in proportion to its length, whatever it is made of. */
export function lexMessage(text: string): Token[] {
  const options: MarkedOptions = { gfm: true, breaks: true, tokenizer: new MessageTokenizer() };
  return new MessageLexer(options).lex(text.replace(LONG_RUN, '$1'));
}
