import * as vscode from 'vscode';
import type { RoomTarget } from '../connection/roomSession.ts';
import { plainText } from '../plainText.ts';
import type { NoticeLevel, NoticeLevels } from './noticeLevels.ts';

/** Asks what of a room is to be told. */
export async function askLevel(room: Pick<RoomTarget, 'url' | 'room'>, levels: NoticeLevels): Promise<void> {
  type Item = vscode.QuickPickItem & { level: NoticeLevel | undefined };
  const own = levels.ownOf(room);
  const items: Item[] = [
    { label: vscode.l10n.t('As in the settings'), level: undefined },
    { label: vscode.l10n.t('Every message'), level: 'all' },
    { label: vscode.l10n.t('Mentions and replies'), level: 'mentions' },
    { label: vscode.l10n.t('Nothing'), level: 'none' },
  ];
  const picked = await vscode.window.showQuickPick(
    items.map((item) => (item.level === own ? { ...item, description: vscode.l10n.t('now') } : item)),
    {
      title: vscode.l10n.t('Notices of {0}', plainText(room.room)),
      placeHolder: vscode.l10n.t('What is told while you look elsewhere?'),
    },
  );
  if (picked) await levels.set(room, picked.level);
}
