import * as vscode from 'vscode';
import type { Reach } from './serverProcess.ts';

/** Asks the one question of hosting: who may reach the server; `undefined` where the person gave up. */
export async function askReach(): Promise<Reach | undefined> {
  type Item = vscode.QuickPickItem & { reach: Reach };
  const items: Item[] = [
    {
      label: `$(server-process) ${vscode.l10n.t('Only this computer')}`,
      detail: vscode.l10n.t('For yourself and other windows here. Nobody else can reach it.'),
      reach: 'computer',
    },
    {
      label: `$(radio-tower) ${vscode.l10n.t('My network')}`,
      detail: vscode.l10n.t('For people in the network that this computer is in: encrypted, and by invitation only.'),
      reach: 'network',
    },
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Start Room Server'),
    placeHolder: vscode.l10n.t('Who is it for?'),
    ignoreFocusOut: true,
  });
  return picked?.reach;
}
