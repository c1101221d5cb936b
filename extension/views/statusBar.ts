import * as vscode from 'vscode';
import { displayAddress, isLoopback } from '../connection/serverAddress.ts';
import { DisposableStore } from '../disposables.ts';
import type { JoinedRooms } from '../join/joinedRooms.ts';
import { snoozeText } from '../notices/askSnooze.ts';
import type { Snooze } from '../notices/snooze.ts';
import type { Unread } from '../notices/unreadRooms.ts';
import { plainText } from '../plainText.ts';
import { unreadText } from './unreadText.ts';

export interface RoomStatusBarOptions {
  rooms: JoinedRooms;
  snooze: Snooze;
}

/** One item on the left: the room, how many are there, what is unread in all rooms; a click shows the chat. */
export class RoomStatusBar {
  readonly #item = vscode.window.createStatusBarItem('roomChat.status', vscode.StatusBarAlignment.Left, 0);
  readonly #store = new DisposableStore();
  readonly #options: RoomStatusBarOptions;
  #unread: Unread = { count: 0, calls: 0 };
  #due: NodeJS.Immediate | undefined;

  constructor(options: RoomStatusBarOptions) {
    this.#options = options;
    const { rooms, snooze } = options;
    this.#item.name = vscode.l10n.t('Room Chat');
    this.#item.command = 'roomChat.focusChat';
    this.#store.add(this.#item);
    this.#store.defer(rooms.switched.on(() => this.#schedule()));
    this.#store.defer(snooze.changes.on(() => this.#schedule()));
    this.#store.defer(
      rooms.changes.on((change) => {
        if (['connection', 'members', 'standing', 'reset'].includes(change.kind)) this.#schedule();
      }),
    );
    this.#store.defer(() => clearImmediate(this.#due));
  }

  /** What is unread in the rooms that count. */
  set unread(unread: Unread) {
    this.#unread = unread;
    this.#schedule();
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
    const session = this.#options.rooms.session;
    if (!session) {
      this.#item.hide();
      return;
    }
    const room = plainText(session.state.title);
    const online = session.connection.state === 'online';
    const people = session.state.members.filter((member) => member.state !== 'offline').length;
    const { until } = this.#options.snooze;
    const { count, calls } = this.#unread;
    const icon = !online
      ? 'sync-ignored'
      : calls > 0
        ? 'mention'
        : count > 0
          ? 'comment-unresolved'
          : 'comment-discussion';
    const parts = [`$(${icon}) ${room}`];
    if (online) parts.push(`$(person) ${people}`);
    if (count > 0) parts.push(count > 99 ? '$(mail) 99+' : `$(mail) ${count}`);
    if (until !== undefined) parts.push('$(bell-slash)');
    const { url } = session.target;
    const isPlain = url.startsWith('ws://') && !isLoopback(url);
    if (isPlain) parts.push('$(unlock)');
    this.#item.text = parts.join('  ');
    const server = displayAddress(url);
    const where = online
      ? vscode.l10n.t('Room {0} on {1}, {2} here', room, server, people)
      : vscode.l10n.t('Room {0} on {1}: no connection, messages are kept', room, server);
    const open = isPlain
      ? vscode.l10n.t('Not encrypted: whoever shares the network can read and change what is said.')
      : '';
    const lines = [where, open, unreadText(this.#unread), until === undefined ? '' : snoozeText(until)];
    const said = lines.filter((line) => line !== '');
    this.#item.tooltip = said.join('\n');
    this.#item.accessibilityInformation = { label: said.join(', ') };
    this.#item.show();
  }
}
