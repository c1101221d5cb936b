import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { DEFAULT_LIMITS } from '../server/protocol/limits.ts';
import type { FileInfo } from '../server/protocol/model.ts';
import { utf8Length } from '../server/protocol/names.ts';
import type { Command } from '../webview/protocol/messages.ts';
import { configuration } from './configuration.ts';
import type { RoomSession } from './connection/roomSession.ts';
import { errorText } from './errorTexts.ts';
import { openReceived, saveReceived } from './files/openReceived.ts';
import { isImageType } from './files/fileKinds.ts';
import type { ReceivedFiles } from './files/receivedFiles.ts';
import { activeFile, resolveTypedPath, type FileSharing } from './files/shareFiles.ts';
import { formatSize } from './files/upload.ts';
import type { ActiveRoom } from './join/activeRoom.ts';
import { outboxId } from './panel/entryViews.ts';
import { failureFields, type Logger } from './log.ts';
import type { ChatPanel } from './panel/chatPanel.ts';
import { plainText } from './plainText.ts';

/** A text that the composer may not let go of: the sentence says why. */
class Refused extends Error {}

export interface ChatActionsOptions {
  room: ActiveRoom;
  files: ReceivedFiles;
  sharing: FileSharing;
  log: Logger;
}

type PanelCommand = Exclude<Command, { type: 'ready' | 'loadOlder' }>;

/** What a person does in a room, from whichever side: the panel, the palette or a menu. */
export class ChatActions {
  readonly #room: ActiveRoom;
  readonly #files: ReceivedFiles;
  readonly #sharing: FileSharing;
  readonly #log: Logger;

  constructor(options: ChatActionsOptions) {
    this.#room = options.room;
    this.#files = options.files;
    this.#sharing = options.sharing;
    this.#log = options.log;
  }

  /** Carries out a command of the panel, and says there what went wrong; never rejects. */
  fromPanel(command: PanelCommand, panel: ChatPanel): Promise<void> {
    return this.#inPanel(panel, () => this.#carryOut(command, panel));
  }

  async #carryOut(command: PanelCommand, panel: ChatPanel): Promise<void> {
    switch (command.type) {
      case 'send':
        return this.#send(command.requestId, command.text, panel);
      case 'retry':
      case 'discard': {
        const id = outboxId(command.key);
        if (id === undefined) return;
        if (command.type === 'retry') this.#room.session?.outbox.retry(id);
        else await this.#room.session?.outbox.discard(id);
        return;
      }
      case 'openFile':
        return this.open(command.fileId);
      case 'saveFile':
        return this.save(command.fileId);
      case 'previewFile':
        return this.#preview(command.fileId);
      case 'shareFile':
        return this.sharePicked();
      case 'join':
        await vscode.commands.executeCommand('roomChat.joinRoom');
        return;
      case 'startServer':
        await vscode.commands.executeCommand('roomChat.startServer', { join: true });
        return;
      case 'reconnect':
        this.#room.session?.reconnect();
        return;
      case 'openLink':
        return openLink(command.url);
    }
  }

  /** Shares files one after another; what cannot be shared is told, and the others go on. */
  async share(uris: readonly vscode.Uri[]): Promise<void> {
    const session = this.#room.session;
    if (!session) return;
    for (const uri of uris) {
      // Meant for the people of that room: who left it meanwhile does not send them more, nor later by surprise.
      if (this.#room.session !== session) return;
      try {
        await this.#sharing.share(uri, session);
      } catch (error) {
        void vscode.window.showErrorMessage(this.#explain(error));
      }
    }
  }

  /** Shares the file of the active tab, or one that is picked where there is none. */
  async shareActive(): Promise<void> {
    const active = activeFile();
    if (active) await this.share([active]);
    else await this.sharePicked();
  }

  async sharePicked(): Promise<void> {
    const openLabel = vscode.l10n.t('Share');
    const picked = await vscode.window.showOpenDialog({ canSelectMany: true, openLabel });
    if (picked) await this.share(picked);
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

  async #send(requestId: number, text: string, panel: ChatPanel): Promise<void> {
    try {
      await this.#interpret(text);
      panel.post({ type: 'sendResult', requestId, accepted: true });
    } catch (error) {
      const message = error instanceof Refused ? error.message : this.#explain(error);
      panel.post({ type: 'sendResult', requestId, accepted: false, message });
    }
  }

  /** A message, or one of the plain commands `upload: <path>` and `download: <name>`. */
  async #interpret(text: string): Promise<void> {
    const session = this.#room.session;
    if (!session) throw new Refused(vscode.l10n.t('Join a room first. What you wrote is kept.'));
    const [, verb, operand = ''] = /^\s*(upload|download):[^\S\n]*([^\n]+?)\s*$/iu.exec(text) ?? [];
    switch (verb?.toLowerCase()) {
      case 'upload':
        return this.#sharing.share(await resolveTypedPath(operand), session);
      case 'download':
        return this.#downloadByName(operand, session);
      default:
        return sendMessage(text, session);
    }
  }

  async #downloadByName(name: string, session: RoomSession): Promise<void> {
    const { file, bytes } = await session.download(name);
    await this.#files.keep(file.sha256, bytes);
    // The dialog may stay open for long: the composer is free again meanwhile.
    void saveReceived(file, bytes).catch((error: unknown) => vscode.window.showErrorMessage(this.#explain(error)));
  }

  async #preview(fileId: string): Promise<void> {
    const file = this.#find(fileId);
    if (!file || !isImageType(file.mediaType) || file.size > configuration.previewImageBytes) return;
    try {
      await this.#files.fetch(file, this.#room.session);
    } catch {
      // The card shows why; nobody asked for the picture in words.
    }
  }

  async #inPanel(panel: ChatPanel, action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      panel.post({ type: 'notice', level: 'error', message: this.#explain(error) });
    }
  }

  /** A sentence for the person; the log has what it does not say. */
  #explain(error: unknown): string {
    this.#log.warn('action.failed', failureFields(error));
    return errorText(error);
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

async function sendMessage(text: string, session: RoomSession): Promise<void> {
  if (text.trim() === '') return;
  const limit = session.hello?.limits.textBytes ?? DEFAULT_LIMITS.textBytes;
  const size = utf8Length(text);
  if (limit > 0 && size > limit) {
    throw new Refused(
      vscode.l10n.t(
        'This message is {0}, and the server takes {1}. Shorten it, or share it as a file.',
        formatSize(size),
        formatSize(limit),
      ),
    );
  }
  await session.outbox.add({ kind: 'message', id: randomUUID(), createdAt: Date.now(), text });
}

/** Links are others' words: the whole target is shown before anything opens. */
async function openLink(url: string): Promise<void> {
  let target: URL;
  try {
    target = new URL(url);
  } catch {
    return;
  }
  if (target.protocol !== 'https:' && target.protocol !== 'http:') return;
  const open = vscode.l10n.t('Open');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t('Open this link in the browser?'),
    { modal: true, detail: target.href },
    open,
  );
  if (answer === open) await vscode.env.openExternal(vscode.Uri.parse(target.href, true));
}
