import * as vscode from 'vscode';
import { plainText } from '../plainText.ts';

/** Tells of messages that wait in a room that was left: nothing is held back in silence. */
export function tellParked(parked: { title: string; name: string; count: number }): void {
  const { count } = parked;
  const [room, name] = [plainText(parked.title), plainText(parked.name)];
  void vscode.window.showInformationMessage(
    count === 1
      ? vscode.l10n.t(
          'One message to {0} is not sent yet. It is kept, and sent when you join it again as {1}.',
          room,
          name,
        )
      : vscode.l10n.t(
          '{0} messages to {1} are not sent yet. They are kept, and sent when you join it again as {2}.',
          count,
          room,
          name,
        ),
  );
}
