import * as vscode from 'vscode';
import { systemClock } from '../clock.ts';
import { configuration } from '../configuration.ts';
import type { RoomSession } from '../connection/roomSession.ts';
import { DisposableStore } from '../disposables.ts';
import type { JoinedRooms } from '../join/joinedRooms.ts';
import type { Logger } from '../log.ts';
import { askSnooze, snoozeText } from '../notices/askSnooze.ts';
import { NoticeLevels } from '../notices/noticeLevels.ts';
import type { Attention } from '../notices/noticeRules.ts';
import { Notices, type RoomNotice } from '../notices/notices.ts';
import { showNotice } from '../notices/noticeToasts.ts';
import { Snooze } from '../notices/snooze.ts';
import { UnreadRooms, type Unread } from '../notices/unreadRooms.ts';
import type { ChatPanels } from '../panel/chatPanels.ts';
import { MembersTree } from './membersTree.ts';
import { RoomsTree } from './roomsTree.ts';
import { ServerRooms } from './serverRooms.ts';
import { RoomStatusBar } from './statusBar.ts';

export interface RoomViewsOptions {
  rooms: JoinedRooms;
  panels: ChatPanels;
  /** Remembers levels and snooze. */
  person: vscode.Memento;
  log: Logger;
}

/** What is seen of the rooms outside the chat itself: trees, status bar, badge and notices. */
export class RoomViews {
  readonly levels: NoticeLevels;
  readonly snooze: Snooze;
  readonly unread: UnreadRooms;
  readonly servers: ServerRooms;
  readonly #options: RoomViewsOptions;
  readonly #store = new DisposableStore();
  readonly #tree: RoomsTree;
  readonly #statusBar: RoomStatusBar;

  constructor(options: RoomViewsOptions) {
    this.#options = options;
    const { rooms, person, log } = options;
    this.levels = new NoticeLevels(person, () => configuration.notifications);
    this.snooze = this.#store.add(new Snooze(person, systemClock));
    this.unread = this.#store.add(new UnreadRooms(rooms, systemClock));
    this.servers = this.#store.add(new ServerRooms(rooms, log));
    const { levels, snooze, unread, servers } = this;
    this.#tree = this.#store.add(new RoomsTree({ rooms, servers, unread, levels }));
    this.#store.add(new MembersTree(rooms));
    this.#statusBar = this.#store.add(new RoomStatusBar({ rooms, snooze }));
    this.#store.add(
      new Notices({
        rooms,
        clock: systemClock,
        attention: (session) => this.#attention(session),
        tell: (notices) =>
          void showNotice(notices, { open: (notice) => this.#open(notice), snooze: () => askSnooze(snooze) }),
      }),
    );
    this.#store.defer(unread.changes.on(() => this.#showUnread()));
    this.#store.defer(levels.changes.on(() => this.#showUnread()));
    this.#store.defer(snooze.changes.on(() => this.#showSnooze()));
    this.#store.add(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('roomChat')) this.#showUnread();
      }),
    );
    this.#showSnooze();
  }

  dispose(): void {
    this.#store.dispose();
  }

  #attention(session: RoomSession): Attention {
    const { rooms, panels } = this.#options;
    return {
      focused: vscode.window.state.focused,
      inView: rooms.session === session && panels.visible,
      snoozed: this.snooze.until !== undefined,
      level: this.levels.of(session.target),
    };
  }

  async #open({ session }: RoomNotice): Promise<void> {
    const { rooms, panels } = this.#options;
    rooms.show(session);
    await panels.show();
  }

  #showUnread(): void {
    const total = this.#total();
    this.#statusBar.unread = total;
    const { unreadBadge } = configuration;
    this.#tree.badge = unreadBadge === 'all' ? total.count : unreadBadge === 'mentions' ? total.calls : 0;
  }

  /** Over all rooms that are not muted. */
  #total(): Unread {
    const counted = this.#options.rooms.sessions.filter(({ target }) => this.levels.of(target) !== 'none');
    const unread = counted.map((session) => this.unread.of(session));
    return {
      count: unread.reduce((sum, { count }) => sum + count, 0),
      calls: unread.reduce((sum, { calls }) => sum + calls, 0),
    };
  }

  #showSnooze(): void {
    const { until } = this.snooze;
    this.#tree.description = until === undefined ? undefined : snoozeText(until);
    void vscode.commands.executeCommand('setContext', 'roomChat.snoozed', until !== undefined);
  }
}
