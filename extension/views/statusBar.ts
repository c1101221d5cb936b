import * as vscode from 'vscode';
import { displayAddress } from '../connection/serverAddress.ts';
import { DisposableStore } from '../disposables.ts';
import type { ActiveRoom } from '../join/activeRoom.ts';
import { plainText } from '../plainText.ts';

/** One item on the left: the room, how many are there, and where the connection stands; a click shows the chat. */
export class RoomStatusBar {
  readonly #item = vscode.window.createStatusBarItem('roomChat.status', vscode.StatusBarAlignment.Left, 0);
  readonly #store = new DisposableStore();
  readonly #room: ActiveRoom;
  #due: NodeJS.Immediate | undefined;

  constructor(room: ActiveRoom) {
    this.#room = room;
    this.#item.name = vscode.l10n.t('Room Chat');
    this.#item.command = 'roomChat.focusChat';
    this.#store.add(this.#item);
    this.#store.defer(room.switched.on(() => this.#schedule()));
    this.#store.defer(
      room.changes.on((change) => {
        if (change.kind === 'connection' || change.kind === 'members' || change.kind === 'reset') this.#schedule();
      }),
    );
    this.#store.defer(() => clearImmediate(this.#due));
  }

  dispose(): void {
    this.#store.dispose();
  }

  /** Once a turn of the event loop, however many come and go in it. */
  #schedule(): void {
    this.#due ??= setImmediate(() => {
      this.#due = undefined;
      this.#render();
    });
  }

  #render(): void {
    const session = this.#room.session;
    if (!session) {
      this.#item.hide();
      return;
    }
    const room = plainText(session.state.room);
    const online = session.connection.state === 'online';
    const people = session.state.members.filter((member) => member.state !== 'offline').length;
    this.#item.text = online ? `$(comment-discussion) ${room} · ${people}` : `$(sync-ignored) ${room}`;
    const server = displayAddress(session.target.url);
    this.#item.tooltip = online
      ? vscode.l10n.t('Room {0} on {1}, {2} here', room, server, people)
      : vscode.l10n.t('Room {0} on {1}: no connection, messages are kept', room, server);
    this.#item.show();
  }
}
