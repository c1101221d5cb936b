import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { codeFlow } from '../codeFlow.ts';

/** The provider that people sign in at; put in place when this is bundled. */
declare const ISSUER: string;
/** A file that gets a line for each sign-in that was asked for: the provider's id. */
declare const ASKED: string;

/**
 * An organisation's own extension, as one installs beside the chat: brings its provider of identities into the editor's
 * accounts. It forgets its sessions with the window.
 */
export function activate(context: vscode.ExtensionContext): void {
  context.subscriptions.push(
    vscode.authentication.registerAuthenticationProvider('acme', 'Acme', new AcmeSessions()),
    vscode.authentication.registerAuthenticationProvider('github-of-acme', 'GitHub of Acme', {
      onDidChangeSessions: new vscode.EventEmitter<vscode.AuthenticationProviderAuthenticationSessionsChangeEvent>()
        .event,
      // The editor asks for what there is, for its own list of accounts.
      getSessions: () => Promise.resolve([]),
      createSession: () => never('github-of-acme'),
      removeSession: () => never('github-of-acme'),
    }),
  );
}

function never(provider: string): Promise<never> {
  appendFileSync(ASKED, `${provider}\n`);
  return Promise.reject(new Error('Nobody may ask for that.'));
}

class AcmeSessions implements vscode.AuthenticationProvider {
  readonly #changes = new vscode.EventEmitter<vscode.AuthenticationProviderAuthenticationSessionsChangeEvent>();
  readonly onDidChangeSessions = this.#changes.event;
  #sessions: vscode.AuthenticationSession[] = [];

  getSessions(): Promise<vscode.AuthenticationSession[]> {
    return Promise.resolve(this.#sessions);
  }

  /** Asks for the login in the place of a browser, which would show the provider's own page. */
  async createSession(scopes: readonly string[]): Promise<vscode.AuthenticationSession> {
    appendFileSync(ASKED, 'acme\n');
    const typed = await vscode.window.showInputBox({ prompt: 'Login at Acme', ignoreFocusOut: true });
    if (typed === undefined) throw new Error('Cancelled');
    const [login = '', application = 'room-chat'] = typed.split(' for ');
    const idToken = await codeFlow(ISSUER, login, application).catch((error: unknown) => {
      throw new Error('Acme signs nobody in for that program.', { cause: error });
    });
    const session = {
      id: randomUUID(),
      idToken,
      accessToken: `opens-the-account-${randomUUID()}`,
      account: { id: login, label: login },
      scopes,
    };
    const removed = this.#sessions;
    this.#sessions = [session];
    this.#changes.fire({ added: [session], removed, changed: undefined });
    return session;
  }

  removeSession(id: string): Promise<void> {
    const removed = this.#sessions.filter((session) => session.id === id);
    this.#sessions = this.#sessions.filter((session) => session.id !== id);
    this.#changes.fire({ added: undefined, removed, changed: undefined });
    return Promise.resolve();
  }
}
