import * as vscode from 'vscode';

export interface PickOptions<T> {
  title: string;
  placeholder: string;
  items: readonly (vscode.QuickPickItem & { value: T; plain?: boolean })[];
  /** At the end of each line that is not `plain`; by keyboard, Enter on the line does the same. */
  button: { icon: string; tooltip: string };
}

/** A list in which each line has a button that says what choosing it does; `undefined` where the person gave up. */
export function pickWithButton<T>(options: PickOptions<T>): Promise<{ value: T } | undefined> {
  type Item = vscode.QuickPickItem & { value: T };
  const box = vscode.window.createQuickPick<Item>();
  const { icon, tooltip } = options.button;
  const buttons = [{ iconPath: new vscode.ThemeIcon(icon), tooltip }];
  box.title = options.title;
  box.placeholder = options.placeholder;
  box.matchOnDescription = true;
  box.items = options.items.map((item) => (item.plain === true ? item : { ...item, buttons }));
  return new Promise((resolve) => {
    const finish = (item: Item | undefined): void => {
      resolve(item && { value: item.value });
      box.dispose();
    };
    box.onDidAccept(() => finish(box.activeItems[0]));
    box.onDidTriggerItemButton(({ item }) => finish(item));
    box.onDidHide(() => finish(undefined));
    box.show();
  });
}
