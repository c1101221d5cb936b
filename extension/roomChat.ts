import path from 'node:path';
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
import { OutboxFiles } from './connection/outboxFiles.ts';
import { listRooms } from './connection/roomList.ts';
import { DEFAULT_PORT } from '../server/protocol/address.ts';
import { Credentials } from './credentials.ts';
import { FileCache } from './files/fileCache.ts';
import { ReceivedActions } from './files/receivedActions.ts';
import { ReceivedFiles } from './files/receivedFiles.ts';
import type { StoredReference } from './files/roomFileSystem.ts';
import { JoinedRooms } from './join/joinedRooms.ts';
import { LocalServer } from './join/localServer.ts';
import { RecentRooms } from './join/recentRooms.ts';
import { JoinLinks } from './joinLinks.ts';
import { createLogger } from './log.ts';
import { ChatPanels } from './panel/chatPanels.ts';
import { announcePresence } from './presence.ts';
import { ShareActions } from './sharing/shareActions.ts';
import { FileSender } from './transfers/fileSender.ts';
import { RoomStatusBar } from './views/statusBar.ts';

/** What other extensions get from `activate()`. */
export interface RoomChatApi {
  /** Joins a room, asking for what is not given; answers whether it was joined. */
  joinRoom(request: { server?: string; room?: string; name?: string }): Promise<boolean>;
  /** Where this window is; `undefined` in no room. */
  readonly joined: { server: string; room: string; name: string } | undefined;
}

/** Everything that `activate()` leads to once it is needed. */
export interface RoomChat {
  api: RoomChatApi;
  commands: ReturnType<typeof commandHandlers>;
  links: JoinLinks;
  panels: ChatPanels;
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
  const cache = new FileCache(path.join(storage, 'files'), log);
  const files = new ReceivedFiles(cache);
  const received = new ReceivedActions({ room, files, log });
  const sharing = new ShareActions({ room, sender: new FileSender(files, log), log });
  const actions = new ChatActions({ room, received, sharing, log });
  const server = new LocalServer({
    script: context.asAbsolutePath('dist/server.js'),
    dataFolder: path.join(storage, 'server'),
    port: DEFAULT_PORT,
    log,
    onLogLine: (line) => channel.debug(line),
  });
  const panels = new ChatPanels({
    extensionUri: context.extensionUri,
    previewFolder: cache.folder,
    room,
    files,
    log,
    onCommand: (command, from) => void actions.fromPanel(command, from),
  });
  const options: CommandsOptions = {
    channel,
    listRooms: (target) => listRooms({ ...target, tokens: credentials.for(target), client, log }),
    log,
    panels,
    person: context.globalState,
    received,
    recent,
    room,
    server,
    sharing,
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
    panels,
    new RoomStatusBar(room),
    announcePresence(room),
    // The last: what is closed above may still have something to say.
    channel,
  );
  void room.takeUp();

  const api: RoomChatApi = {
    joinRoom: (request) => joinRoom(options, joinRequest(request)),
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
    fetch: (file) => files.fetch(file, room.session),
  };
}
