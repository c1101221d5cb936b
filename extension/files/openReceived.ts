import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { normalizeFileName } from '../../server/protocol/names.ts';
import { plainText } from '../plainText.ts';
import { isText, rasterKind } from './fileKinds.ts';
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
  const name = normalizeFileName(file.name);
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

const CONFIGURES_EDITOR = /(?:^|\/)(?:\.vscode|\.git|\.idea|\.devcontainer)\/|\.code-workspace$/u;
const RUNS =
  /\.(?:exe|com|scr|msi|bat|cmd|ps1|vbs|js|mjs|cjs|jar|sh|bash|zsh|fish|command|app|desktop|lnk|reg|py|pl|rb)$/iu;

async function confirmTarget(target: vscode.Uri): Promise<boolean> {
  const configures = CONFIGURES_EDITOR.test(target.path);
  if (!configures && !RUNS.test(target.path)) return true;
  const save = vscode.l10n.t('Save');
  const answer = await vscode.window.showWarningMessage(
    configures
      ? vscode.l10n.t('This place configures the editor or the repository. Save a file that somebody else sent there?')
      : vscode.l10n.t('This kind of file can run as a program. Save it only if you trust who sent it.'),
    { modal: true },
    save,
  );
  return answer === save;
}

/**
 * Writes a file so that it is there whole or not at all: a temporary file beside it, made exclusively and never through
 * a link, synced, then renamed over the target. Never executable.
 */
async function replaceFile(target: string, bytes: Uint8Array): Promise<void> {
  const temporary = path.join(path.dirname(target), `.room-chat-${randomUUID()}.tmp`);
  const flags = constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY | constants.O_NOFOLLOW;
  const handle = await open(temporary, flags, 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
    await handle.close();
    await rename(temporary, target);
  } catch (error) {
    await handle.close();
    await rm(temporary, { force: true });
    throw error;
  }
}
