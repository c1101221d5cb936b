import * as vscode from 'vscode';
import type { FileEntry } from '../../server/protocol/model.ts';
import { DisposableStore } from '../disposables.ts';
import { errorText } from '../errorTexts.ts';
import { arrangeFiles, FILE_SORTS, type FileSort } from '../files/fileOrder.ts';
import type { RoomFileList } from '../files/roomFileList.ts';
import { roomFileUri } from '../files/roomFileSystem.ts';
import type { ActiveRoom } from '../join/activeRoom.ts';
import { plainText } from '../plainText.ts';
import { fileItem, MORE, moreItem } from './filesTreeItem.ts';

/** Id of the view. */
const FILES_VIEW = 'roomChat.files';
const SORT_KEY = 'filesSort';

export interface FilesTreeOptions {
  room: ActiveRoom;
  list: RoomFileList;
  /** Remembers how a person sorts. */
  memento: vscode.Memento;
}

type Element = FileEntry | typeof MORE;

/** The files of the room that is shown, as a tree of the editor: sorted and filtered by its title's buttons. */
export class FilesTree implements vscode.TreeDataProvider<Element>, vscode.TreeDragAndDropController<Element> {
  readonly dropMimeTypes = [];
  readonly dragMimeTypes = ['text/uri-list'];
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #options: FilesTreeOptions;
  readonly #store = new DisposableStore();
  readonly #view: vscode.TreeView<Element>;
  #filter = '';
  #due: NodeJS.Immediate | undefined;

  constructor(options: FilesTreeOptions) {
    this.#options = options;
    this.#view = vscode.window.createTreeView(FILES_VIEW, { treeDataProvider: this, dragAndDropController: this });
    this.#store.add(this.#view);
    this.#store.add(this.#changed);
    this.#store.defer(options.list.changes.on(() => this.#schedule()));
    this.#store.defer(options.room.switched.on(() => this.#setFilter('')));
    this.#store.defer(() => clearImmediate(this.#due));
    // What nobody looks at is not asked for.
    this.#store.add(this.#view.onDidChangeVisibility(({ visible }) => visible && void options.list.begin()));
    if (this.#view.visible) void options.list.begin();
    this.#render();
  }

  dispose(): void {
    this.#store.dispose();
  }

  getTreeItem(element: Element): vscode.TreeItem {
    if (element === MORE) return moreItem(this.#options.list.loading);
    return fileItem(element, this.#options.room.session?.state.room ?? '');
  }

  getChildren(element?: Element): Element[] {
    if (element !== undefined) return [];
    const files = this.#shown();
    const { list } = this.#options;
    return list.more && (files.length > 0 || list.loading) ? [...files, MORE] : files;
  }

  /** Dropped on the editor, a file opens there. */
  handleDrag(source: readonly Element[], transfer: vscode.DataTransfer): void {
    const room = this.#options.room.session?.state.room ?? '';
    const uris = source.flatMap((element) => (element === MORE ? [] : [roomFileUri(element.file, room).toString()]));
    if (uris.length > 0) transfer.set('text/uri-list', new vscode.DataTransferItem(uris.join('\r\n')));
  }

  /** Asks how to sort. */
  async sort(): Promise<void> {
    const items = FILE_SORTS.map((sort) => ({ label: sortName(sort), picked: sort === this.#sort, sort }));
    const placeHolder = vscode.l10n.t('Sort the files by what?');
    const picked = await vscode.window.showQuickPick(items, { placeHolder });
    if (!picked) return;
    await this.#options.memento.update(SORT_KEY, picked.sort);
    this.#render();
  }

  /** Asks for what the names, senders or kinds of the files that are shown have in them. */
  async filter(): Promise<void> {
    const prompt = vscode.l10n.t('Show files whose name, sender or kind has these words. Empty shows all.');
    const answer = await vscode.window.showInputBox({ prompt, value: this.#filter });
    if (answer !== undefined) this.#setFilter(answer.trim());
  }

  clearFilter(): void {
    this.#setFilter('');
  }

  loadMore(): Promise<void> {
    const more = this.#options.list.loadMore();
    this.#render();
    return more;
  }

  refresh(): Promise<void> {
    return this.#options.list.refresh();
  }

  get #sort(): FileSort {
    const kept = this.#options.memento.get<unknown>(SORT_KEY);
    return FILE_SORTS.find((sort) => sort === kept) ?? 'newest';
  }

  #shown(): FileEntry[] {
    return arrangeFiles(this.#options.list.files, this.#sort, this.#filter);
  }

  #setFilter(filter: string): void {
    this.#filter = filter;
    void vscode.commands.executeCommand('setContext', 'roomChat.filesFiltered', filter !== '');
    this.#render();
  }

  /** Once a turn of the event loop, however many files come in it. */
  #schedule(): void {
    this.#due ??= setImmediate(() => {
      this.#due = undefined;
      this.#render();
    });
  }

  #render(): void {
    const sorted = this.#sort === 'newest' ? [] : [vscode.l10n.t('by {0}', sortName(this.#sort).toLocaleLowerCase())];
    const filtered = this.#filter === '' ? [] : [`“${plainText(this.#filter)}”`];
    this.#view.description = [...filtered, ...sorted].join(' · ');
    this.#view.message = this.#message() ?? '';
    this.#changed.fire(undefined);
  }

  #message(): string | undefined {
    const { list, room } = this.#options;
    if (!room.session) return undefined;
    if (list.error && list.files.length === 0) return errorText(list.error);
    if (list.loading || this.#shown().length > 0) return undefined;
    if (this.#filter !== '') return vscode.l10n.t('No file that is listed matches the filter.');
    return vscode.l10n.t('Nobody has shared a file in this room yet.');
  }
}

function sortName(sort: FileSort): string {
  switch (sort) {
    case 'newest':
      return vscode.l10n.t('Newest First');
    case 'name':
      return vscode.l10n.t('Name');
    case 'size':
      return vscode.l10n.t('Size');
    case 'kind':
      return vscode.l10n.t('Kind');
    case 'sender':
      return vscode.l10n.t('Sender');
  }
}
