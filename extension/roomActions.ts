import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { DEFAULT_PORT } from '../server/protocol/address.ts';
import { ChatActions } from './chatActions.ts';
import { commandHandlers, joinRoom, offerServerAgain, type CommandsOptions } from './commands.ts';
import { listRooms } from './connection/roomList.ts';
import type { Credentials } from './credentials.ts';
import type { FileCache } from './files/fileCache.ts';
import { MyCopies } from './files/myCopies.ts';
import { PreviewQueue } from './files/previewQueue.ts';
import { ReceivedActions } from './files/receivedActions.ts';
import type { ReceivedFiles } from './files/receivedFiles.ts';
import type { RoomFileList } from './files/roomFileList.ts';
import { Thumbnails } from './files/thumbnails.ts';
import type { JoinRequest } from './join/joinFlow.ts';
import type { JoinedRooms } from './join/joinedRooms.ts';
import { LocalServer } from './join/localServer.ts';
import type { RecentRooms } from './join/recentRooms.ts';
import type { Logger } from './log.ts';
import type { ChatPanel, PanelCommand } from './panel/chatPanel.ts';
import type { ChatPanels } from './panel/chatPanels.ts';
import { SearchActions } from './search/searchActions.ts';
import { FolderArchives } from './sharing/folderArchives.ts';
import { ShareActions } from './sharing/shareActions.ts';
import { SnippetActions } from './snippets/snippetActions.ts';
import { FileSender } from './transfers/fileSender.ts';
import { TypedActions } from './typedActions.ts';
import type { FilesTree } from './views/filesTree.ts';
import type { RoomViews } from './views/roomViews.ts';

/** What is there before anybody does something. */
export interface RoomParts {
  context: vscode.ExtensionContext;
  channel: vscode.LogOutputChannel;
  log: Logger;
  /** Under which this extension connects. */
  client: string;
  credentials: Credentials;
  recent: RecentRooms;
  room: JoinedRooms;
  cache: FileCache;
  files: ReceivedFiles;
  list: RoomFileList;
  filesTree: FilesTree;
  panels: ChatPanels;
  views: RoomViews;
}

/** What a person does in rooms, by the palette, menus, the panel and links. */
export interface RoomActions {
  commands: ReturnType<typeof commandHandlers>;
  fromPanel(command: PanelCommand, panel: ChatPanel): Promise<void>;
  /** Joins by asking what `request` does not say; answers whether a room was joined. */
  joinRoom(request: JoinRequest): Promise<boolean>;
  /** The text of a document that shows shared code as it was sent. */
  sentText(uri: vscode.Uri): string;
  dispose(): void;
}

/** Builds it, in order. */
export function buildRoomActions(parts: RoomParts): RoomActions {
  const { cache, channel, client, context, credentials, files, filesTree, list, log, panels, recent, room, views } =
    parts;
  const storage = context.globalStorageUri.fsPath;
  const received = new ReceivedActions({
    room,
    files,
    list,
    previews: new PreviewQueue((milliseconds) => delay(milliseconds)),
    copies: new MyCopies(context.globalState),
    log,
  });
  const thumbnails = new Thumbnails({
    folder: cache.folder,
    ask: (file, requestId) => panels.askThumbnail(file, requestId),
    log,
  });
  const sharing = new ShareActions({
    room,
    sender: new FileSender(files, log, (shareable) => thumbnails.of(shareable)),
    archives: new FolderArchives(path.join(storage, 'archives')),
    log,
  });
  const snippets = new SnippetActions({ room, panels });
  const search = new SearchActions({ rooms: room, panels, log });
  const typed = new TypedActions({ room, received, sharing });
  const actions = new ChatActions({ room, received, search, sharing, snippets, typed, thumbnails, log });
  const server = new LocalServer({
    script: context.asAbsolutePath('dist/server.js'),
    dataFolder: path.join(storage, 'server'),
    port: DEFAULT_PORT,
    log,
    onLogLine: (line) => channel.debug(line),
  });
  const options: CommandsOptions = {
    channel,
    filesTree,
    listRooms: (target) => listRooms({ ...target, tokens: credentials.for(target), client, log }),
    log,
    panels,
    person: context.globalState,
    received,
    recent,
    room,
    search,
    server,
    sharing,
    snippets,
    views,
  };
  server.changes.on(() => {
    void vscode.commands.executeCommand('setContext', 'roomChat.serverRunning', server.url !== undefined);
  });
  server.crashes.on(() => void offerServerAgain(options));

  return {
    commands: commandHandlers(options),
    fromPanel: (command, panel) => actions.fromPanel(command, panel),
    joinRoom: (request) => joinRoom(options, request),
    sentText: (uri) => snippets.sent.textOf(uri),
    dispose: () => {
      void server.stop();
      snippets.dispose();
    },
  };
}
