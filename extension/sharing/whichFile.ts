import { homedir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';

/** The file of the active tab: a text editor's, or that of a viewer such as the one for images. */
export function activeFile(): vscode.Uri | undefined {
  const input: unknown = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  if (input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom) return input.uri;
  if (input instanceof vscode.TabInputNotebook) return input.uri;
  if (input instanceof vscode.TabInputTextDiff || input instanceof vscode.TabInputNotebookDiff) return input.modified;
  return vscode.window.activeTextEditor?.document.uri;
}

/**
 * The file that a typed path means: an absolute one, one below the home folder (`~/…`), or one in the first workspace
 * folder that has it.
 */
export async function resolveTypedPath(typed: string): Promise<vscode.Uri> {
  const trimmed = typed.trim().replace(/^(["'])(.*)\1$/u, '$2');
  if (trimmed.startsWith('~/')) return vscode.Uri.file(path.join(homedir(), trimmed.slice(2)));
  if (path.isAbsolute(trimmed)) return vscode.Uri.file(trimmed);
  const candidates = (vscode.workspace.workspaceFolders ?? []).map((folder) =>
    vscode.Uri.joinPath(folder.uri, trimmed),
  );
  for (const candidate of candidates) {
    try {
      await vscode.workspace.fs.stat(candidate);
      return candidate;
    } catch {
      // Not in this folder; the next may have it.
    }
  }
  return candidates[0] ?? vscode.Uri.file(path.resolve(homedir(), trimmed));
}
