import * as vscode from 'vscode';
import { displayPin } from '../connection/certificatePin.ts';
import { displayAddress, isLoopback } from '../connection/serverAddress.ts';
import { plainText } from '../plainText.ts';
import type { InviteLink } from './inviteLink.ts';

/**
 * Asks whether to go where a link leads: shows the server, the room and the certificate that will be accepted. Nothing is
 * connected to before the yes.
 *
 * @param known SHA-256 of the certificate that was accepted there until now
 */
export async function confirmLink(link: InviteLink, known: string | undefined): Promise<boolean> {
  const address = displayAddress(link.server);
  const join = vscode.l10n.t('Join');
  const answer = await vscode.window.showInformationMessage(
    link.room === undefined
      ? vscode.l10n.t('A link asks to join a chat on {0}.', address)
      : vscode.l10n.t('A link asks to join the room {0} on {1}.', plainText(link.room), address),
    { modal: true, detail: linkDetail(link, known) },
    join,
  );
  return answer === join;
}

function linkDetail(link: InviteLink, known: string | undefined): string {
  const { pin, invite, name } = link;
  const isReplaced = pin !== undefined && known !== undefined && pin !== known;
  return [
    encryptionText(link),
    isReplaced
      ? vscode.l10n.t(
          'Until now this server had another certificate: {0}. Go on only if whoever runs it says that it was replaced.',
          displayPin(known),
        )
      : '',
    invite !== undefined && name === undefined ? vscode.l10n.t('The link carries an invite.') : '',
    name === undefined ? '' : vscode.l10n.t('This computer will be one of {0}.', plainText(name)),
    vscode.l10n.t('Join only servers whose owner you know.'),
  ]
    .filter((line) => line !== '')
    .join('\n\n');
}

function encryptionText({ server, pin }: InviteLink): string {
  if (pin !== undefined) {
    return vscode.l10n.t('Encrypted. Only the certificate with this SHA-256 is accepted: {0}', displayPin(pin));
  }
  if (server.startsWith('wss://')) {
    return vscode.l10n.t('Encrypted. The server’s certificate has to be one that this computer trusts.');
  }
  return isLoopback(server)
    ? vscode.l10n.t('The server is on this computer.')
    : vscode.l10n.t('Not encrypted: whoever shares the network can read and change what is said.');
}
