import { l10n } from 'vscode';
import { MOST_UNREAD, type Unread } from '../notices/unreadRooms.ts';

/** How much is unread, in words; empty where nothing is. */
export function unreadText({ count, calls }: Unread): string {
  if (count === 0) return '';
  const number = count >= MOST_UNREAD ? `${MOST_UNREAD}+` : String(count);
  const unread = count === 1 ? l10n.t('1 unread message') : l10n.t('{0} unread messages', number);
  if (calls === 0) return unread;
  return calls === 1 ? l10n.t('{0}, 1 for you', unread) : l10n.t('{0}, {1} for you', unread, calls);
}
