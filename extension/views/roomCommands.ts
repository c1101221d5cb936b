import * as vscode from 'vscode';
import type { RoomSession } from '../connection/roomSession.ts';
import type { JoinRequest } from '../join/joinFlow.ts';
import type { JoinedRooms } from '../join/joinedRooms.ts';
import { askLevel } from '../notices/askLevel.ts';
import { askSnooze } from '../notices/askSnooze.ts';
import type { ChatPanels } from '../panel/chatPanels.ts';
import type { MemberElement } from './membersTree.ts';
import type { RoomElement } from './roomsTree.ts';
import type { RoomViews } from './roomViews.ts';
import { pickJoinedRoom, unreadNeighbour } from './switchRoom.ts';

export interface RoomCommandsOptions {
  rooms: JoinedRooms;
  views: Pick<RoomViews, 'levels' | 'snooze' | 'unread' | 'servers'>;
  panels: ChatPanels;
  join(request: JoinRequest): Promise<boolean>;
}

type Action = (target: unknown) => unknown;

/** The commands of the trees and the switching of rooms, by their ids. */
export function roomCommands(options: RoomCommandsOptions): Record<string, Action> {
  const { rooms, panels } = options;
  const { servers, unread, levels, snooze } = options.views;
  const show = async (session: RoomSession | undefined): Promise<void> => {
    if (!session) return;
    rooms.show(session);
    await panels.show();
  };
  const toUnread = async (step: 1 | -1): Promise<void> => {
    const session = unreadNeighbour(rooms, unread, step);
    if (session) await show(session);
    else vscode.window.setStatusBarMessage(vscode.l10n.t('No other room has unread messages.'), 4_000);
  };
  return {
    'roomChat.switchRoom': async () => {
      const picked = rooms.sessions.length === 0 ? 'join' : await pickJoinedRoom(rooms, unread);
      if (picked === 'join') await options.join({});
      else await show(picked);
    },
    'roomChat.nextUnreadRoom': () => toUnread(1),
    'roomChat.previousUnreadRoom': () => toUnread(-1),
    'roomChat.showRoom': async (target) => {
      const element = roomElement(target);
      if (!element) return;
      const session = rooms.find({ url: element.server, room: element.room });
      if (session) await show(session);
      else await options.join({ server: element.server, room: element.room, name: element.name });
    },
    'roomChat.leaveRoom': (target) => {
      const element = roomElement(target);
      return rooms.leave(element ? rooms.find({ url: element.server, room: element.room }) : rooms.session);
    },
    'roomChat.refreshRooms': () => servers.refresh(),
    'roomChat.copyRoomName': async (target) => {
      const element = roomElement(target);
      if (element) await vscode.env.clipboard.writeText(element.room);
    },
    'roomChat.muteRoom': (target) => setLevel(target, options, 'none'),
    'roomChat.unmuteRoom': (target) => setLevel(target, options, undefined),
    'roomChat.setNoticeLevel': async (target) => {
      const room = whichRoom(target, rooms);
      if (room) await askLevel(room, levels);
    },
    'roomChat.snooze': () => askSnooze(snooze),
    'roomChat.mentionMember': async (target) => {
      const member = memberElement(target);
      if (member) await panels.insertText(`@${member.name}`);
    },
    'roomChat.openChatInEditor': () => panels.openInEditor(),
    'roomChat.openChatInNewWindow': () => panels.openInNewWindow(),
  };
}

async function setLevel(target: unknown, options: RoomCommandsOptions, level: 'none' | undefined): Promise<void> {
  const { rooms } = options;
  const { levels } = options.views;
  const room = whichRoom(target, rooms);
  if (!room) return;
  await levels.set(room, level);
  // Where the setting itself says 'none', to go back to it would change nothing.
  if (level === undefined && levels.of(room) === 'none') await levels.set(room, 'mentions');
}

/** The room of a tree's element, else the one that is shown. */
function whichRoom(target: unknown, rooms: JoinedRooms): { url: string; room: string } | undefined {
  const element = roomElement(target);
  return element ? { url: element.server, room: element.room } : rooms.session?.target;
}

/** What the tree hands over; anything else, as from a keybinding, counts as nothing. */
function roomElement(target: unknown): RoomElement | undefined {
  return isKind(target, 'room') ? (target as RoomElement) : undefined;
}

function memberElement(target: unknown): MemberElement | undefined {
  return isKind(target, 'member') ? (target as MemberElement) : undefined;
}

function isKind(target: unknown, kind: string): boolean {
  return typeof target === 'object' && target !== null && 'kind' in target && target.kind === kind;
}
