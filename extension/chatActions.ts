import * as vscode from 'vscode';
import { errorText } from './errorTexts.ts';
import type { ReceivedActions } from './files/receivedActions.ts';
import type { Thumbnails } from './files/thumbnails.ts';
import type { ActiveRoom } from './join/activeRoom.ts';
import { outboxId } from './panel/entryViews.ts';
import { failureFields, type Logger } from './log.ts';
import { deleteMessage, insertAtCursor, openCode } from './messageActions.ts';
import type { ChatPanel, PanelCommand } from './panel/chatPanel.ts';
import type { SearchActions } from './search/searchActions.ts';
import type { ShareActions } from './sharing/shareActions.ts';
import type { SnippetActions } from './snippets/snippetActions.ts';
import type { TypedActions } from './typedActions.ts';
import { isCancelled } from './transfers/downloadError.ts';

export interface ChatActionsOptions {
  room: ActiveRoom;
  received: ReceivedActions;
  search: SearchActions;
  sharing: ShareActions;
  snippets: SnippetActions;
  typed: TypedActions;
  thumbnails: Thumbnails;
  log: Logger;
}

/** Carries out what a person does in the panel. */
export class ChatActions {
  readonly #room: ActiveRoom;
  readonly #received: ReceivedActions;
  readonly #search: SearchActions;
  readonly #sharing: ShareActions;
  readonly #snippets: SnippetActions;
  readonly #typed: TypedActions;
  readonly #thumbnails: Thumbnails;
  readonly #log: Logger;

  constructor(options: ChatActionsOptions) {
    this.#room = options.room;
    this.#received = options.received;
    this.#search = options.search;
    this.#sharing = options.sharing;
    this.#snippets = options.snippets;
    this.#typed = options.typed;
    this.#thumbnails = options.thumbnails;
    this.#log = options.log;
  }

  /** Carries out a command of the panel, and says there what went wrong; never rejects. */
  fromPanel(command: PanelCommand, panel: ChatPanel): Promise<void> {
    return this.#inPanel(panel, () => this.#carryOut(command, panel));
  }

  async #carryOut(command: PanelCommand, panel: ChatPanel): Promise<void> {
    switch (command.type) {
      case 'send':
        return this.#settle(command.requestId, panel, () => this.#typed.send(command, panel));
      case 'edit':
        return this.#settle(command.requestId, panel, () => this.#typed.edit(command.seq, command.text));
      case 'shareText':
        return this.#settle(command.requestId, panel, () => this.#typed.shareText(command.text));
      case 'openSnippet':
        return this.#snippets.open(command.snippet);
      case 'search':
        return this.#search.answer(command, panel);
      case 'jumpTo':
        return this.#search.jump(command);
      case 'delete':
        if (this.#room.session) await deleteMessage(this.#room.session, command.seq);
        return;
      case 'react':
        await this.#room.session?.messages.react(command.seq, command.emoji, command.on);
        return;
      case 'typing':
        this.#room.session?.sayTyping(command.on);
        return;
      case 'copyText':
        await vscode.env.clipboard.writeText(command.text);
        return;
      case 'insertCode':
        if (!(await insertAtCursor(command.text))) {
          const message = vscode.l10n.t('Open a file first, and put the cursor where the code is to go.');
          panel.post({ type: 'notice', level: 'info', message });
        }
        return;
      case 'openCode':
        return openCode(command.text, command.language);
      case 'retry':
      case 'discard': {
        const id = outboxId(command.key);
        if (id === undefined) return;
        if (command.type === 'retry') this.#room.session?.outbox.retry(id);
        else await this.#room.session?.outbox.discard(id);
        return;
      }
      case 'openFile':
        return this.#received.open(command.fileId);
      case 'saveFile':
        return this.#received.save(command.fileId);
      case 'cancelFile':
        this.#received.cancel(command.fileId);
        return;
      case 'previewFile':
        this.#received.preview(command.fileId);
        return;
      case 'fileAction':
        return this.#received.act(command.action, command.fileId);
      case 'thumbnail':
        this.#thumbnails.answer(command.requestId, command.data);
        return;
      case 'shareFile':
        return this.#sharing.sharePicked();
      case 'shareUris':
        return this.#sharing.shareDropped(command.uris);
      case 'offerFiles':
        return this.#sharing.shareOffered(command, (message) => panel.post(message));
      case 'fileChunk':
        this.#sharing.takePiece(command);
        return;
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

  /** Tells the composer whether what it sent was taken; it keeps its text where not. */
  async #settle(requestId: number, panel: ChatPanel, action: () => Promise<void>): Promise<void> {
    try {
      await action();
      panel.post({ type: 'sendResult', requestId, accepted: true });
    } catch (error) {
      const message = this.#explain(error);
      panel.post({ type: 'sendResult', requestId, accepted: false, message });
    }
  }

  async #inPanel(panel: ChatPanel, action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      if (isCancelled(error)) return;
      panel.post({ type: 'notice', level: 'error', message: this.#explain(error) });
    }
  }

  /** A sentence for the person; the log has what it does not say. */
  #explain(error: unknown): string {
    this.#log.warn('action.failed', failureFields(error));
    return errorText(error);
  }
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
