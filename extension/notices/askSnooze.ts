import * as vscode from 'vscode';
import type { Snooze, SnoozeChoice } from './snooze.ts';

/** Asks for how long no notices are to be shown, or whether to end that. */
export async function askSnooze(snooze: Snooze): Promise<void> {
  const items: (vscode.QuickPickItem & { choice: SnoozeChoice | 'end' })[] = [
    { label: vscode.l10n.t('30 minutes'), choice: 'halfHour' },
    { label: vscode.l10n.t('1 hour'), choice: 'hour' },
    { label: vscode.l10n.t('Until tomorrow'), description: vscode.l10n.t('8 in the morning'), choice: 'tomorrow' },
  ];
  const until = snooze.until;
  if (until !== undefined) {
    items.unshift({ label: vscode.l10n.t('Show notices again'), description: snoozeText(until), choice: 'end' });
  }
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Snooze Chat Notices'),
    placeHolder: vscode.l10n.t('For how long? Messages arrive and are counted all the same.'),
  });
  if (!picked) return;
  if (picked.choice === 'end') await snooze.end();
  else await snooze.begin(picked.choice);
}

/** Until when, in words. */
export function snoozeText(until: number): string {
  const end = new Date(until);
  const today = end.toDateString() === new Date().toDateString();
  const time = end.toLocaleTimeString(vscode.env.language, { hour: 'numeric', minute: '2-digit' });
  return today ? vscode.l10n.t('Snoozed until {0}', time) : vscode.l10n.t('Snoozed until tomorrow, {0}', time);
}
