import * as vscode from 'vscode';
import type { InviteInfo } from '../../server/protocol/model.ts';
import type { RoomSession } from '../connection/roomSession.ts';
import { displayAddress, isLoopback } from '../connection/serverAddress.ts';
import { inviteLink } from '../join/inviteLink.ts';
import { plainText } from '../plainText.ts';
import { Refused } from '../refused.ts';
import { askInvite, roleText, timeText, usesText } from './askInvite.ts';
import { pickWithButton } from './pickWithButton.ts';
import type { ServerPins } from './serverPins.ts';

export interface InviteActionsOptions {
  pins: ServerPins;
  /** The URL by which others reach a server: the one of this person is known here by another. */
  urlForOthers(url: string): Promise<string>;
}

/** Invites others to the room that is shown, and takes invites back. */
export class InviteActions {
  readonly #options: InviteActionsOptions;

  constructor(options: InviteActionsOptions) {
    this.#options = options;
  }

  /** Copies a link to the room; on a server for invited people with an invite, after one question. */
  async copyLink(session: RoomSession): Promise<void> {
    const room = session.state.room;
    if (session.state.standing.traits.direct) {
      throw new Refused(vscode.l10n.t('This room is for the two of you. Invite to another one.'));
    }
    let invite: string | undefined;
    let told = vscode.l10n.t('The link to {0} is on the clipboard.', plainText(room));
    if (session.hello?.access === 'invite' || session.state.standing.traits.visibility === 'invite') {
      const wish = await askInvite(room, session.self?.role === 'owner');
      if (!wish) return;
      const made = await session.access.invite(wish);
      invite = made.invite;
      told = vscode.l10n.t(
        'The invite for {0}, good for {1}, is on the clipboard. Send it by a way that only they read.',
        usesText(wish.uses ?? 1),
        timeText(made.expires - Date.now()),
      );
    }
    const { url } = session.target;
    const server = await this.#options.urlForOthers(url);
    const link = inviteLink(vscode.env.uriScheme, { server, room, invite, pin: this.#options.pins.of(url) });
    await vscode.env.clipboard.writeText(link);
    if (isLoopback(server)) told = `${told} ${vscode.l10n.t('The server can be reached from this computer only.')}`;
    const asText = vscode.l10n.t('Copy as Text');
    const answer = await vscode.window.showInformationMessage(told, asText);
    if (answer === asText) await vscode.env.clipboard.writeText(textOf(link, room, server));
  }

  /** Lists the invites that are still good; one that is picked is taken back once that is confirmed. */
  async manage(session: RoomSession): Promise<void> {
    const invites = (await session.access.invites()).filter(({ left, expires }) => left > 0 && expires > Date.now());
    if (invites.length === 0) {
      void vscode.window.showInformationMessage(vscode.l10n.t('There is no invite that is still good.'));
      return;
    }
    const picked = await pickWithButton({
      title: vscode.l10n.t('Invites to {0}', displayAddress(session.target.url)),
      placeholder: vscode.l10n.t('Choose an invite to take it back'),
      items: invites.map((invite) => ({ ...inviteItem(invite), value: invite })),
      button: { icon: 'trash', tooltip: vscode.l10n.t('Take Back') },
    });
    if (!picked) return;
    await session.access.revokeInvite(picked.value.inviteId);
    void vscode.window.showInformationMessage(vscode.l10n.t('The invite is good no more.'));
  }
}

/** For a mail or another chat, for people who do not know what the link is for. It ends with the link, whole. */
function textOf(link: string, room: string, server: string): string {
  return [
    vscode.l10n.t('Join {0} on {1} in Room Chat, inside VS Code:', room, displayAddress(server)),
    vscode.l10n.t(
      'open this link, or run “Join Chat Room” (F1), choose “Enter an address or paste an invite…” and paste it.',
    ),
    link,
  ].join('\n');
}

function inviteItem({ rooms, role, left, uses, expires, by }: InviteInfo): vscode.QuickPickItem {
  const place = rooms.length === 0 ? vscode.l10n.t('all open rooms') : rooms.map(plainText).join(', ');
  return {
    label: place,
    description: [
      uses === 1 ? usesText(1) : vscode.l10n.t('{0} of {1} left', left, uses),
      roleText(role),
      timeText(expires - Date.now()),
    ].join(' · '),
    ...(by.name !== '' && { detail: vscode.l10n.t('Made by {0}', plainText(by.name)) }),
  };
}
