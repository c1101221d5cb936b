import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { ChatActions } from './chatActions.ts';
import {
  commandHandlers,
  joinRequest,
  joinRoom,
  offerServerAgain,
  tellParked,
  type CommandsOptions,
} from './commands.ts';
import { configuration } from './configuration.ts';
import { OutboxFiles } from './connection/outboxFiles.ts';
import { listRooms } from './connection/roomList.ts';
import { DEFAULT_PORT } from '../server/protocol/address.ts';
import { Credentials } from './credentials.ts';
import { FileCache } from './files/fileCache.ts';
import { followComparison } from './files/fileCommands.ts';
import { MyCopies } from './files/myCopies.ts';
import { PreviewQueue } from './files/previewQueue.ts';
import { ReceivedActions } from './files/receivedActions.ts';
import { ReceivedFiles } from './files/receivedFiles.ts';
import { RoomFileList } from './files/roomFileList.ts';
import { roomFolder, type StoredReference } from './files/roomFileSystem.ts';
import { Thumbnails } from './files/thumbnails.ts';
import { JoinedRooms } from './join/joinedRooms.ts';
import { LocalServer } from './join/localServer.ts';
import { RecentRooms } from './join/recentRooms.ts';
import { JoinLinks } from './joinLinks.ts';
import { createLogger } from './log.ts';
import { ChatPanels } from './panel/chatPanels.ts';
import { announcePresence } from './presence.ts';
import { FolderArchives } from './sharing/folderArchives.ts';
import { SearchActions } from './search/searchActions.ts';
import { ShareActions } from './sharing/shareActions.ts';
import { SnippetActions } from './snippets/snippetActions.ts';
import { FileSender } from './transfers/fileSender.ts';
import { transferNotices } from './transfers/transferNotices.ts';
import { TypedActions } from './typedActions.ts';
import { FilesTree } from './views/filesTree.ts';
import { RoomViews } from './views/roomViews.ts';

/** A room that this window is in. */
export interface JoinedRoom {
  server: string;
  room: string;
  name: string;
  /** Messages and files of others after the read mark, up to 1,000. */
  unread: number;
}

/** What other extensions get from `activate()`. */
export interface RoomChatApi {
  /** Joins a room, asking for what is not given; answers whether it was joined. */
  joinRoom(request: { server?: string; room?: string; name?: string }): Promise<boolean>;
  /** The rooms that this window is in, in the order of joining, with what is unread in them. */
  readonly rooms: readonly JoinedRoom[];
  /** The room that is shown; `undefined` in no room. */
  readonly joined: { server: string; room: string; name: string } | undefined;
}

/** Everything that `activate()` leads to once it is needed. */
export interface RoomChat {
  api: RoomChatApi;
  commands: ReturnType<typeof commandHandlers>;
  links: JoinLinks;
  panels: ChatPanels;
  /** The text of a document that shows shared code as it was sent. */
  sentText(uri: vscode.Uri): string;
  /** The verified bytes of a received file. */
  fetch(file: StoredReference): Promise<Uint8Array>;
}

/** Builds everything, in order, and takes up the room that this window was in. */
export function buildRoomChat(context: vscode.ExtensionContext): RoomChat {
  const channel = vscode.window.createOutputChannel('Room Chat', { log: true });
  const log = createLogger(channel);
  const storage = context.globalStorageUri.fsPath;
  const version = (context.extension.packageJSON as { version: string }).version;

  const credentials = new Credentials(context.secrets);
  const recent = new RecentRooms(context.globalState, context.workspaceState);
  const client = `room-chat-vscode/${version}`;
  const room = new JoinedRooms(recent, log, (target) => ({
    target,
    client,
    outbox: new OutboxFiles(path.join(storage, 'outbox'), [target.url, target.room, target.name], log),
    tokens: credentials.for(target),
    log,
  }));
  const cache = new FileCache(path.join(storage, 'files'), log, () => configuration.cacheBytes);
  const files = new ReceivedFiles(cache);
  const list = new RoomFileList(room);
  const filesTree = new FilesTree({ room, list, memento: context.globalState });
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
  const panels = new ChatPanels({
    extensionUri: context.extensionUri,
    previewFolder: cache.folder,
    room,
    files,
    log,
    onCommand: (command, from) => void actions.fromPanel(command, from),
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
  const views = new RoomViews({ rooms: room, panels, person: context.globalState, log });
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

  const setContext = (key: string, value: boolean) => void vscode.commands.executeCommand('setContext', key, value);
  room.listed.on(() => {
    setContext('roomChat.joined', room.sessions.length > 0);
    setContext('roomChat.outside', room.sessions.length === 0);
  });
  server.changes.on(() => setContext('roomChat.serverRunning', server.url !== undefined));

  room.parked.on(tellParked);
  server.crashes.on(() => void offerServerAgain(options));

  context.subscriptions.push(
    { dispose: () => server.stop() },
    room,
    list,
    filesTree,
    followComparison(),
    panels,
    snippets,
    views,
    announcePresence(room),
    transferNotices({ rooms: room, files, panels }),
    // The last: what is closed above may still have something to say.
    channel,
  );
  void room.takeUp();

  const api: RoomChatApi = {
    joinRoom: (request) => joinRoom(options, joinRequest(request)),
    get rooms() {
      return room.sessions.map((session) => {
        const { url, name } = session.target;
        return { server: url, room: session.state.room, name, unread: views.unread.of(session).count };
      });
    },
    get joined() {
      const target = room.session?.target;
      return target && { server: target.url, room: target.room, name: target.name };
    },
  };
  return {
    api,
    commands: commandHandlers(options),
    links: new JoinLinks((request) => joinRoom(options, request)),
    panels,
    sentText: (uri) => snippets.sent.textOf(uri),
    fetch: (file) => {
      const from = room.sessions.find((session) => roomFolder(session.state.room) === file.folder);
      return files.fetch(file, from ?? room.session);
    },
  };
}
