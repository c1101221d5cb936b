import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import type { Snippet } from '../../server/protocol/model.ts';
import { sentTextPath } from './snippetPath.ts';
import { SNIPPET_SCHEME } from './snippetScheme.ts';

/** Documents that are kept at once. */
const MOST_TEXTS = 100;

/** Shows shared code as it was sent, for who has no copy of its file. */
export class SentTexts {
  /** By the query of their URIs; the one opened last at the end. */
  readonly #texts = new Map<string, string>();

  /** The text of such a document; after a reload of the window it is not there any more. */
  textOf(uri: vscode.Uri): string {
    return this.#texts.get(uri.query) ?? vscode.l10n.t('This was shared in a chat. Open it there once more to see it.');
  }

  async open(snippet: Snippet): Promise<void> {
    const query = createHash('sha256').update(JSON.stringify(snippet)).digest('hex').slice(0, 32);
    this.#texts.delete(query);
    this.#texts.set(query, snippet.text);
    const [oldest] = this.#texts.keys();
    if (this.#texts.size > MOST_TEXTS && oldest !== undefined) this.#texts.delete(oldest);
    const uri = vscode.Uri.from({ scheme: SNIPPET_SCHEME, path: sentTextPath(snippet), query });
    const document = await vscode.workspace.openTextDocument(uri);
    const known = await vscode.languages.getLanguages();
    if (known.includes(snippet.languageId))
      await vscode.languages.setTextDocumentLanguage(document, snippet.languageId);
    await vscode.window.showTextDocument(document, { preview: true });
  }
}
