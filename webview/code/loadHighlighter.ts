import { loadPart } from '../lazyParts.ts';
import type { CodeSpan } from './codeSpan.ts';

type Highlighter = { highlight(code: string, language: string): CodeSpan[] | undefined };

let loading: Promise<Highlighter> | undefined;

/**
 * The parts of `code`, by a highlighter that is loaded at the first call; `undefined` for what it does not colour, and
 * where it cannot be had.
 */
export async function highlighted(code: string, language: string): Promise<CodeSpan[] | undefined> {
  if (language === '') return undefined;
  loading ??= loadPart<Highlighter>('webview-code.js');
  try {
    return (await loading).highlight(code, language.toLowerCase());
  } catch {
    loading = undefined;
    return undefined;
  }
}
