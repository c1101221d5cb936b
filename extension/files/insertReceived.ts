import * as vscode from 'vscode';
import { formatSize } from '../formatSize.ts';
import { ReceiveError } from './receiveError.ts';
import { ROOM_SCHEME } from './roomFileSystem.ts';
import { decodeText } from './textEncoding.ts';

/** Largest text that goes to a cursor or the clipboard, in bytes. */
const INSERTED_BYTES = 1024 * 1024;

/**
 * The text editor that a person is, or was last, in.
 *
 * @throws ReceiveError where no editor has a cursor
 */
export function targetEditor(fileName: string): vscode.TextEditor {
  const { activeTextEditor, visibleTextEditors } = vscode.window;
  const editor = [activeTextEditor, ...visibleTextEditors].find(
    (candidate) => candidate && ![ROOM_SCHEME, 'output'].includes(candidate.document.uri.scheme),
  );
  if (!editor) throw new ReceiveError('no_editor', fileName);
  return editor;
}

/**
 * Puts a received text where the cursors of an editor are: one edit that can be undone.
 *
 * @throws ReceiveError
 */
export async function insertReceived(fileName: string, bytes: Uint8Array, editor: vscode.TextEditor): Promise<void> {
  const text = await textOf(fileName, bytes, editor.document.encoding);
  const done = await editor.edit((edit) => {
    for (const selection of editor.selections) edit.replace(selection, text);
  });
  if (!done) throw new ReceiveError('not_changed', editor.document.fileName.replace(/^.*[/\\]/u, ''));
  await vscode.window.showTextDocument(editor.document, { viewColumn: editor.viewColumn ?? vscode.ViewColumn.Active });
}

/**
 * Puts a received text into the clipboard.
 *
 * @throws ReceiveError
 */
export async function copyReceived(fileName: string, bytes: Uint8Array): Promise<void> {
  await vscode.env.clipboard.writeText(await textOf(fileName, bytes));
}

/** @throws ReceiveError where a file of that size may not go to a cursor or the clipboard */
export function checkInsertable(fileName: string, sizeBytes: number): void {
  if (sizeBytes > INSERTED_BYTES) throw new ReceiveError('too_large', fileName, formatSize(INSERTED_BYTES));
}

async function textOf(fileName: string, bytes: Uint8Array, legacy?: string): Promise<string> {
  const text = await decodeText(bytes, legacy);
  if (text === undefined) throw new ReceiveError('not_text', fileName);
  return text;
}
