import * as vscode from 'vscode';
import type { RoomSummary } from '../../server/protocol/model.ts';
import { plainText } from '../plainText.ts';
import { BACK, type RoomAnswer } from './joinFlow.ts';

/** Offers the rooms of a server, those with the latest word first, and a way to make a new one. */
export function pickRoom(
  title: string,
  rooms: readonly RoomSummary[],
  back: boolean,
): Promise<RoomAnswer | typeof BACK | undefined> {
  type Item = vscode.QuickPickItem & { room?: string };
  const known = [...rooms]
    .sort((one, other) => other.lastTime - one.lastTime)
    .map((room): Item => {
      const description = room.members === 1 ? vscode.l10n.t('1 member') : vscode.l10n.t('{0} members', room.members);
      return {
        label: plainText(room.direct?.name ?? room.name),
        description: traits(room) ?? description,
        room: room.name,
      };
    });
  const fresh: Item = { label: `$(add) ${vscode.l10n.t('New room…')}`, alwaysShow: true };
  const box = vscode.window.createQuickPick<Item>();
  box.title = title;
  box.placeholder = vscode.l10n.t('Which room?');
  box.ignoreFocusOut = true;
  box.items = [...known, { label: '', kind: vscode.QuickPickItemKind.Separator }, fresh];
  if (back) box.buttons = [vscode.QuickInputButtons.Back];
  return new Promise((resolve) => {
    const finish = (answer: RoomAnswer | typeof BACK | undefined): void => {
      resolve(answer);
      box.dispose();
    };
    box.onDidAccept(() => {
      const room = box.selectedItems[0]?.room;
      finish(room === undefined ? { room: box.value, existing: false } : { room, existing: true });
    });
    box.onDidTriggerButton(() => finish(BACK));
    box.onDidHide(() => finish(undefined));
    box.show();
  });
}

/** What differs from a room that anybody may come into. */
function traits({ approval, direct, visibility }: RoomSummary): string | undefined {
  if (direct) return vscode.l10n.t('the two of you');
  if (approval) return vscode.l10n.t('asks first');
  return visibility === 'invite' ? vscode.l10n.t('by invitation') : undefined;
}
