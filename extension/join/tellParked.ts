import * as vscode from 'vscode';
import type { RoomTarget } from '../connection/roomSession.ts';
import { plainText } from '../plainText.ts';

/** Tells of messages that wait in a room that was left: nothing is held back in silence. */
export function tellParked({ target, count }: { target: RoomTarget; count: number }): void {
  const [room, name] = [plainText(target.room), plainText(target.name)];
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
