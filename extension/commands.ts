import * as vscode from 'vscode';
import type { RoomSummary } from '../server/protocol/model.ts';
import { configuration } from './configuration.ts';
import type { RoomTarget } from './connection/roomSession.ts';
import { displayAddress } from './connection/serverAddress.ts';
import { errorText } from './errorTexts.ts';
import { fileCommands } from './files/fileCommands.ts';
import type { ReceivedActions } from './files/receivedActions.ts';
import type { JoinRequest } from './join/joinFlow.ts';
import { joinRequest } from './join/joinRequest.ts';
import type { JoinedRooms } from './join/joinedRooms.ts';
import type { LocalServer } from './join/localServer.ts';
import type { RecentRooms } from './join/recentRooms.ts';
import { suggestName } from './join/suggestName.ts';
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
  /** The rooms that are on a server, for a person of that name. */
  listRooms(target: Pick<RoomTarget, 'url' | 'name'>): Promise<RoomSummary[]>;
  log: Logger;
  panels: ChatPanels;
  /** Remembers what a person decided once. */
  person: vscode.Memento;
  received: ReceivedActions;
  recent: RecentRooms;
  room: JoinedRooms;
  search: SearchActions;
  server: LocalServer;
  sharing: ShareActions;
  snippets: SnippetActions;
  views: RoomViews;
}

type Handler = (...args: unknown[]) => unknown;

/** Every command of the extension by its id. */
export function commandHandlers(options: CommandsOptions): Record<string, Handler> {
  const { channel, filesTree, log, panels, received, room, search, server, views } = options;
  const ofFiles = Object.entries(fileCommands(received, filesTree));
  return {
    ...Object.fromEntries(ofFiles.map(([id, run]) => [id, (...args: unknown[]) => told(log, () => run(...args))])),
    'roomChat.joinRoom': (request) => joinRoom(options, joinRequest(request)),
    'roomChat.shareFile': (...args) => told(log, () => shareFile(options, args)),
    'roomChat.shareClipboardImage': () => told(log, () => shareClipboardImage(options)),
    'roomChat.shareSelection': () => told(log, () => shareSelection(options)),
    'roomChat.discussLine': (where) => told(log, () => shareSelection(options, lineOf(where))),
    'roomChat.searchMessages': (query) => told(log, () => search.pick(typeof query === 'string' ? query : '')),
    'roomChat.startServer': (how) => told(log, () => startServer(options, how)),
    'roomChat.stopServer': () => told(log, () => server.stop()),
    'roomChat.focusChat': () => panels.focus(),
    'roomChat.showLog': () => channel.show(),
    ...toldEach(log, roomCommands({ rooms: room, panels, views, join: (request) => joinRoom(options, request) })),
  };
}

/** Joins by asking what `request` does not say; answers whether a room was joined. */
export async function joinRoom(options: CommandsOptions, request: JoinRequest): Promise<boolean> {
  const { panels, person, recent, room, server } = options;
  const { runJoinFlow } = await import('./join/joinFlow.ts');
  const { joinQuestions } = await import('./join/joinQuestions.ts');
  const joined = await runJoinFlow(request, {
    ask: joinQuestions(),
    recent: recent.all,
    defaultServer: configuration.serverUrl,
    suggestName: () => suggestName(configuration.displayName, recent.all[0]?.name),
    startServer: () => server.start(),
    allowPlain: plainServers(person),
    listRooms: (target) => withProgress(target.url, () => options.listRooms(target)),
    join: (target) => withProgress(target.url, () => room.join(target)),
  });
  // A view that takes the focus closes a quick pick: the chat comes after the last question.
  if (joined) await panels.focus();
  return joined;
}

function withProgress<T>(url: string, connect: () => Promise<T>): Promise<T> {
  const progress = {
    location: vscode.ProgressLocation.Window,
    title: vscode.l10n.t('Connecting to {0}…', displayAddress(url)),
  };
  return Promise.resolve(vscode.window.withProgress(progress, connect));
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
  return answer === join && joinRoom(options, {});
}

/** @param how `{ join: true }` goes on to the questions of Join at once */
async function startServer(options: CommandsOptions, how: unknown): Promise<void> {
  const wasRunning = options.server.url !== undefined;
  const url = await options.server.start();
  if (typeof how === 'object' && how !== null && 'join' in how && how.join === true) {
    await joinRoom(options, { server: url });
    return;
  }
  const join = vscode.l10n.t('Join It');
  const copy = vscode.l10n.t('Copy Address');
  const text = wasRunning
    ? vscode.l10n.t('Your room server already runs at {0}.', displayAddress(url))
    : vscode.l10n.t(
        'Your room server runs at {0}, for this computer only. It stops with this window.',
        displayAddress(url),
      );
  void told(options.log, async () => {
    const answer = await vscode.window.showInformationMessage(text, join, copy);
    if (answer === copy) await vscode.env.clipboard.writeText(url);
    if (answer === join) await joinRoom(options, { server: url });
  });
}

/** Tells that the server of this window ended though nobody stopped it. */
export async function offerServerAgain(options: CommandsOptions): Promise<void> {
  const start = vscode.l10n.t('Start Again');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('Your room server ended by itself. What was said is stored; it is there again when the server runs.'),
    start,
  );
  if (answer === start) await told(options.log, () => startServer(options, undefined));
}

function toldEach(log: Logger, actions: ReturnType<typeof roomCommands>): Record<string, Handler> {
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

function plainServers(person: vscode.Memento) {
  const key = 'plainServers';
  const allowed = () => person.get<string[]>(key, []);
  return {
    has: (url: string) => allowed().includes(url),
    remember: async (url: string) => person.update(key, [...allowed(), url]),
  };
}
