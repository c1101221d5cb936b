import * as vscode from 'vscode';
import type { RoomTarget } from '../connection/roomSession.ts';
import { displayAddress } from '../connection/serverAddress.ts';
import type { FoundServer } from '../hosting/discovery.ts';
import { plainText } from '../plainText.ts';
import type { ServerAnswer } from './joinFlow.ts';

/** Looks for servers in the network until it is closed. */
export type Discover = (onFound: (server: FoundServer) => void) => { close(): void };

type Item = vscode.QuickPickItem & { choice?: ServerAnswer };

/** Asks where the room is: recent rooms, servers as they are found, and the other ways in. */
export function pickServer(
  title: string,
  recentRooms: readonly RoomTarget[],
  discover: Discover | undefined,
): Promise<ServerAnswer | undefined> {
  const recent = recentRooms.map((target): Item => {
    return {
      label: `$(history) ${plainText(target.title ?? target.room)}`,
      description: vscode.l10n.t('{0} as {1}', displayAddress(target.url), plainText(target.name)),
      choice: target,
    };
  });
  const others: Item[] = [
    { label: `$(globe) ${vscode.l10n.t('Enter an address or paste an invite…')}`, choice: 'address' },
    { label: `$(server-process) ${vscode.l10n.t('Host a room on this computer')}`, choice: 'host' },
  ];
  const found: Item[] = [];
  const box = vscode.window.createQuickPick<Item>();
  box.title = title;
  box.placeholder = vscode.l10n.t('Where is the room?');
  box.matchOnDescription = true;
  box.ignoreFocusOut = true;
  box.busy = discover !== undefined;
  const render = (): void => {
    // What was marked stays so while others come.
    const active = box.activeItems[0]?.choice;
    const separator: Item = { label: '', kind: vscode.QuickPickItemKind.Separator };
    const heading: Item = {
      label: vscode.l10n.t('In this network'),
      kind: vscode.QuickPickItemKind.Separator,
    };
    box.items = [
      ...recent,
      ...(recent.length > 0 ? [separator] : []),
      ...others,
      ...(found.length > 0 ? [heading, ...found] : []),
    ];
    box.activeItems = box.items.filter(({ choice }) => choice !== undefined && choice === active);
  };
  const search = discover?.((server) => {
    found.push(foundItem(server));
    render();
  });
  return new Promise((resolve) => {
    const finish = (answer: ServerAnswer | undefined): void => {
      search?.close();
      resolve(answer);
      box.dispose();
    };
    box.onDidAccept(() => {
      const choice = box.selectedItems[0]?.choice;
      if (choice !== undefined) finish(choice);
    });
    box.onDidHide(() => finish(undefined));
    render();
    box.show();
  });
}

/** What a server calls itself is anybody's text: its address stands beside it. */
function foundItem({ url, name, invite }: FoundServer): Item {
  const address = displayAddress(url);
  return {
    label: `$(radio-tower) ${plainText(name) || address}`,
    description: invite ? vscode.l10n.t('{0}, by invitation', address) : address,
    choice: { found: url, invite },
  };
}
