import * as vscode from 'vscode';
import { nameKey } from '../../server/protocol/names.ts';
import type { LiveFrame } from '../connection/connectionHost.ts';
import { RequestError } from '../connection/errors.ts';
import { RoomConnection } from '../connection/roomConnection.ts';
import type { RoomTarget } from '../connection/roomSession.ts';
import { errorText } from '../errorTexts.ts';
import type { Admission } from '../identity/admission.ts';
import { failureFields, type Logger } from '../log.ts';
import { plainText } from '../plainText.ts';
import type { JoinRequest } from './joinFlow.ts';
import { roomKey } from './joinedRooms.ts';

/** Rooms that one waits for at once at most: each takes a connection. */
const MOST_WAITED_FOR = 5;

export interface WaitingRoomsOptions {
  client: string;
  admission: Admission;
  join(request: JoinRequest): Promise<boolean>;
  log: Logger;
}

/** Rooms whose owners were asked to let this person in: a connection stays, by which their answer comes ([RM6]). */
export class WaitingRooms {
  readonly #options: WaitingRoomsOptions;
  readonly #waiting = new Map<string, RoomConnection>();

  constructor(options: WaitingRoomsOptions) {
    this.#options = options;
  }

  dispose(): void {
    for (const connection of this.#waiting.values()) connection.close();
    this.#waiting.clear();
  }

  /** Waits for the answer, and says that it does. */
  add(target: RoomTarget): void {
    const room = plainText(target.room);
    void vscode.window.showInformationMessage(
      vscode.l10n.t('The owners of {0} were asked to let you in. You are told here when they did.', room),
    );
    const key = roomKey(target);
    if (this.#waiting.has(key) || this.#waiting.size >= MOST_WAITED_FOR) return;
    const { admission, client, log } = this.#options;
    const { tokens, pin } = admission(target);
    const connection = new RoomConnection({
      url: target.url,
      client,
      log,
      host: {
        pin,
        connectFields: () => ({ name: target.name }),
        loadToken: () => tokens.load(),
        saveToken: (token) => tokens.save(token),
        onState: (state) => {
          if (state.state === 'failed') this.#end(key, state.error);
        },
        // Asks again: the answer may have come while there was no connection.
        onConnected: () => void this.#knock(key, target, connection),
        onFrame: (frame) => this.#hear(key, target, frame),
      },
    });
    this.#waiting.set(key, connection);
    connection.start({ impatient: false });
  }

  async #knock(key: string, target: RoomTarget, connection: RoomConnection): Promise<void> {
    try {
      await connection.request('join', { room: target.room });
      this.#admitted(key, target);
    } catch (error) {
      const isPending = error instanceof RequestError && error.code === 'approval_pending';
      if (!isPending && error instanceof RequestError) this.#end(key, error);
    }
  }

  #hear(key: string, target: RoomTarget, frame: LiveFrame): void {
    if (frame.kind !== 'notice' || !('room' in frame.notice)) return;
    const { type, room } = frame.notice;
    if (room === undefined || nameKey(room) !== nameKey(target.room)) return;
    if (type === 'admitted') this.#admitted(key, target);
    if (type !== 'rejected') return;
    this.#forget(key);
    void vscode.window.showInformationMessage(vscode.l10n.t('An owner of {0} did not let you in.', plainText(room)));
  }

  #admitted(key: string, { url, room, name }: RoomTarget): void {
    if (!this.#forget(key)) return;
    const open = vscode.l10n.t('Open');
    void Promise.resolve(
      vscode.window.showInformationMessage(vscode.l10n.t('You were let into {0}.', plainText(room)), open),
    ).then((answer) => (answer === open ? this.#options.join({ server: url, room, name }) : false));
  }

  #end(key: string, error: Error): void {
    if (!this.#forget(key)) return;
    this.#options.log.warn('waiting.ended', failureFields(error));
    void vscode.window.showErrorMessage(errorText(error));
  }

  /** Answers whether it was waited for until now. */
  #forget(key: string): boolean {
    const connection = this.#waiting.get(key);
    this.#waiting.delete(key);
    connection?.close();
    return connection !== undefined;
  }
}
