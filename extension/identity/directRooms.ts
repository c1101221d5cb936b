import * as vscode from 'vscode';
import type { RoomSession } from '../connection/roomSession.ts';
import { errorText } from '../errorTexts.ts';
import type { JoinRequest } from '../join/joinFlow.ts';
import type { JoinedRooms } from '../join/joinedRooms.ts';
import { failureFields, type Logger } from '../log.ts';
import { plainText } from '../plainText.ts';

/** Notices of new rooms of two that are open at once at most. */
const MOST_TOLD = 3;

export interface DirectRoomsOptions {
  rooms: JoinedRooms;
  join(request: JoinRequest): Promise<boolean>;
  log: Logger;
}

/** Rooms of this person and one other. */
export class DirectRooms {
  readonly #options: DirectRoomsOptions;
  /** Those that are told of now: every session of this person hears of each. */
  readonly #told = new Set<string>();

  constructor(options: DirectRoomsOptions) {
    this.#options = options;
  }

  /** Opens the room with somebody of the room that is shown. */
  async open(session: RoomSession, userId: string): Promise<void> {
    const room = await session.access.direct(userId);
    await this.#join(session, room);
  }

  async #join({ target }: RoomSession, room: string): Promise<void> {
    await this.#options.join({ server: target.url, room, name: target.name });
  }

  /** Somebody made such a room with this person: tells so, and opens it where they like. */
  async hear(session: RoomSession, room: string, name: string): Promise<void> {
    const { rooms, log } = this.#options;
    const key = JSON.stringify([session.target.url, room]);
    const isJoined = rooms.find({ url: session.target.url, room }) !== undefined;
    if (isJoined || this.#told.has(key) || this.#told.size >= MOST_TOLD) return;
    this.#told.add(key);
    const open = vscode.l10n.t('Open');
    try {
      const answer = await vscode.window.showInformationMessage(
        vscode.l10n.t('{0} wants to talk with you alone.', plainText(name)),
        open,
      );
      if (answer === open) await this.#join(session, room);
    } catch (error) {
      log.warn('direct.failed', failureFields(error));
      void vscode.window.showErrorMessage(errorText(error));
    } finally {
      this.#told.delete(key);
    }
  }
}
