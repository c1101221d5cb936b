import * as vscode from 'vscode';
import type { Command, HostMessage } from '../../webview/protocol/messages.ts';
import { configuration } from '../configuration.ts';
import type { RoomSession } from '../connection/roomSession.ts';
import { errorText } from '../errorTexts.ts';
import type { ActiveRoom } from '../join/activeRoom.ts';
import { failureFields, type Logger } from '../log.ts';
import type { FileSender } from '../transfers/fileSender.ts';
import { chooseBytes, chooseUri } from './chooseUri.ts';
import type { Chosen } from './chosen.ts';
import type { FolderArchives } from './folderArchives.ts';
import { OfferedFiles } from './offeredFiles.ts';
import { sharedUris } from './shareArguments.ts';
import { ShareCancelled } from './shareCancelled.ts';
import type { ShareOutcome } from './shareFlow.ts';
import { ShareDialogs, withBusy } from './shareQuestions.ts';
import { activeFile, resolveTypedPath } from './whichFile.ts';

type Offer = Extract<Command, { type: 'offerFiles' }>;

/** Sentences about single files that are shown at most. */
const SHOWN_FAILURES = 20;

export interface ShareActionsOptions {
  room: ActiveRoom;
  sender: FileSender;
  archives: FolderArchives;
  log: Logger;
}

/** The ways in which a person shares something in the room. */
export class ShareActions {
  readonly #room: ActiveRoom;
  readonly #sender: FileSender;
  readonly #archives: FolderArchives;
  readonly #log: Logger;
  readonly #dialogs = new ShareDialogs();
  readonly #offered = new OfferedFiles();

  constructor(options: ShareActionsOptions) {
    this.#room = options.room;
    this.#sender = options.sender;
    this.#archives = options.archives;
    this.#log = options.log;
  }

  /** Shares files and folders, each folder as an archive; what cannot be shared is told, and the others go on. */
  async share(uris: readonly vscode.Uri[]): Promise<void> {
    await this.#shareAndTell(uris.map(chooseUri));
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

  /** Shares files whose URIs were dropped in the panel. */
  async shareDropped(uris: readonly string[]): Promise<void> {
    await this.share(await sharedUris(uris));
  }

  /** Shares files that were dropped or pasted in the panel, which gives their bytes when it is asked. */
  async shareOffered(offer: Offer, post: (message: HostMessage) => void): Promise<void> {
    try {
      await this.#shareAndTell(this.#offered.choose(offer, post));
    } finally {
      post({ type: 'releaseFiles', offerId: offer.offerId });
    }
  }

  /** Takes a piece of what was offered. */
  takePiece(piece: Extract<Command, { type: 'fileChunk' }>): void {
    this.#offered.take(piece);
  }

  /**
   * Shares files that are in memory already.
   *
   * @throws ShareError, ShareCancelled
   */
  async shareBytes(files: readonly { name: string; bytes: Buffer }[]): Promise<void> {
    const { session } = this.#room;
    if (session)
      await this.#shareOrThrow(
        files.map(({ name, bytes }) => chooseBytes(name, bytes)),
        session,
      );
  }

  /**
   * Shares the file that was typed after `upload:`.
   *
   * @throws ShareError, ShareCancelled
   */
  async shareTyped(typed: string, session: RoomSession): Promise<void> {
    await this.#shareOrThrow([chooseUri(await resolveTypedPath(typed))], session);
  }

  async #shareOrThrow(chosen: readonly Chosen[], session: RoomSession): Promise<void> {
    const { sent, failures } = await this.#share(chosen, session);
    if (failures.length > 0) throw failures[0];
    if (sent === 0) throw new ShareCancelled();
  }

  async #shareAndTell(chosen: readonly Chosen[]): Promise<void> {
    const session = this.#room.session;
    if (!session || chosen.length === 0) return;
    const { failures } = await this.#share(chosen, session);
    for (const failure of failures) this.#log.warn('share.failed', failureFields(failure));
    void tellFailures(failures, chosen.length);
  }

  async #share(chosen: readonly Chosen[], session: RoomSession): Promise<ShareOutcome> {
    const { runShareFlow } = await import('./shareFlow.ts');
    return runShareFlow(chosen, {
      ask: this.#dialogs,
      busy: withBusy,
      limitBytes: this.#sender.limitBytes(session),
      confirmBytes: configuration.confirmUploadBytes,
      guardSecrets: configuration.confirmSecrets,
      pack: (folder, plan, redacted) =>
        withBusy('packing', folder.name, (signal, onProgress) =>
          this.#archives.pack({ folder, plan, redacted, signal, onProgress }),
        ),
      send: (shareable) => this.#sender.send(shareable, session),
      wanted: () => this.#room.isJoined(session),
    });
  }
}

/** One notification, however many failed; the sentence about each is a click away. */
async function tellFailures(failures: readonly unknown[], chosen: number): Promise<void> {
  const sentences = failures.map(errorText);
  const [first] = sentences;
  if (first === undefined) return;
  if (sentences.length === 1) {
    void vscode.window.showErrorMessage(first);
    return;
  }
  const details = vscode.l10n.t('Show Details');
  const summary =
    sentences.length === chosen
      ? vscode.l10n.t('None of the {0} files could be shared.', chosen)
      : vscode.l10n.t('{0} of {1} files could not be shared.', sentences.length, chosen);
  if ((await vscode.window.showErrorMessage(summary, details)) !== details) return;
  const more = sentences.length - SHOWN_FAILURES;
  const shown = sentences.slice(0, SHOWN_FAILURES);
  const lines = more > 0 ? [...shown, vscode.l10n.t('… and {0} more', more)] : shown;
  await vscode.window.showErrorMessage(summary, { modal: true, detail: lines.join('\n') });
}
