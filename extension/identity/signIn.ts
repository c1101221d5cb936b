import * as vscode from 'vscode';
import type { SignInNeeded } from '../connection/signInNeeded.ts';
import { displayAddress } from '../connection/serverAddress.ts';
import { plainText } from '../plainText.ts';
import { Refused } from '../refused.ts';
import { isMeantFor, providerFor, scopesFor, type ContributedProvider } from './identityProviders.ts';

/**
 * Signs in at the provider that a server trusts, by the editor's own accounts, once the person agreed.
 *
 * @returns a token that says who they are, for this server's organisation only; `undefined` where they gave up
 * @throws Refused where this editor cannot sign in there
 */
export async function signIn(needed: SignInNeeded, url: string): Promise<string | undefined> {
  const [issuer, server] = [plainText(needed.issuer), displayAddress(url)];
  const provider = providerFor(needed.issuer, contributedProviders());
  if (provider === undefined) {
    throw new Refused(
      vscode.l10n.t(
        'This server takes those who sign in at {0}, and nothing in this editor can. Ask for an invite, or for an extension that signs in there.',
        issuer,
      ),
    );
  }
  const agree = vscode.l10n.t('Sign In');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t('Sign in at {0} for {1}?', issuer, server),
    {
      modal: true,
      detail: vscode.l10n.t(
        'The server learns your name and mail address as they are there, as application {0}, and nothing that opens your account.',
        plainText(needed.audience),
      ),
    },
    agree,
  );
  if (answer !== agree) return undefined;
  const session = await vscode.authentication.getSession(provider, scopesFor(provider, needed), { createIfNone: true });
  const idToken = 'idToken' in session && typeof session.idToken === 'string' ? [session.idToken] : [];
  const token = [...idToken, session.accessToken].find((one) => isMeantFor(one, needed, Date.now()));
  if (token === undefined) {
    throw new Refused(
      vscode.l10n.t('The sign-in at {0} says nothing that this server may know. Ask whoever runs it.', issuer),
    );
  }
  return token;
}

function contributedProviders(): ContributedProvider[] {
  return vscode.extensions.all.flatMap(({ packageJSON }) => {
    const { contributes } = packageJSON as { contributes?: { authentication?: unknown } };
    return Array.isArray(contributes?.authentication) ? (contributes.authentication as ContributedProvider[]) : [];
  });
}
