import * as vscode from 'vscode';
import type { Unread } from '../notices/unreadRooms.ts';
import { plainText } from '../plainText.ts';
import type { RoomElement } from './roomsTree.ts';
import { unreadText } from './unreadText.ts';

/** What the line of a room shows besides its name. */
export interface RoomLook {
  shown: boolean;
  unread: Unread;
  /** Nothing of it is told. */
  muted: boolean;
}

/** The line of a room in the tree of rooms. */
export function roomItem(element: RoomElement, look: RoomLook): vscode.TreeItem {
  const label = plainText(titleOf(element));
  const item = new vscode.TreeItem(label);
  item.id = `${element.server}\n${element.room}`;
  item.contextValue = contextOf(element, look);
  item.iconPath = iconOf(element, look);
  const state = stateOf(element, look);
  item.description = state;
  item.tooltip = tooltipOf(label, element, look);
  item.accessibilityInformation = { label: [label, spokenState(element, look)].filter(Boolean).join(', ') };
  item.command = {
    command: 'roomChat.showRoom',
    title: element.session ? vscode.l10n.t('Show Room') : vscode.l10n.t('Join Chat Room'),
    arguments: [element],
  };
  return item;
}

/** What people call the room: one of two by the name of the other. */
function titleOf({ room, session, summary }: RoomElement): string {
  return session?.state.title ?? summary?.direct?.name ?? room;
}

function contextOf({ session }: RoomElement, { muted }: RoomLook): string {
  if (!session) return 'other';
  return muted ? 'joined.muted' : 'joined';
}

function iconOf({ session }: RoomElement, { shown, unread, muted }: RoomLook): vscode.ThemeIcon {
  if (!session) return new vscode.ThemeIcon('comment', new vscode.ThemeColor('disabledForeground'));
  const { state } = session.connection;
  if (state === 'waiting' || state === 'failed') return new vscode.ThemeIcon('sync-ignored');
  if (unread.calls > 0)
    return new vscode.ThemeIcon('mention', new vscode.ThemeColor('notificationsInfoIcon.foreground'));
  if (muted) return new vscode.ThemeIcon('bell-slash');
  if (unread.count > 0) return new vscode.ThemeIcon('comment-unresolved');
  return new vscode.ThemeIcon(shown ? 'comment-discussion' : 'comment');
}

/** What stands beside the name: the unread ones as a number, as in a list of mail. */
function stateOf({ session, summary }: RoomElement, { unread }: RoomLook): string {
  if (!session) return summary ? membersText(summary.members) : '';
  if (unread.count > 0) return unread.count > 99 ? '99+' : String(unread.count);
  return session.connection.state === 'failed' ? vscode.l10n.t('no connection') : '';
}

function spokenState(element: RoomElement, look: RoomLook): string {
  const { session, summary } = element;
  if (!session) return summary ? membersText(summary.members) : '';
  return [
    look.shown ? vscode.l10n.t('shown') : '',
    unreadText(look.unread),
    look.muted ? vscode.l10n.t('muted') : '',
    session.connection.state === 'online' ? '' : vscode.l10n.t('no connection'),
  ]
    .filter((part) => part !== '')
    .join(', ');
}

/** Plain text: a tooltip of Markdown would make links of what others wrote. */
function tooltipOf(label: string, element: RoomElement, look: RoomLook): string {
  const topic = plainText(element.session?.state.topic ?? '');
  const state = spokenState(element, look);
  return [label, topic, state].filter((line) => line !== '').join('\n');
}

function membersText(count: number): string {
  return count === 1 ? vscode.l10n.t('1 member') : vscode.l10n.t('{0} members', count);
}
