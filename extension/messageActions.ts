import * as vscode from 'vscode';
import type { RoomSession } from './connection/roomSession.ts';
import { languageIdOf } from './panel/codeLanguages.ts';
import { plainText } from './plainText.ts';

/** Longest part of a message that a question repeats, in characters. */
const QUOTED_CHARACTERS = 120;

/** Asks whether one's own message is to go for everybody, and lets it. */
export async function deleteMessage(session: RoomSession, seq: number): Promise<void> {
  const event = session.state.event(seq);
  const shown = event?.type === 'message' ? event.text : event?.type === 'file' ? (event.file?.name ?? '') : '';
  const remove = vscode.l10n.t('Delete');
  const answer = await vscode.window.showWarningMessage(
    event?.type === 'file'
      ? vscode.l10n.t('Delete this file for everybody in the room?')
      : vscode.l10n.t('Delete this message for everybody in the room?'),
    { modal: true, detail: plainText(shown.slice(0, QUOTED_CHARACTERS)) },
    remove,
  );
  if (answer === remove) await session.messages.delete(seq);
}

/** Puts code at the cursor of the editor that was used last; false where there is none that can be written to. */
export async function insertAtCursor(text: string): Promise<boolean> {
  const editor = vscode.window.activeTextEditor ?? vscode.window.visibleTextEditors.find(isWritable);
  if (!editor || !isWritable(editor)) return false;
  return editor.edit((edit) => {
    for (const selection of editor.selections) edit.replace(selection, text);
  });
}

/** Shows code of a message as an unsaved editor tab. */
export async function openCode(text: string, named: string): Promise<void> {
  const language = languageIdOf(named);
  // The editor refuses a language that it does not know.
  const known = (await vscode.languages.getLanguages()).includes(language);
  const document = await vscode.workspace.openTextDocument({ content: text, ...(known && { language }) });
  await vscode.window.showTextDocument(document, { preview: true });
}

function isWritable(editor: vscode.TextEditor): boolean {
  return vscode.workspace.fs.isWritableFileSystem(editor.document.uri.scheme) ?? editor.document.isUntitled;
}
