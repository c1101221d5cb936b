import * as vscode from 'vscode';
import type { RoomSession } from '../connection/roomSession.ts';
import { displayAddress } from '../connection/serverAddress.ts';
import type { JoinedRooms } from '../join/joinedRooms.ts';
import type { UnreadRooms } from '../notices/unreadRooms.ts';
import { plainText } from '../plainText.ts';
import { unreadText } from './unreadText.ts';

/** The rooms in the order in which one would go there: those that call, with news, then as they were last shown. */
function roomsToSwitchTo(rooms: JoinedRooms, unread: UnreadRooms): RoomSession[] {
  const recent = rooms.recentlyShown.filter((session) => session !== rooms.session);
  const never = rooms.sessions.filter((session) => !rooms.recentlyShown.includes(session));
  const weight = (session: RoomSession): number => {
    const { count, calls } = unread.of(session);
    return calls > 0 ? 2 : count > 0 ? 1 : 0;
  };
  const current = rooms.session ? [rooms.session] : [];
  return [...[...recent, ...never].sort((one, other) => weight(other) - weight(one)), ...current];
}

/** The next room with something unread after the one that is shown, or before it; `undefined` where there is none. */
export function unreadNeighbour(rooms: JoinedRooms, unread: UnreadRooms, step: 1 | -1): RoomSession | undefined {
  const { sessions, session } = rooms;
  const from = session ? sessions.indexOf(session) : 0;
  for (let distance = 1; distance < sessions.length; distance += 1) {
    const candidate = sessions[(from + step * distance + sessions.length * distance) % sessions.length];
    if (candidate && unread.of(candidate).count > 0) return candidate;
  }
  return undefined;
}

/** Asks which room to show. */
export async function pickJoinedRoom(
  rooms: JoinedRooms,
  unread: UnreadRooms,
): Promise<RoomSession | 'join' | undefined> {
  type Item = vscode.QuickPickItem & { choice?: RoomSession | 'join' };
  const severalServers = new Set(rooms.sessions.map(({ target }) => target.url)).size > 1;
  const items: Item[] = roomsToSwitchTo(rooms, unread).map((session) => {
    const news = unread.of(session);
    const icon = news.calls > 0 ? 'mention' : news.count > 0 ? 'comment-unresolved' : 'comment';
    const words = session === rooms.session ? vscode.l10n.t('shown now') : unreadText(news);
    const server = severalServers ? displayAddress(session.target.url) : '';
    const description = [words, server].filter((part) => part !== '').join(' · ');
    return { label: `$(${icon}) ${plainText(session.state.title)}`, description, choice: session };
  });
  const picked = await vscode.window.showQuickPick<Item>(
    [
      ...items,
      { label: '', kind: vscode.QuickPickItemKind.Separator },
      { label: `$(add) ${vscode.l10n.t('Join another room…')}`, choice: 'join' },
    ],
    { title: vscode.l10n.t('Switch Room'), placeHolder: vscode.l10n.t('Which room?'), matchOnDescription: true },
  );
  return picked?.choice;
}
