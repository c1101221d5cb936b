import * as vscode from 'vscode';
import { plainText } from '../plainText.ts';
import { basename } from './documentBytes.ts';
import { ShareCancelled } from './shareCancelled.ts';

/**
 * Notebooks and other editors of their own kind hold changes that only they can write: asks what is to be shared then.
 *
 * @throws ShareCancelled
 */
export async function settleUnsaved(uri: vscode.Uri): Promise<void> {
  if (!hasUnsavedChanges(uri)) return;
  const save = vscode.l10n.t('Save and Share');
  const asSaved = vscode.l10n.t('Share as Last Saved');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('{0} has changes that are not saved.', plainText(basename(uri))),
    { modal: true, detail: vscode.l10n.t('What was saved last is shared, unless it is saved first.') },
    save,
    asSaved,
  );
  if (answer === asSaved) return;
  if (answer !== save || !(await vscode.workspace.save(uri))) throw new ShareCancelled();
}

function hasUnsavedChanges(uri: vscode.Uri): boolean {
  return vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .some(({ isDirty, input }) => {
      if (!isDirty) return false;
      // The text of a text editor is known, and shared as it is shown.
      const own = input instanceof vscode.TabInputCustom || input instanceof vscode.TabInputNotebook;
      return (own || input instanceof vscode.TabInputText) && input.uri.toString() === uri.toString();
    });
}
