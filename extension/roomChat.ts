import path from 'node:path';
import * as vscode from 'vscode';
import { configuration } from './configuration.ts';
import { OutboxFiles } from './connection/outboxFiles.ts';
import { Credentials } from './credentials.ts';
import { FileCache } from './files/fileCache.ts';
import { followComparison } from './files/fileCommands.ts';
import { ReceivedFiles } from './files/receivedFiles.ts';
import { RoomFileList } from './files/roomFileList.ts';
import { roomFolder, type StoredReference } from './files/roomFileSystem.ts';
import type { HostActions, HostJoin } from './hosting/hostActions.ts';
import { hearAccess } from './identity/hearAccess.ts';
import { admissionBy } from './identity/admission.ts';
import { ServerPins } from './identity/serverPins.ts';
import { JoinedRooms } from './join/joinedRooms.ts';
import { RecentRooms } from './join/recentRooms.ts';
import { joinRequest } from './join/joinRequest.ts';
import { tellParked } from './join/tellParked.ts';
import { JoinLinks } from './joinLinks.ts';
import { createLogger } from './log.ts';
import { ChatPanels } from './panel/chatPanels.ts';
import { announcePresence } from './presence.ts';
import type { RoomActions } from './roomActions.ts';
import { transferNotices } from './transfers/transferNotices.ts';
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
  links: JoinLinks;
  panels: ChatPanels;
  /** What a person does; evaluated and built when they first do something. */
  actions(): Promise<RoomActions>;
  /** What is done with the server of this person; evaluated and built when there is one, or is to be. */
  hosting(): Promise<HostActions>;
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
  const pins = new ServerPins(context.globalState);
  const admission = admissionBy(credentials, pins);
  const room = new JoinedRooms(recent, log, (target, introduction) => ({
    target,
    client,
    ...admission(target, introduction),
    outbox: new OutboxFiles(path.join(storage, 'outbox'), [target.url, target.room, target.name], log),
    log,
  }));
  const cache = new FileCache(path.join(storage, 'files'), log, () => configuration.cacheBytes);
  const files = new ReceivedFiles(cache);
  const list = new RoomFileList(room);
  const filesTree = new FilesTree({ room, list, memento: context.globalState });
  const panels = new ChatPanels({
    extensionUri: context.extensionUri,
    previewFolder: cache.folder,
    room,
    files,
    log,
    onCommand: (command, from) => void actions().then((doing) => doing.fromPanel(command, from)),
  });
  const views = new RoomViews({ rooms: room, panels, person: context.globalState, log });
  let building: Promise<RoomActions> | undefined;
  let built: RoomActions | undefined;
  const actions = (): Promise<RoomActions> =>
    (building ??= import('./roomActions.ts').then(
      ({ buildRoomActions }) =>
        (built = buildRoomActions({
          context,
          channel,
          log,
          client,
          credentials,
          admission,
          pins,
          recent,
          room,
          cache,
          files,
          list,
          filesTree,
          hosting,
          panels,
          views,
        })),
    ));

  let host: Promise<HostActions> | undefined;
  const hosting = (): Promise<HostActions> =>
    (host ??= import('./hosting/buildHosting.ts').then(({ buildHosting }) => {
      const join = async (request: HostJoin) => (await actions()).joinRoom(request);
      const built = buildHosting({ context, version, log, recent, room, join });
      context.subscriptions.push(built);
      return built;
    }));

  const setContext = (key: string, value: boolean) => void vscode.commands.executeCommand('setContext', key, value);
  room.listed.on(() => {
    setContext('roomChat.joined', room.sessions.length > 0);
    setContext('roomChat.outside', room.sessions.length === 0);
  });

  room.parked.on(tellParked);
  hearAccess(room, actions);

  context.subscriptions.push(
    { dispose: () => built?.dispose() },
    room,
    list,
    filesTree,
    followComparison(),
    panels,
    views,
    announcePresence(room),
    transferNotices({ rooms: room, files, panels }),
    // The last: what is closed above may still have something to say.
    channel,
  );
  void room.takeUp();

  const api: RoomChatApi = {
    joinRoom: async (request) => (await actions()).joinRoom(joinRequest(request)),
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
    links: new JoinLinks({
      pinOf: (server) => pins.of(server),
      join: async (request) => (await actions()).joinRoom(request),
    }),
    panels,
    actions,
    hosting,
    fetch: (file) => {
      const from = room.sessions.find((session) => roomFolder(session.state.room) === file.folder);
      return files.fetch(file, from ?? room.session);
    },
  };
}
