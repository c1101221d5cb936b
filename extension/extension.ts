import * as vscode from 'vscode';
import { ROOM_SCHEME, RoomFileSystem } from './files/roomFileSystem.ts';
import { whenHosting } from './hosting/whenHosting.ts';
import { RecentRooms } from './join/recentRooms.ts';
import { CHAT_EDITOR, CHAT_VIEW } from './panel/chatView.ts';
import { SNIPPET_SCHEME } from './snippets/snippetScheme.ts';
import type { RoomChat, RoomChatApi } from './roomChat.ts';

/** The commands of the manifest. */
const COMMANDS = [
  'roomChat.joinRoom',
  'roomChat.leaveRoom',
  'roomChat.switchRoom',
  'roomChat.nextUnreadRoom',
  'roomChat.previousUnreadRoom',
  'roomChat.showRoom',
  'roomChat.refreshRooms',
  'roomChat.copyRoomName',
  'roomChat.muteRoom',
  'roomChat.unmuteRoom',
  'roomChat.setNoticeLevel',
  'roomChat.snooze',
  'roomChat.mentionMember',
  'roomChat.copyInviteLink',
  'roomChat.manageInvites',
  'roomChat.manageDevices',
  'roomChat.linkComputer',
  'roomChat.keepName',
  'roomChat.signOut',
  'roomChat.setRoomAccess',
  'roomChat.showKnocks',
  'roomChat.showBans',
  'roomChat.messageMember',
  'roomChat.muteMember',
  'roomChat.unmuteMember',
  'roomChat.kickMember',
  'roomChat.banMember',
  'roomChat.setMemberRole',
  'roomChat.openChatInEditor',
  'roomChat.openChatInNewWindow',
  'roomChat.shareFile',
  'roomChat.shareClipboardImage',
  'roomChat.openFile',
  'roomChat.saveFile',
  'roomChat.compareFile',
  'roomChat.insertFile',
  'roomChat.copyFile',
  'roomChat.revealFile',
  'roomChat.takeAllChanges',
  'roomChat.sortFiles',
  'roomChat.filterFiles',
  'roomChat.clearFileFilter',
  'roomChat.loadMoreFiles',
  'roomChat.refreshFiles',
  'roomChat.shareSelection',
  'roomChat.discussLine',
  'roomChat.searchMessages',
  'roomChat.startServer',
  'roomChat.hostMenu',
  'roomChat.stopServer',
  'roomChat.focusChat',
  'roomChat.showLog',
];

/**
 * Registers what the manifest promises. The rest is evaluated and built when it is first needed: a window that is in no
 * room and does nothing with chat pays for this file only.
 */
export function activate(context: vscode.ExtensionContext): RoomChatApi {
  let building: Promise<RoomChat> | undefined;
  let built: RoomChat | undefined;
  const roomChat = (): Promise<RoomChat> =>
    (building ??= import('./roomChat.ts').then(({ buildRoomChat }) => (built = buildRoomChat(context))));

  const actions = async () => (await roomChat()).actions();
  const run = async (id: string, args: unknown[]): Promise<unknown> => (await actions()).commands[id]?.(...args);
  context.subscriptions.push(
    ...COMMANDS.map((id) => vscode.commands.registerCommand(id, (...args: unknown[]) => run(id, args))),
    vscode.window.registerWebviewViewProvider(CHAT_VIEW, {
      resolveWebviewView: async (view) => (await roomChat()).panels.resolveWebviewView(view),
    }),
    vscode.window.registerWebviewPanelSerializer(CHAT_EDITOR, {
      deserializeWebviewPanel: async (panel) => (await roomChat()).panels.deserializeWebviewPanel(panel),
    }),
    vscode.window.registerUriHandler({ handleUri: async (uri) => (await roomChat()).links.handleUri(uri) }),
    vscode.workspace.registerTextDocumentContentProvider(SNIPPET_SCHEME, {
      provideTextDocumentContent: async (uri) => (await actions()).sentText(uri),
    }),
    vscode.workspace.registerFileSystemProvider(
      ROOM_SCHEME,
      new RoomFileSystem(async (file) => (await roomChat()).fetch(file)),
      { isCaseSensitive: true, isReadonly: true },
    ),
  );
  const outside = new RecentRooms(context.globalState, context.workspaceState).joined.rooms.length === 0;
  void vscode.commands.executeCommand('setContext', 'roomChat.outside', outside);
  if (!outside) void roomChat();
  context.subscriptions.push(
    whenHosting(context.globalStorageUri.fsPath, async () => (await (await roomChat()).hosting()).find()),
  );

  return {
    joinRoom: async (request) => (await roomChat()).api.joinRoom(request),
    get rooms() {
      return built?.api.rooms ?? [];
    },
    get joined() {
      return built?.api.joined;
    },
  };
}
