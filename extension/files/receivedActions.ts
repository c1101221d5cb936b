import * as vscode from 'vscode';
import type { FileInfo } from '../../server/protocol/model.ts';
import { configuration } from '../configuration.ts';
import type { RoomSession } from '../connection/roomSession.ts';
import { errorText } from '../errorTexts.ts';
import { formatSize } from '../formatSize.ts';
import type { ActiveRoom } from '../join/activeRoom.ts';
import { failureFields, type Logger } from '../log.ts';
import { plainText } from '../plainText.ts';
import { isImageType } from './fileKinds.ts';
import { openReceived, saveReceived } from './openReceived.ts';
import type { ReceivedFiles } from './receivedFiles.ts';

export interface ReceivedActionsOptions {
  room: ActiveRoom;
  files: ReceivedFiles;
  log: Logger;
}

/** What a person does with the files of the room. */
export class ReceivedActions {
  readonly #room: ActiveRoom;
  readonly #files: ReceivedFiles;
  readonly #log: Logger;

  constructor(options: ReceivedActionsOptions) {
    this.#room = options.room;
    this.#files = options.files;
    this.#log = options.log;
  }

  /** Opens a received file by its id; without one, asks which. */
  async open(fileId?: string): Promise<void> {
    const session = this.#room.session;
    const file = fileId === undefined ? await this.#pickFile() : this.#find(fileId);
    if (session && file) await openReceived(file, await this.#files.fetch(file, session), session.state.room);
  }

  /** Saves a received file by its id; without one, asks which. */
  async save(fileId?: string): Promise<void> {
    const file = fileId === undefined ? await this.#pickFile() : this.#find(fileId);
    if (file) await saveReceived(file, await this.#files.fetch(file, this.#room.session));
  }

  /** Stops fetching a file; what came of it is not kept. */
  cancel(fileId: string): void {
    const file = this.#find(fileId);
    if (file) this.#files.cancel(file.sha256);
  }

  /** Fetches a picture that came into view; its card shows why where it cannot be had. */
  async preview(fileId: string): Promise<void> {
    const file = this.#find(fileId);
    if (!file || !isImageType(file.mediaType) || file.size > configuration.previewImageBytes) return;
    try {
      await this.#files.fetch(file, this.#room.session);
    } catch {
      // Nobody asked for the picture in words.
    }
  }

  /**
   * Saves the newest file of that name, as `download:` asks for it.
   *
   * @throws ConnectionError, RequestError
   */
  async downloadByName(name: string, session: RoomSession): Promise<void> {
    const { file, bytes } = await session.download(name);
    await this.#files.keep(file.sha256, bytes);
    // The dialog may stay open for long: the composer is free again meanwhile.
    void saveReceived(file, bytes).catch((error: unknown) => {
      this.#log.warn('save.failed', failureFields(error));
      void vscode.window.showErrorMessage(errorText(error));
    });
  }

  #find(fileId: string): FileInfo | undefined {
    return this.#roomFiles().find((file) => file.id === fileId);
  }

  #roomFiles(): FileInfo[] {
    const session = this.#room.session;
    if (!session) return [];
    return [...session.state.events()].flatMap((event) => (event.type === 'file' && event.file ? [event.file] : []));
  }

  async #pickFile(): Promise<FileInfo | undefined> {
    const items = this.#roomFiles()
      .reverse()
      .map((file) => ({ label: plainText(file.name), description: formatSize(file.size), file }));
    const placeHolder =
      items.length > 0 ? vscode.l10n.t('Which file?') : vscode.l10n.t('Nobody has shared a file in this room yet.');
    return (await vscode.window.showQuickPick(items, { placeHolder }))?.file;
  }
}
