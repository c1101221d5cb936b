import * as vscode from 'vscode';
import { isText } from './fileKinds.ts';

/**
 * The encoding in which bytes are text, as the editor names it: by their mark, else UTF-8 where they are that, else
 * `legacy` where it is another. `undefined` for what is no text, or in an encoding that nothing tells.
 *
 * @param legacy the encoding of a document that they belong with
 */
export function encodingOf(bytes: Uint8Array, legacy?: string): string | undefined {
  if (!isText(bytes)) return undefined;
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf16be';
  if (isUtf8(bytes)) return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 'utf8bom' : 'utf8';
  return legacy === undefined || /^utf-?(?:8|16)/iu.test(legacy) ? undefined : legacy;
}

/** Bytes as text, without a byte order mark; `undefined` where they are none. */
export async function decodeText(bytes: Uint8Array, legacy?: string): Promise<string | undefined> {
  const encoding = encodingOf(bytes, legacy);
  return encoding === undefined ? undefined : vscode.workspace.decode(bytes, { encoding });
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
