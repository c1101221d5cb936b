import { open } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { FileInfo } from '../../server/protocol/model.ts';
import type { FileAction } from '../../webview/protocol/messages.ts';
import { configuration } from '../configuration.ts';
import type { RoomSession } from '../connection/roomSession.ts';
import { errorText } from '../errorTexts.ts';
import { formatSize } from '../formatSize.ts';
import type { ActiveRoom } from '../join/activeRoom.ts';
import { failureFields, type Logger } from '../log.ts';
import { plainText } from '../plainText.ts';
import { isCancelled } from '../transfers/downloadError.ts';
import { COMPARED_BYTES, compareReceived } from './compareReceived.ts';
import { isImageType } from './fileKinds.ts';
import { findMine } from './findMine.ts';
import { checkInsertable, copyReceived, insertReceived, targetEditor } from './insertReceived.ts';
import type { MyCopies } from './myCopies.ts';
import { HEAD_BYTES, openReceived } from './openReceived.ts';
import type { PreviewQueue } from './previewQueue.ts';
import { ReceiveError } from './receiveError.ts';
import type { ReceivedFiles } from './receivedFiles.ts';
import type { RoomFileList } from './roomFileList.ts';
import { saveReceived } from './saveReceived.ts';

export interface ReceivedActionsOptions {
  room: ActiveRoom;
  files: ReceivedFiles;
  list: RoomFileList;
  previews: PreviewQueue;
  copies: MyCopies;
  log: Logger;
}

/** What a person does with the files of the room; a file is named by its id, and asked for without one. */
export class ReceivedActions {
  readonly #room: ActiveRoom;
  readonly #files: ReceivedFiles;
  readonly #list: RoomFileList;
  readonly #previews: PreviewQueue;
  readonly #copies: MyCopies;
  readonly #log: Logger;

  constructor(options: ReceivedActionsOptions) {
    this.#room = options.room;
    this.#files = options.files;
    this.#list = options.list;
    this.#previews = options.previews;
    this.#copies = options.copies;
    this.#log = options.log;
    options.room.switched.on(() => options.previews.clear());
  }

  async open(fileId?: string): Promise<void> {
    const session = this.#room.session;
    const file = await this.#which(fileId);
    if (!session || !file) return;
    const head = await this.#files.useFile(file, session, beginningOf);
    await openReceived(file, head, session.state.room, () => this.#save(file));
  }

  async save(fileId?: string): Promise<void> {
    const file = await this.#which(fileId);
    if (file) await this.#save(file);
  }

  /** Stops fetching a file; what came of it is not kept. */
  cancel(fileId: string): void {
    const file = this.#list.peek(fileId);
    if (file) this.#files.cancel(file.sha256);
  }

  /** Does something with a file besides opening and saving it. */
  async act(action: FileAction, fileId?: string): Promise<void> {
    const file = await this.#which(fileId);
    if (!file) return;
    switch (action) {
      case 'fetch':
        return this.#files.useFile(file, this.#room.session, () => Promise.resolve());
      case 'compare':
        return this.#compare(file);
      case 'insert': {
        checkInsertable(file.name, file.size);
        // Asked for first: nothing is fetched that has nowhere to go, and another editor may come to the front meanwhile.
        const editor = targetEditor(file.name);
        return insertReceived(file.name, await this.#files.fetch(file, this.#room.session), editor);
      }
      case 'copy':
        return this.#copy(file);
      case 'reveal':
        return this.#copies.reveal(file, () => this.#save(file));
    }
  }

  /** Fetches the picture of a card that came into view, or the small one of its sender where the image is large. */
  preview(fileId: string): void {
    const session = this.#room.session;
    const file = this.#list.peek(fileId);
    if (!session || !file || !isImageType(file.mediaType)) return;
    if (file.size <= configuration.previewImageBytes) {
      this.#previews.add(file.sha256, () => this.#files.fetch(file, session));
    } else if (file.thumbnail && configuration.previewImageBytes > 0) {
      this.#previews.add(file.thumbnail.sha256, () => this.#files.fetchThumbnail(file, session));
    }
  }

  /**
   * Saves the newest file of that name, as `download:` asks for it.
   *
   * @throws ConnectionError, RequestError
   */
  async downloadByName(name: string, session: RoomSession): Promise<void> {
    const file = await this.#named(name, session);
    // The dialog may stay open for long: the composer is free again meanwhile.
    void this.#save(file).catch((error: unknown) => {
      if (isCancelled(error)) return;
      this.#log.warn('save.failed', failureFields(error));
      void vscode.window.showErrorMessage(errorText(error));
    });
  }

  async #save(file: FileInfo): Promise<void> {
    const session = this.#room.session;
    const saved = await saveReceived(file, (use) => this.#files.useFile(file, session, use));
    if (saved) await this.#copies.note(file.sha256, saved);
  }

  async #compare(file: FileInfo): Promise<void> {
    const session = this.#room.session;
    if (!session) return;
    if (file.size > COMPARED_BYTES) throw new ReceiveError('too_large', file.name, formatSize(COMPARED_BYTES));
    const mine = await findMine(file.name);
    if (mine) await compareReceived(file, await this.#files.fetch(file, session), session.state.room, mine);
  }

  async #copy(file: FileInfo): Promise<void> {
    // The panel copies pictures by itself, and comes here where it could not.
    if (isImageType(file.mediaType)) throw new ReceiveError('not_copied', file.name);
    checkInsertable(file.name, file.size);
    await copyReceived(file.name, await this.#files.fetch(file, this.#room.session));
    vscode.window.setStatusBarMessage(vscode.l10n.t('Copied the contents of {0}.', plainText(file.name)), 4_000);
  }

  /** The newest of that name: on the list, else as the server finds it. */
  async #named(name: string, session: RoomSession): Promise<FileInfo> {
    await this.#list.begin();
    const listed = this.#list.files.find(({ file }) => file.name === name);
    if (listed) return listed.file;
    const { file, bytes } = await session.queries.download(name);
    await this.#files.keep(file.sha256, bytes);
    return file;
  }

  async #which(fileId: string | undefined): Promise<FileInfo | undefined> {
    return fileId === undefined ? this.#pick() : this.#list.find(fileId);
  }

  async #pick(): Promise<FileInfo | undefined> {
    await this.#list.begin();
    const items = this.#list.files.map(({ file, from }) => ({
      label: plainText(file.name),
      description: `${formatSize(file.size)} · ${plainText(from.name)}`,
      file,
    }));
    const placeHolder =
      items.length > 0 ? vscode.l10n.t('Which file?') : vscode.l10n.t('Nobody has shared a file in this room yet.');
    return (await vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true }))?.file;
  }
}

async function beginningOf(path: string): Promise<Uint8Array> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
