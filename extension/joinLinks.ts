import * as vscode from 'vscode';
import { errorText } from './errorTexts.ts';
import { confirmLink } from './join/confirmLink.ts';
import { readInviteQuery, type InviteLink } from './join/inviteLink.ts';
import type { JoinRequest } from './join/joinFlow.ts';

export interface JoinLinksOptions {
  /** SHA-256 of the certificate that is accepted on a server until now. */
  pinOf(server: string): string | undefined;
  join(request: JoinRequest): Promise<unknown>;
}

/**
 * Opens `<editor>://room-chat.room-chat/join?server=…&room=…&invite=…&pin=…`. A link can come from anywhere, so it never
 * connects before the person said yes to the server that it names.
 */
export class JoinLinks implements vscode.UriHandler {
  readonly #options: JoinLinksOptions;

  constructor(options: JoinLinksOptions) {
    this.#options = options;
  }

  async handleUri(uri: vscode.Uri): Promise<void> {
    if (uri.path !== '/join') return;
    let link: InviteLink;
    try {
      link = readInviteQuery(uri.query);
    } catch (error) {
      void vscode.window.showErrorMessage(errorText(error));
      return;
    }
    if (await confirmLink(link, this.#options.pinOf(link.server))) await this.#options.join(link);
  }
}
