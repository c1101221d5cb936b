import * as vscode from 'vscode';
import { formatSize } from '../formatSize.ts';
import { plainText } from '../plainText.ts';
import { isText, rasterKind } from './fileKinds.ts';
import { roomFileUri, type FileReference } from './roomFileSystem.ts';

/** Largest file that opens in a tab, in bytes: beyond it the editor itself asks before it opens one. */
const OPENED_BYTES = 50 * 1024 * 1024;

/** Of the beginning of a file, what tells how it opens. */
export const HEAD_BYTES = 65_536;

/** The one extension that shows bytes as they are, where it is installed. */
const HEX_EDITOR = { extension: 'ms-vscode.hexeditor', view: 'hexEditor.hexedit' };

/**
 * Opens a received file in an editor tab: text as text, raster images in the image viewer; for the rest offers to save
 * it, and the hex editor where there is one.
 *
 * @param head the first bytes, `HEAD_BYTES` of them where there are as many
 * @param save asks where to save it
 */
export async function openReceived(
  file: FileReference & { size: number },
  head: Uint8Array,
  room: string,
  save: () => Promise<void>,
): Promise<void> {
  const openWith = (view: string) =>
    vscode.commands.executeCommand('vscode.openWith', roomFileUri(file, room), view, { preview: false });
  const name = plainText(file.name);
  if (file.size > OPENED_BYTES) {
    return offer(vscode.l10n.t('{0} is {1}: too large for a tab.', name, formatSize(file.size)), save);
  }
  // Judged by content, never by name: a binary named .txt is no text, and Markdown or HTML is never rendered.
  if (rasterKind(head)) await openWith('imagePreview.previewEditor');
  else if (isText(head)) await openWith('default');
  else {
    const sentence = vscode.l10n.t('{0} is a binary file, which no editor tab can show as text.', name);
    const hex = vscode.extensions.getExtension(HEX_EDITOR.extension);
    await offer(sentence, save, hex && (() => openWith(HEX_EDITOR.view)));
  }
}

async function offer(sentence: string, save: () => Promise<void>, openHex?: () => Thenable<unknown>): Promise<void> {
  const saveAs = vscode.l10n.t('Save As…');
  const openAsHex = vscode.l10n.t('Open in Hex Editor');
  const answer = await vscode.window.showInformationMessage(sentence, saveAs, ...(openHex ? [openAsHex] : []));
  if (answer === saveAs) await save();
  else if (answer === openAsHex) await openHex?.();
}
