import * as vscode from 'vscode';
import type { RoomSession } from '../connection/roomSession.ts';
import { errorText } from '../errorTexts.ts';
import type { ActiveRoom } from '../join/activeRoom.ts';
import { failureFields, type Logger } from '../log.ts';
import type { FileSender } from '../transfers/fileSender.ts';
import { readForSharing } from './readForSharing.ts';
import { activeFile, resolveTypedPath } from './whichFile.ts';

export interface ShareActionsOptions {
  room: ActiveRoom;
  sender: FileSender;
  log: Logger;
}

/** The ways in which a person shares something in the room. */
export class ShareActions {
  readonly #room: ActiveRoom;
  readonly #sender: FileSender;
  readonly #log: Logger;

  constructor(options: ShareActionsOptions) {
    this.#room = options.room;
    this.#sender = options.sender;
    this.#log = options.log;
  }

  /** Shares files one after another; what cannot be shared is told, and the others go on. */
  async share(uris: readonly vscode.Uri[]): Promise<void> {
    const session = this.#room.session;
    if (!session) return;
    for (const uri of uris) {
      // Meant for the people of that room: who left it meanwhile does not send them more, nor later by surprise.
      if (!this.#room.isJoined(session)) return;
      try {
        await this.#share(uri, session);
      } catch (error) {
        this.#log.warn('share.failed', failureFields(error));
        void vscode.window.showErrorMessage(errorText(error));
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

  /**
   * Shares the file that was typed after `upload:`.
   *
   * @throws ShareError
   */
  async shareTyped(typed: string, session: RoomSession): Promise<void> {
    await this.#share(await resolveTypedPath(typed), session);
  }

  async #share(uri: vscode.Uri, session: RoomSession): Promise<void> {
    await this.#sender.send(await readForSharing(uri, this.#sender.limitBytes(session)), session);
  }
}
