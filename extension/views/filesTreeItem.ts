import * as vscode from 'vscode';
import type { FileEntry } from '../../server/protocol/model.ts';
import { roomFileUri } from '../files/roomFileSystem.ts';
import { formatSize } from '../formatSize.ts';
import { plainText } from '../plainText.ts';

/** The line that asks for older files. */
export const MORE = 'more';

/** How a file of the room stands in the tree. Others chose the names: none of them becomes an icon or a link. */
export function fileItem(entry: FileEntry, room: string): vscode.TreeItem {
  const { file, from, time } = entry;
  const item = new vscode.TreeItem(plainText(file.name));
  const sender = plainText(from.name);
  item.id = file.id;
  // Gives it the icon of its kind, and makes it something that can be dragged into the editor.
  item.resourceUri = roomFileUri(file, room);
  item.iconPath = vscode.ThemeIcon.File;
  item.description = `${formatSize(file.size)} · ${sender}`;
  item.tooltip = [
    plainText(file.name),
    formatSize(file.size),
    vscode.l10n.t('From {0}, {1}', sender, new Date(time).toLocaleString(vscode.env.language)),
  ].join('\n');
  item.contextValue = 'file';
  item.accessibilityInformation = {
    label: vscode.l10n.t('{0}, {1}, from {2}', plainText(file.name), formatSize(file.size), sender),
  };
  item.command = { command: 'roomChat.openFile', title: vscode.l10n.t('Open'), arguments: [file.id] };
  return item;
}

/** @param loading the next page is under way */
export function moreItem(loading: boolean): vscode.TreeItem {
  const item = new vscode.TreeItem(loading ? vscode.l10n.t('Loading…') : vscode.l10n.t('Load More…'));
  item.id = MORE;
  item.iconPath = new vscode.ThemeIcon(loading ? 'loading~spin' : 'ellipsis');
  if (!loading) item.command = { command: 'roomChat.loadMoreFiles', title: vscode.l10n.t('Load More…') };
  return item;
}
