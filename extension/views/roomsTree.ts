import * as vscode from 'vscode';
import type { RoomSummary } from '../../server/protocol/model.ts';
import type { RoomSession } from '../connection/roomSession.ts';
import { displayAddress } from '../connection/serverAddress.ts';
import { DisposableStore } from '../disposables.ts';
import { roomKey, type JoinedRooms } from '../join/joinedRooms.ts';
import type { NoticeLevels } from '../notices/noticeLevels.ts';
import type { UnreadRooms } from '../notices/unreadRooms.ts';
import { plainText } from '../plainText.ts';
import { roomItem, type RoomLook } from './roomItem.ts';
import type { ServerRooms } from './serverRooms.ts';

/** While the view is open, the servers are asked for their rooms this often, in milliseconds. */
const REFRESH_MS = 60_000;

/** A room in the tree. Its first fields are what Join takes, so that the element can be handed to that command. */
export interface RoomElement {
  kind: 'room';
  server: string;
  room: string;
  /** The name that this person has on that server. */
  name: string;
  /** Where it is joined. */
  session?: RoomSession;
  summary?: RoomSummary;
}

interface ServerElement {
  kind: 'server';
  server: string;
}

type Element = RoomElement | ServerElement;

export interface RoomsTreeOptions {
  rooms: JoinedRooms;
  servers: ServerRooms;
  unread: UnreadRooms;
  levels: NoticeLevels;
}

/** The rooms that are joined, then the others on the same servers; by server where there are several. */
export class RoomsTree implements vscode.TreeDataProvider<Element> {
  readonly #options: RoomsTreeOptions;
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new vscode.EventEmitter<undefined>());
  readonly #view: vscode.TreeView<Element>;
  #elements = new Map<string, Element>();
  #due: NodeJS.Immediate | undefined;
  #selectDue = true;
  #asking: NodeJS.Timeout | undefined;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(options: RoomsTreeOptions) {
    this.#options = options;
    const { rooms, servers, unread, levels } = options;
    this.#view = this.#store.add(vscode.window.createTreeView('roomChat.rooms', { treeDataProvider: this }));
    const schedule = (): void => this.#schedule({ select: false });
    this.#store.defer(unread.changes.on(schedule));
    this.#store.defer(levels.changes.on(schedule));
    this.#store.defer(servers.changes.on(schedule));
    this.#store.defer(rooms.listed.on(schedule));
    this.#store.defer(rooms.switched.on(() => this.#schedule({ select: true })));
    this.#store.defer(rooms.roomChanges.on(({ change }) => change.kind === 'connection' && schedule()));
    this.#store.add(vscode.workspace.onDidChangeConfiguration((e) => e.affectsConfiguration('roomChat') && schedule()));
    this.#store.add(this.#view.onDidChangeVisibility(() => this.#askWhileVisible()));
    this.#store.defer(() => clearInterval(this.#asking));
    this.#store.defer(() => clearImmediate(this.#due));
  }

  dispose(): void {
    this.#store.dispose();
  }

  /** The unread count on the icon of the chat; none where it is 0. */
  set badge(unread: number) {
    this.#view.badge =
      unread === 0 ? undefined : { value: unread, tooltip: vscode.l10n.t('{0} unread messages', unread) };
  }

  /** What stands beside the title. */
  set description(text: string | undefined) {
    // The editor takes no `undefined` here though its types say so.
    this.#view.description = text ?? '';
  }

  getChildren(parent?: Element): Element[] {
    if (parent?.kind === 'room') return [];
    const servers = this.#servers();
    if (parent) return this.#roomsOn(parent.server);
    const [only] = servers;
    if (only === undefined) return [];
    return servers.length === 1
      ? this.#roomsOn(only)
      : servers.map((server) => this.#known({ kind: 'server', server }));
  }

  getParent(element: Element): Element | undefined {
    if (element.kind === 'server' || this.#servers().length <= 1) return undefined;
    return this.#known({ kind: 'server', server: element.server });
  }

  getTreeItem(element: Element): vscode.TreeItem {
    if (element.kind === 'room') return roomItem(element, this.#look(element));
    const item = new vscode.TreeItem(displayAddress(element.server), vscode.TreeItemCollapsibleState.Expanded);
    item.id = idOf(element);
    item.iconPath = new vscode.ThemeIcon('server');
    item.contextValue = 'server';
    return item;
  }

  #servers(): string[] {
    return [...new Set(this.#options.rooms.sessions.map(({ target }) => target.url))];
  }

  #roomsOn(server: string): Element[] {
    const { rooms, servers } = this.#options;
    const joined = rooms.sessions.filter(({ target }) => target.url === server);
    const name = joined[0]?.target.name ?? '';
    const elements: RoomElement[] = joined.map((session) => {
      return { kind: 'room', server, room: session.state.room, name: session.target.name, session };
    });
    for (const summary of servers.othersOn(server)) {
      elements.push({ kind: 'room', server, room: summary.name, name, summary });
    }
    return elements.map((element) => this.#known(element));
  }

  /** The element of before under the same id: the editor finds what it shows by identity. */
  #known<T extends Element>(element: T): T {
    const id = idOf(element);
    const known = this.#elements.get(id);
    const kept = known ? Object.assign(known, { session: undefined, summary: undefined }, element) : element;
    this.#elements.set(id, kept);
    return kept;
  }

  #look({ server, room, session }: RoomElement): RoomLook {
    const { rooms, unread, levels } = this.#options;
    return {
      shown: session !== undefined && session === rooms.session,
      unread: session ? unread.of(session) : { count: 0, calls: 0 },
      muted: levels.of({ url: server, room }) === 'none',
    };
  }

  /** Once a turn of the event loop, however much comes in it. */
  #schedule({ select }: { select: boolean }): void {
    this.#selectDue ||= select;
    this.#due ??= setImmediate(() => {
      this.#due = undefined;
      this.#forgetOld();
      this.#changed.fire(undefined);
      this.#select();
    });
  }

  #forgetOld(): void {
    const { rooms, servers } = this.#options;
    const urls = this.#servers();
    const here = new Set(urls.map((server) => idOf({ kind: 'server', server })));
    for (const { target } of rooms.sessions) here.add(idOf({ kind: 'room', server: target.url, room: target.room }));
    for (const url of urls)
      for (const { name } of servers.othersOn(url)) here.add(idOf({ kind: 'room', server: url, room: name }));
    this.#elements = new Map([...this.#elements].filter(([id]) => here.has(id)));
  }

  /** Marks the room that is shown; whoever walks through the tree meanwhile stays where they are. */
  #select(): void {
    const session = this.#options.rooms.session;
    if (!session || !this.#view.visible || !this.#selectDue) return;
    this.#selectDue = false;
    const element = this.#roomsOn(session.target.url).find((one) => one.kind === 'room' && one.session === session);
    if (!element || this.#view.selection.includes(element)) return;
    // What is being redrawn may not be there yet; then it is marked at the next turn.
    void Promise.resolve(this.#view.reveal(element, { select: true, focus: false })).catch(() => undefined);
  }

  #askWhileVisible(): void {
    clearInterval(this.#asking);
    if (!this.#view.visible) return;
    const ask = (): void => void this.#options.servers.refresh();
    this.#asking = setInterval(ask, REFRESH_MS);
    ask();
    this.#schedule({ select: true });
  }
}

function idOf(element: Pick<RoomElement, 'kind' | 'server' | 'room'> | ServerElement): string {
  return element.kind === 'server' ? element.server : roomKey({ url: element.server, room: plainText(element.room) });
}
