import { lstat, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { FileInfo } from '../../server/protocol/model.ts';
import { configuration } from '../configuration.ts';
import { plainText } from '../plainText.ts';
import { DownloadError } from '../transfers/downloadError.ts';
import { READ_BYTES } from './fileCache.ts';
import { ReceiveError } from './receiveError.ts';
import { FileExistsError, replaceFile } from './replaceFile.ts';
import { saveFolder, saveName, saveRisk } from './savePlace.ts';

/**
 * Saves a received file where the person says, of any size; nothing is replaced that the dialog did not ask about, nor
 * what came to be there while the file was still on its way.
 *
 * @param useFile calls its argument with the path of the verified bytes
 * @returns where, or `undefined` where the person did not
 * @throws ReceiveError, DownloadError, and what `useFile` throws
 */
export async function saveReceived(
  file: FileInfo,
  useFile: (use: (path: string) => Promise<void>) => Promise<void>,
): Promise<vscode.Uri | undefined> {
  const name = saveName(file.name, process.platform);
  const chosen = saveFolder(configuration.downloadFolder, homedir());
  const opened = chosen === undefined ? vscode.workspace.workspaceFolders?.[0]?.uri : undefined;
  const folder = opened ?? vscode.Uri.file(chosen ?? homedir());
  const target = await vscode.window.showSaveDialog({ defaultUri: vscode.Uri.joinPath(folder, name) });
  if (!target || !(await confirmTarget(target))) return undefined;
  const mayReplace = await isThere(target);
  if (target.scheme === 'file') {
    await useFile((from) => replace(target, { path: from, sha256: file.sha256 }, mayReplace));
  } else {
    if (file.size > READ_BYTES) throw new DownloadError('too_large_to_save');
    await useFile(async (from) => {
      if (!mayReplace && (await isThere(target))) throw appeared(target);
      await vscode.workspace.fs.writeFile(target, await readFile(from));
    });
  }
  void tellSaved(target);
  return target;
}

async function replace(target: vscode.Uri, from: { path: string; sha256: string }, mayReplace: boolean): Promise<void> {
  try {
    await replaceFile(target.fsPath, from, { mayReplace });
  } catch (error) {
    throw error instanceof FileExistsError ? appeared(target) : error;
  }
}

function appeared(target: vscode.Uri): ReceiveError {
  return new ReceiveError('appeared', path.posix.basename(target.path));
}

async function isThere(target: vscode.Uri): Promise<boolean> {
  try {
    // A link counts as itself, whether or not it leads anywhere.
    await (target.scheme === 'file' ? lstat(target.fsPath) : vscode.workspace.fs.stat(target));
    return true;
  } catch {
    return false;
  }
}

async function tellSaved(target: vscode.Uri): Promise<void> {
  const open = vscode.l10n.t('Open');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t('Saved {0}.', plainText(path.posix.basename(target.path))),
    open,
  );
  if (answer === open) await vscode.commands.executeCommand('vscode.open', target);
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
