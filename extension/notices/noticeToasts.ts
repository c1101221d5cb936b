import * as vscode from 'vscode';
import { plainMessage } from '../../webview/protocol/plainMessage.ts';
import { plainText } from '../plainText.ts';
import type { RoomNotice } from './notices.ts';

export interface NoticeToastsOptions {
  /** Brings the room to the front. */
  open(notice: RoomNotice): Promise<void>;
  /** Asks for how long this person wants to be left alone. */
  snooze(): Promise<void>;
}

/** Shows one notification for these rooms. Where the editor's Do Not Disturb is on, it keeps it to itself. */
export async function showNotice(
  notices: readonly [RoomNotice, ...RoomNotice[]],
  options: NoticeToastsOptions,
): Promise<void> {
  const open = vscode.l10n.t('Open');
  const snooze = vscode.l10n.t('Snooze…');
  const answer = await vscode.window.showInformationMessage(noticeText(notices), open, snooze);
  if (answer === open) await options.open(notices.find(({ call }) => call !== undefined) ?? notices[0]);
  if (answer === snooze) await options.snooze();
}

/** What a notification says. Everything in it that others wrote can do nothing there. */
function noticeText(notices: readonly [RoomNotice, ...RoomNotice[]]): string {
  if (notices.length > 1) {
    const count = notices.reduce((sum, notice) => sum + notice.count, 0);
    return vscode.l10n.t('{0} new messages in {1} rooms', count, notices.length);
  }
  const [{ session, count, event, call }] = notices;
  const room = plainText(session.state.title);
  const name = plainText(event.from.name);
  if (count > 1) {
    switch (call) {
      case 'mention':
        return vscode.l10n.t('{0} new messages in {1}. {2} mentioned you.', count, room, name);
      case 'reply':
        return vscode.l10n.t('{0} new messages in {1}. {2} replied to you.', count, room, name);
      case 'direct':
        return vscode.l10n.t('{0} new messages of {1} to you', count, name);
      case undefined:
        return vscode.l10n.t('{0} new messages in {1}', count, room);
    }
  }
  const said =
    event.type === 'message'
      ? plainText(plainMessage(event.text))
      : vscode.l10n.t('File {0}', plainText(event.file?.name ?? ''));
  switch (call) {
    case 'mention':
      return vscode.l10n.t('{0} mentioned you in {1}: {2}', name, room, said);
    case 'reply':
      return vscode.l10n.t('{0} replied to you in {1}: {2}', name, room, said);
    case 'direct':
      return vscode.l10n.t('{0} to you: {1}', name, said);
    case undefined:
      return vscode.l10n.t('{0} in {1}: {2}', name, room, said);
  }
}
