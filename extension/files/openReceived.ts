import { homedir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { plainText } from '../plainText.ts';
import { isText, rasterKind } from './fileKinds.ts';
import { replaceFile } from './replaceFile.ts';
import { saveName, saveRisk } from './savePlace.ts';
import { roomFileUri, type FileReference } from './roomFileSystem.ts';

/** Opens a received file in an editor tab: text as text, raster images in the image viewer, the rest by Save As. */
export async function openReceived(file: FileReference, bytes: Uint8Array, room: string): Promise<void> {
  const uri = roomFileUri(file, room);
  const options: vscode.TextDocumentShowOptions = { preview: false };
  // Judged by content, never by name: a binary named .txt is no text, and Markdown or HTML is never rendered.
  if (rasterKind(bytes)) {
    await vscode.commands.executeCommand('vscode.openWith', uri, 'imagePreview.previewEditor', options);
  } else if (isText(bytes)) {
    await vscode.commands.executeCommand('vscode.openWith', uri, 'default', options);
  } else {
    const save = vscode.l10n.t('Save As…');
    const name = plainText(file.name);
    const answer = await vscode.window.showInformationMessage(
      vscode.l10n.t('{0} is a binary file, which no editor tab can show. Save it to open it elsewhere.', name),
      save,
    );
    if (answer === save) await saveReceived(file, bytes);
  }
}

/** Saves a received file where the person says; nothing is replaced that the dialog did not ask about. */
export async function saveReceived(file: FileReference, bytes: Uint8Array): Promise<void> {
  const name = saveName(file.name, process.platform);
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(homedir());
  const target = await vscode.window.showSaveDialog({ defaultUri: vscode.Uri.joinPath(folder, name) });
  if (!target || !(await confirmTarget(target))) return;
  if (target.scheme === 'file') await replaceFile(target.fsPath, bytes);
  else await vscode.workspace.fs.writeFile(target, bytes);

  const openSaved = vscode.l10n.t('Open');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t('Saved {0}.', plainText(path.posix.basename(target.path))),
    openSaved,
  );
  if (answer === openSaved) await vscode.commands.executeCommand('vscode.open', target);
}

async function confirmTarget(target: vscode.Uri): Promise<boolean> {
  const risk = saveRisk(target.path);
  if (risk === undefined) return true;
  const save = vscode.l10n.t('Save');
  const answer = await vscode.window.showWarningMessage(
    risk === 'configures'
      ? vscode.l10n.t('This place configures the editor or the repository. Save a file that somebody else sent there?')
      : vscode.l10n.t('This kind of file can run as a program. Save it only if you trust who sent it.'),
    { modal: true },
    save,
  );
  return answer === save;
}
