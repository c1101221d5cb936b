import * as vscode from 'vscode';
import { formatSize } from '../formatSize.ts';
import { plainText } from '../plainText.ts';
import { changedMiddle } from './changedMiddle.ts';
import { ReceiveError } from './receiveError.ts';
import { ROOM_SCHEME, roomFileUri, type FileReference } from './roomFileSystem.ts';
import { encodingOf } from './textEncoding.ts';

/** Largest file that is compared in the editor, in bytes. */
export const COMPARED_BYTES = 50 * 1024 * 1024;

/**
 * Shows how a received text differs from the person's own file: theirs on the right, where it can be changed. Says it in
 * a sentence where nothing differs, or where one of the two is no text.
 *
 * @throws ReceiveError
 */
export async function compareReceived(
  file: FileReference,
  bytes: Uint8Array,
  room: string,
  mine: vscode.Uri,
): Promise<void> {
  const name = plainText(file.name);
  const { size } = await vscode.workspace.fs.stat(mine);
  if (size > COMPARED_BYTES) throw new ReceiveError('too_large', file.name, formatSize(COMPARED_BYTES));
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === mine.toString());
  const own = await vscode.workspace.fs.readFile(mine);
  const same = open?.isDirty !== true && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).equals(own);
  if (same) {
    void vscode.window.showInformationMessage(vscode.l10n.t('{0} is the same as yours, byte for byte.', name));
    return;
  }
  const document = encodingOf(own, 'any') === undefined ? undefined : await vscode.workspace.openTextDocument(mine);
  const encoding = document && encodingOf(bytes, document.encoding);
  if (!document || encoding === undefined) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t(
        '{0} differs from yours: {1} were received, yours has {2}. It is not text that can be shown side by side.',
        name,
        formatSize(bytes.byteLength),
        formatSize(own.byteLength),
      ),
    );
    return;
  }
  const received = roomFileUri(file, room);
  // Bytes that say nothing of their encoding are read in that of the file that they are compared with.
  await vscode.workspace.openTextDocument(received, { encoding });
  const title = vscode.l10n.t('{0} (received ↔ mine)', name);
  await vscode.commands.executeCommand('vscode.diff', received, mine, title, { preview: false });
}

/** The diff at the front, where it is one of a received file with an own one. */
export function activeComparison(): { received: vscode.Uri; mine: vscode.Uri } | undefined {
  const input: unknown = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  if (!(input instanceof vscode.TabInputTextDiff)) return undefined;
  const { original: received, modified: mine } = input;
  return received.scheme === ROOM_SCHEME && mine.scheme !== ROOM_SCHEME ? { received, mine } : undefined;
}

/**
 * Makes the own side of the diff at the front what was received: one edit that can be undone, not saved, its encoding
 * and line ends kept.
 *
 * @throws ReceiveError
 */
export async function takeAll(): Promise<void> {
  const comparison = activeComparison();
  if (!comparison) throw new ReceiveError('no_diff', '');
  const received = await vscode.workspace.openTextDocument(comparison.received);
  const mine = await vscode.workspace.openTextDocument(comparison.mine);
  const name = mine.uri.path.slice(mine.uri.path.lastIndexOf('/') + 1);
  const lineEnd = mine.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n';
  const text = received.getText().replaceAll(/\r\n|\r|\n/gu, lineEnd);
  const change = changedMiddle(mine.getText(), text);
  if (!change) return;
  const edit = new vscode.WorkspaceEdit();
  edit.replace(mine.uri, new vscode.Range(mine.positionAt(change.start), mine.positionAt(change.end)), change.text);
  if (!(await vscode.workspace.applyEdit(edit))) throw new ReceiveError('not_changed', name);
}
