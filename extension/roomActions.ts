import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { ChatActions } from './chatActions.ts';
import { commandHandlers, type CommandsOptions } from './commands.ts';
import type { Introduction } from './connection/introduction.ts';
import { listRooms } from './connection/roomList.ts';
import type { RoomTarget } from './connection/roomSession.ts';
import { isLoopback } from './connection/serverAddress.ts';
import type { Credentials } from './credentials.ts';
import type { FileCache } from './files/fileCache.ts';
import { MyCopies } from './files/myCopies.ts';
import { PreviewQueue } from './files/previewQueue.ts';
import { ReceivedActions } from './files/receivedActions.ts';
import type { ReceivedFiles } from './files/receivedFiles.ts';
import type { RoomFileList } from './files/roomFileList.ts';
import { Thumbnails } from './files/thumbnails.ts';
import { discoverServers } from './hosting/discovery.ts';
import type { HostActions } from './hosting/hostActions.ts';
import type { Admission } from './identity/admission.ts';
import type { DirectRooms } from './identity/directRooms.ts';
import { identityActions } from './identity/identityActions.ts';
import type { Knocks } from './identity/knocks.ts';
import type { ServerPins } from './identity/serverPins.ts';
import type { JoinRequest } from './join/joinFlow.ts';
import type { JoinedRooms } from './join/joinedRooms.ts';
import { joinRoom } from './join/joinRoom.ts';
import { WaitingRooms } from './join/waitingRooms.ts';
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
  admission: Admission;
  pins: ServerPins;
  recent: RecentRooms;
  room: JoinedRooms;
  cache: FileCache;
  files: ReceivedFiles;
  list: RoomFileList;
  filesTree: FilesTree;
  /** What is done with the server of this person; built when it is needed. */
  hosting: () => Promise<HostActions>;
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
  knocks: Knocks;
  directs: DirectRooms;
  dispose(): void;
}

/** Builds it, in order. */
export function buildRoomActions(parts: RoomParts): RoomActions {
  const { admission, cache, channel, client, context, files, filesTree, list, log, panels, pins, recent, room, views } =
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
  const introduce = (target: Pick<RoomTarget, 'url' | 'name'>, introduction: Introduction) =>
    listRooms({ ...target, ...admission(target, introduction), client, log });
  const join = (request: JoinRequest): Promise<boolean> =>
    joinRoom(
      {
        room,
        recent,
        panels,
        pins,
        person: context.globalState,
        listRooms: introduce,
        host: async () => (await parts.hosting()).host(),
        discover: discoverServers,
        waiting,
      },
      request,
    );
  const waiting = new WaitingRooms({ client, admission, join, log });
  const identity = identityActions({
    rooms: room,
    credentials: parts.credentials,
    pins,
    urlForOthers: async (url) => (isLoopback(url) ? (await parts.hosting()).urlForOthers(url) : url),
    introduce,
    join,
    log,
  });
  const options: CommandsOptions = {
    channel,
    filesTree,
    hosting: parts.hosting,
    identity: identity.commands,
    join,
    log,
    panels,
    received,
    room,
    search,
    sharing,
    snippets,
    views,
  };

  return {
    commands: commandHandlers(options),
    fromPanel: (command, panel) => actions.fromPanel(command, panel),
    joinRoom: join,
    sentText: (uri) => snippets.sent.textOf(uri),
    knocks: identity.knocks,
    directs: identity.directs,
    dispose: () => {
      waiting.dispose();
      snippets.dispose();
    },
  };
}
