import * as vscode from 'vscode';
import { plainText } from '../plainText.ts';
import type { Hosting, HostState } from './hosting.ts';

/** What can be done with the server that runs. */
export type HostChoice = 'join' | 'copy' | 'reach' | 'keep' | 'log' | 'restart' | 'stop';

interface Item extends vscode.QuickPickItem {
  choice?: HostChoice;
}

export interface HostMenuOptions {
  hosting: Hosting;
  /** Where people reach the server. */
  address: () => string;
  /** Whether it is of an earlier version than this extension. */
  outdated: () => boolean;
}

/**
 * The menu of the server that runs: what can be done, and who is there, kept as it is while it is open.
 *
 * @returns what was chosen; `undefined` where the person gave up, or the server ended
 */
export function showHostMenu({ hosting, address, outdated }: HostMenuOptions): Promise<HostChoice | undefined> {
  const pick = vscode.window.createQuickPick<Item>();
  pick.matchOnDescription = true;
  const render = (): void => {
    const { state } = hosting;
    if (state.phase !== 'running') {
      pick.hide();
      return;
    }
    pick.title = state.server.network
      ? vscode.l10n.t('Room server for your network at {0}', address())
      : vscode.l10n.t('Room server for this computer only at {0}', address());
    // A list that is replaced loses what was marked in it.
    const active = pick.activeItems[0]?.choice;
    pick.items = [...choices(state, outdated()), ...people(state)];
    pick.activeItems = pick.items.filter(({ choice }) => choice !== undefined && choice === active);
  };
  return new Promise((resolve) => {
    const off = hosting.changes.on(render);
    pick.onDidAccept(() => {
      const choice = pick.selectedItems[0]?.choice;
      if (choice === undefined) return;
      resolve(choice);
      pick.hide();
    });
    pick.onDidHide(() => {
      off();
      pick.dispose();
      resolve(undefined);
    });
    render();
    pick.show();
  });
}

type Running = HostState & { phase: 'running' };

function choices({ server, status }: Running, outdated: boolean): Item[] {
  return [
    { label: `$(sign-in) ${vscode.l10n.t('Join It')}`, choice: 'join' },
    server.network
      ? {
          label: `$(link) ${vscode.l10n.t('Copy Invite')}`,
          description: vscode.l10n.t('for one person, for a week'),
          choice: 'copy',
        }
      : { label: `$(copy) ${vscode.l10n.t('Copy Link')}`, choice: 'copy' },
    server.network
      ? { label: `$(server-process) ${vscode.l10n.t('Change to Only This Computer')}`, choice: 'reach' }
      : { label: `$(radio-tower) ${vscode.l10n.t('Open to My Network')}`, choice: 'reach' },
    status.keep
      ? {
          label: `$(pass) ${vscode.l10n.t('Goes on without a window')}`,
          description: vscode.l10n.t('choose to stop it with the last one'),
          choice: 'keep',
        }
      : {
          label: `$(circle-large-outline) ${vscode.l10n.t('Stops with the last window')}`,
          description: vscode.l10n.t('choose to let it go on'),
          choice: 'keep',
        },
    { label: `$(output) ${vscode.l10n.t('Show Its Log')}`, choice: 'log' },
    ...(outdated ? [restartItem()] : []),
    { label: `$(debug-stop) ${vscode.l10n.t('Stop')}`, choice: 'stop' },
  ];
}

function restartItem(): Item {
  return {
    label: `$(debug-restart) ${vscode.l10n.t('Restart')}`,
    description: vscode.l10n.t('it is of an earlier version'),
    choice: 'restart',
  };
}

function people({ status }: Running): Item[] {
  const heading = vscode.l10n.t('Who is there');
  const separator: Item = { label: heading, kind: vscode.QuickPickItemKind.Separator };
  if (status.people.length === 0) return [separator, { label: vscode.l10n.t('Nobody yet') }];
  return [
    separator,
    ...status.people.map(({ name, rooms }): Item => {
      return { label: `$(person) ${plainText(name)}`, description: rooms.map(plainText).join(', ') };
    }),
  ];
}
