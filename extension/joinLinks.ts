import * as vscode from 'vscode';
import { displayAddress, parseServerAddress } from './connection/serverAddress.ts';
import { errorText } from './errorTexts.ts';
import { plainText } from './plainText.ts';
import type { JoinRequest } from './join/joinFlow.ts';

/**
 * Opens `<editor>://room-chat.room-chat/join?server=…&room=…`. A link can come from anywhere, so it never connects
 * before the person said yes to the server that it names.
 */
export class JoinLinks implements vscode.UriHandler {
  readonly #join: (request: JoinRequest) => Promise<unknown>;

  constructor(join: (request: JoinRequest) => Promise<unknown>) {
    this.#join = join;
  }

  async handleUri(uri: vscode.Uri): Promise<void> {
    if (uri.path !== '/join') return;
    const query = new URLSearchParams(uri.query);
    const room = query.get('room') ?? undefined;
    let server: string;
    try {
      // Asked about in the form in which it is dialled: nothing else in the link can pass for the server.
      server = parseServerAddress(query.get('server') ?? '');
    } catch (error) {
      void vscode.window.showErrorMessage(errorText(error));
      return;
    }
    const address = displayAddress(server);
    const join = vscode.l10n.t('Join');
    const answer = await vscode.window.showInformationMessage(
      room === undefined
        ? vscode.l10n.t('A link asks to join a chat on {0}.', address)
        : vscode.l10n.t('A link asks to join the room {0} on {1}.', plainText(room), address),
      { modal: true, detail: vscode.l10n.t('Join only servers whose owner you know.') },
      join,
    );
    if (answer === join) await this.#join({ server, room });
  }
}
