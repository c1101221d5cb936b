import * as vscode from 'vscode';
import type { Knock } from '../../server/protocol/model.ts';
import type { RoomSession } from '../connection/roomSession.ts';
import { errorText } from '../errorTexts.ts';
import type { JoinedRooms } from '../join/joinedRooms.ts';
import { failureFields, type Logger } from '../log.ts';
import { plainText } from '../plainText.ts';

/** Notices of people who wait that are open at once at most; the others are in the list. */
const MOST_ASKED = 3;

/** Tells owners who waits to be let in, and takes their answer. */
export class Knocks {
  readonly #rooms: JoinedRooms;
  readonly #log: Logger;
  /** Those that are asked about now, by server, room and user: every session of an owner is told. */
  readonly #asked = new Set<string>();

  constructor(rooms: JoinedRooms, log: Logger) {
    this.#rooms = rooms;
    this.#log = log;
  }

  /** Somebody waits: asks whether they may come in. */
  async hear(session: RoomSession, room: string, user: { id: string; name: string }): Promise<void> {
    const key = JSON.stringify([session.target.url, room, user.id]);
    if (this.#asked.has(key) || this.#asked.size >= MOST_ASKED) return;
    this.#asked.add(key);
    const accept = vscode.l10n.t('Accept');
    const reject = vscode.l10n.t('Reject');
    try {
      const answer = await vscode.window.showInformationMessage(
        vscode.l10n.t('{0} asks to be let into {1}.', plainText(user.name), plainText(room)),
        accept,
        reject,
      );
      if (answer !== undefined) await this.#on(session).access.admit(room, user.id, answer === accept);
    } catch (error) {
      this.#tell(error);
    } finally {
      this.#asked.delete(key);
    }
  }

  /** An owner is there again: tells once how many came to wait meanwhile. */
  async look(session: RoomSession): Promise<void> {
    try {
      const knocks = await session.access.knocks(session.state.room);
      if (knocks.length === 0) return;
      const show = vscode.l10n.t('Show');
      const room = plainText(session.state.room);
      const answer = await vscode.window.showInformationMessage(
        knocks.length === 1
          ? vscode.l10n.t('One person waits to be let into {0}.', room)
          : vscode.l10n.t('{0} people wait to be let into {1}.', knocks.length, room),
        show,
      );
      if (answer === show) await this.show(this.#on(session));
    } catch (error) {
      // Looked for by nobody's word: what cannot be had is in the list later.
      this.#log.warn('knocks.unread', failureFields(error));
    }
  }

  /** Lists who waits to be let into the room of this session. */
  async show(session: RoomSession): Promise<void> {
    const { room } = session.state;
    const knocks = await session.access.knocks(room);
    if (knocks.length === 0) {
      void vscode.window.showInformationMessage(vscode.l10n.t('Nobody waits to be let into {0}.', plainText(room)));
      return;
    }
    const picked = await vscode.window.showQuickPick(knocks.map(knockItem), {
      title: vscode.l10n.t('Waiting for {0}', plainText(room)),
      placeHolder: vscode.l10n.t('Choose those who may come in; Accept or Reject comes next'),
      canPickMany: true,
    });
    if (!picked || picked.length === 0) return;
    const accept = vscode.l10n.t('Accept');
    const reject = vscode.l10n.t('Reject');
    const answer = await vscode.window.showInformationMessage(
      picked.map(({ label }) => label).join(', '),
      { modal: true },
      accept,
      reject,
    );
    if (answer === undefined) return;
    for (const { user } of picked) await session.access.admit(room, user, answer === accept);
  }

  #tell(error: unknown): void {
    this.#log.warn('knock.unanswered', failureFields(error));
    void vscode.window.showErrorMessage(errorText(error));
  }

  /** A session on the same server that is still there: the notice may have stood for long. */
  #on(session: RoomSession): RoomSession {
    const { url, name } = session.target;
    const online = this.#rooms.sessions.find(
      ({ target, connection }) => target.url === url && target.name === name && connection.state === 'online',
    );
    return online ?? session;
  }
}

function knockItem({ user }: Knock): vscode.QuickPickItem & { user: string } {
  const description = user.guest ? vscode.l10n.t('guest') : '';
  return { label: plainText(user.name), description, user: user.id };
}
