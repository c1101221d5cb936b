import * as vscode from 'vscode';
import { errorText } from './errorTexts.ts';
import { fileCommands } from './files/fileCommands.ts';
import type { ReceivedActions } from './files/receivedActions.ts';
import type { HostActions } from './hosting/hostActions.ts';
import type { JoinRequest } from './join/joinFlow.ts';
import { joinRequest } from './join/joinRequest.ts';
import type { JoinedRooms } from './join/joinedRooms.ts';
import { failureFields, type Logger } from './log.ts';
import type { ChatPanels } from './panel/chatPanels.ts';
import { sharedUris } from './sharing/shareArguments.ts';
import type { SearchActions } from './search/searchActions.ts';
import type { ShareActions } from './sharing/shareActions.ts';
import type { SnippetActions } from './snippets/snippetActions.ts';
import { isCancelled } from './transfers/downloadError.ts';
import { roomCommands } from './views/roomCommands.ts';
import type { RoomViews } from './views/roomViews.ts';
import type { FilesTree } from './views/filesTree.ts';

export interface CommandsOptions {
  channel: vscode.LogOutputChannel;
  filesTree: FilesTree;
  /** What is done with the server of this person; built when it is needed. */
  hosting(): Promise<HostActions>;
  /** Who may what; see `identityCommands`. */
  identity: Record<string, (target: unknown) => unknown>;
  /** Joins by asking what `request` does not say; answers whether a room was joined. */
  join(request: JoinRequest): Promise<boolean>;
  log: Logger;
  panels: ChatPanels;
  received: ReceivedActions;
  room: JoinedRooms;
  search: SearchActions;
  sharing: ShareActions;
  snippets: SnippetActions;
  views: RoomViews;
}

type Handler = (...args: unknown[]) => unknown;

/** Every command of the extension by its id. */
export function commandHandlers(options: CommandsOptions): Record<string, Handler> {
  const { channel, filesTree, log, panels, received, room, search, views } = options;
  const hosting = () => options.hosting();
  const ofFiles = Object.entries(fileCommands(received, filesTree));
  return {
    ...Object.fromEntries(ofFiles.map(([id, run]) => [id, (...args: unknown[]) => told(log, () => run(...args))])),
    'roomChat.joinRoom': (request) => options.join(joinRequest(request)),
    'roomChat.shareFile': (...args) => told(log, () => shareFile(options, args)),
    'roomChat.shareClipboardImage': () => told(log, () => shareClipboardImage(options)),
    'roomChat.shareSelection': () => told(log, () => shareSelection(options)),
    'roomChat.discussLine': (where) => told(log, () => shareSelection(options, lineOf(where))),
    'roomChat.searchMessages': (query) => told(log, () => search.pick(typeof query === 'string' ? query : '')),
    'roomChat.startServer': (how) => told(log, async () => (await hosting()).start(how)),
    'roomChat.hostMenu': () => told(log, async () => (await hosting()).menu()),
    'roomChat.stopServer': () => told(log, async () => (await hosting()).stop()),
    'roomChat.focusChat': () => panels.focus(),
    'roomChat.showLog': () => channel.show(),
    ...toldEach(log, options.identity),
    ...toldEach(log, roomCommands({ rooms: room, panels, views, join: (request) => options.join(request) })),
  };
}

async function shareFile(options: CommandsOptions, args: unknown[]): Promise<void> {
  const { room, sharing } = options;
  const targets = await sharedUris(args);
  if (!room.session && !(await offerToJoin(options))) return;
  if (targets.length > 0) await sharing.share(targets);
  else await sharing.shareActive();
}

/** @param line where somebody pointed in the gutter, from 1 */
async function shareSelection(options: CommandsOptions, line?: number): Promise<void> {
  if (!options.room.session && !(await offerToJoin(options))) return;
  await options.snippets.shareSelection(line);
}

/** The line that the gutter's menu, or a keybinding, names. */
function lineOf(where: unknown): number | undefined {
  if (typeof where !== 'object' || where === null || !('lineNumber' in where)) return undefined;
  return typeof where.lineNumber === 'number' ? where.lineNumber : undefined;
}

async function shareClipboardImage(options: CommandsOptions): Promise<void> {
  if (options.room.session || (await offerToJoin(options))) await options.panels.shareClipboardImage();
}

async function offerToJoin(options: CommandsOptions): Promise<boolean> {
  const join = vscode.l10n.t('Join Chat Room');
  const answer = await vscode.window.showInformationMessage(vscode.l10n.t('Join a room to share in it.'), join);
  return answer === join && options.join({});
}

function toldEach(log: Logger, actions: Record<string, (target: unknown) => unknown>): Record<string, Handler> {
  const tell = (action: (target: unknown) => unknown) => (target: unknown) =>
    told(log, async () => {
      await action(target);
    });
  return Object.fromEntries(Object.entries(actions).map(([id, action]) => [id, tell(action)]));
}

/** Runs an action of the palette and tells what went wrong. */
async function told(log: Logger, action: () => Promise<void> | void): Promise<void> {
  try {
    await action();
  } catch (error) {
    if (isCancelled(error)) return;
    log.warn('command.failed', failureFields(error));
    void vscode.window.showErrorMessage(errorText(error));
  }
}
