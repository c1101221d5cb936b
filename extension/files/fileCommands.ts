import * as vscode from 'vscode';
import type { FileAction } from '../../webview/protocol/messages.ts';
import type { FilesTree } from '../views/filesTree.ts';
import { activeComparison, takeAll } from './compareReceived.ts';
import type { ReceivedActions } from './receivedActions.ts';

type Handler = (...args: unknown[]) => Promise<void> | void;

/** The commands that deal with files of the room, by their ids. */
export function fileCommands(received: ReceivedActions, tree: FilesTree): Record<string, Handler> {
  const act = (action: FileAction): Handler => {
    return (which) => received.act(action, fileId(which));
  };
  return {
    'roomChat.openFile': (which) => received.open(fileId(which)),
    'roomChat.saveFile': (which) => received.save(fileId(which)),
    'roomChat.compareFile': act('compare'),
    'roomChat.insertFile': act('insert'),
    'roomChat.copyFile': act('copy'),
    'roomChat.revealFile': act('reveal'),
    'roomChat.takeAllChanges': () => takeAll(),
    'roomChat.sortFiles': () => tree.sort(),
    'roomChat.filterFiles': () => tree.filter(),
    'roomChat.clearFileFilter': () => tree.clearFilter(),
    'roomChat.loadMoreFiles': () => tree.loadMore(),
    'roomChat.refreshFiles': () => tree.refresh(),
  };
}

/** Keeps the context key that offers what can be done with a comparison while one is at the front. */
export function followComparison(): vscode.Disposable {
  let told: boolean | undefined;
  const tell = (): void => {
    const comparing = activeComparison() !== undefined;
    if (comparing !== told) void vscode.commands.executeCommand('setContext', 'roomChat.comparing', comparing);
    told = comparing;
  };
  tell();
  return vscode.Disposable.from(
    vscode.window.tabGroups.onDidChangeTabs(tell),
    vscode.window.tabGroups.onDidChangeTabGroups(tell),
  );
}

/** The id that a keybinding or another extension gives, or that of a line of the Files tree. */
function fileId(which: unknown): string | undefined {
  if (typeof which === 'string') return which;
  if (typeof which !== 'object' || which === null || !('file' in which)) return undefined;
  const { file } = which;
  if (typeof file !== 'object' || file === null || !('id' in file)) return undefined;
  return typeof file.id === 'string' ? file.id : undefined;
}
