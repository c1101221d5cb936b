import * as vscode from 'vscode';
import { normalizeName } from '../../server/protocol/names.ts';
import { displayAddress, editableAddress, parseServerAddress } from '../connection/serverAddress.ts';
import { errorText } from '../errorTexts.ts';
import { askText } from './askText.ts';
import { confirmLink } from './confirmLink.ts';
import { findInviteLink } from './inviteLink.ts';
import type { AskAgain, JoinQuestions } from './joinFlow.ts';
import { pickRoom } from './pickRoom.ts';
import { pickServer, type Discover } from './pickServer.ts';

/**
 * The questions of Join as the editor asks them: one quick input after another.
 *
 * @param pinOf SHA-256 of the certificate that is accepted on a server until now
 * @param discover looks for servers in the network, where the person wants that
 */
export function joinQuestions(pinOf: (server: string) => string | undefined, discover?: Discover): JoinQuestions {
  const title = vscode.l10n.t('Join Chat Room');
  const again = ({ value, problem, back }: AskAgain) => {
    return { title, value, back, problem: problem === undefined ? undefined : errorText(problem) };
  };
  return {
    server: (recent) => pickServer(title, recent, discover),
    address: (how) =>
      askText({
        ...again({ ...how, value: editableAddress(how.value) }),
        prompt: vscode.l10n.t('Address of the room server, or an invite'),
        placeholder: '192.168.1.20:7000',
        validate: addressComplaint,
      }),
    name: (how) =>
      askText({
        ...again(how),
        prompt: vscode.l10n.t('Your name, as the others see it'),
        placeholder: vscode.l10n.t('Name'),
        validate: (typed) =>
          normalizeName(typed) === undefined
            ? vscode.l10n.t('Enter a name of 1 to 64 characters, without hidden ones.')
            : undefined,
      }),
    room: (rooms, back) => pickRoom(title, rooms, back),
    newRoom: (how) =>
      askText({
        ...again(how),
        prompt: vscode.l10n.t('Name of the room'),
        placeholder: vscode.l10n.t('Room'),
        validate: (typed) =>
          normalizeName(typed) === undefined
            ? vscode.l10n.t('Enter the room’s name, 1 to 64 characters, without hidden ones.')
            : undefined,
      }),
    confirmLink: (link) => confirmLink(link, pinOf(link.server)),
    confirmPlain,
    tell: (error) => void vscode.window.showErrorMessage(errorText(error)),
  };
}

function addressComplaint(typed: string): string | undefined {
  try {
    if (!findInviteLink(typed)) parseServerAddress(typed);
    return undefined;
  } catch (error) {
    return errorText(error);
  }
}

async function confirmPlain(url: string): Promise<boolean> {
  const connect = vscode.l10n.t('Connect');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('The connection to {0} is not encrypted.', displayAddress(url)),
    {
      modal: true,
      detail: vscode.l10n.t(
        'Whoever shares the network can read and change what is said. Connect only on a network that you trust.',
      ),
    },
    connect,
  );
  return answer === connect;
}
