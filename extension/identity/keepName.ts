import { hostname } from 'node:os';
import * as vscode from 'vscode';
import { Introduction } from '../connection/introduction.ts';
import type { RoomSession, RoomTarget } from '../connection/roomSession.ts';
import { displayAddress } from '../connection/serverAddress.ts';
import type { JoinedRooms } from '../join/joinedRooms.ts';
import { plainText } from '../plainText.ts';
import { Refused } from '../refused.ts';

/** Connects once, as this introduction says. */
export type Introduce = (target: Pick<RoomTarget, 'url' | 'name'>, introduction: Introduction) => Promise<unknown>;

/** Makes the name of a guest theirs for good: from then on nobody comes under it without this computer's token. */
export async function keepName(session: RoomSession, rooms: JoinedRooms, introduce: Introduce): Promise<void> {
  const { url, name } = session.target;
  const [shownName, server] = [plainText(name), displayAddress(url)];
  if (session.self?.guest === false) {
    throw new Refused(vscode.l10n.t('{0} is your name on {1} already.', shownName, server));
  }
  const keep = vscode.l10n.t('Keep It');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t('Keep {0} as your name on {1}?', shownName, server),
    {
      modal: true,
      detail: vscode.l10n.t(
        'Nobody else can use it there then. You come in from this computer, and from others that you link.',
      ),
    },
    keep,
  );
  if (answer !== keep) return;
  await introduce(session.target, new Introduction({ remember: true }, hostname()));
  for (const one of rooms.sessions) if (one.target.url === url && one.target.name === name) one.renewToken();
  void vscode.window.showInformationMessage(vscode.l10n.t('{0} is your name on {1} now.', shownName, server));
}
