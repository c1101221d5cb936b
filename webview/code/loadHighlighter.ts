import { loadPart } from '../lazyParts.ts';
import type { CodeSpan } from './codeSpan.ts';

type Highlighter = { highlight(code: string, language: string): CodeSpan[] | undefined };

/** Longer code is shown in one colour: the patterns of some languages take too long on it. */
const MOST_CHARACTERS = 32_768;

let loading: Promise<Highlighter> | undefined;

/**
 * The parts of `code`, by a highlighter that is loaded at the first call; `undefined` for a language that it does not
 * know, for code that is too long, and where it cannot be had.
 */
export async function highlighted(code: string, language: string): Promise<CodeSpan[] | undefined> {
  if (language === '' || code.length > MOST_CHARACTERS) return undefined;
  loading ??= loadPart<Highlighter>('webview-code.js');
  try {
    return (await loading).highlight(code, language.toLowerCase());
  } catch {
    loading = undefined;
    return undefined;
  }
}
