import * as vscode from 'vscode';
import type { SignInNeeded } from '../connection/signInNeeded.ts';
import { displayAddress } from '../connection/serverAddress.ts';
import { plainText } from '../plainText.ts';
import { Refused } from '../refused.ts';
import { isMeantFor, nameIn, providerFor, scopesFor, type ContributedProvider } from './identityProviders.ts';

/** Else the editor would hold the person to the account that they had. */
const ANOTHER = { forceNewSession: true, clearSessionPreference: true };

/** Who somebody is by the word of a provider. */
export interface SignedIn {
  /** Says who they are, for one server's organisation only. */
  token: string;
  /** What they are called there, where that can be a name here. */
  name: string | undefined;
}

export interface SignInOptions {
  needed: SignInNeeded;
  /** Of the server that wants to know. */
  url: string;
  /** The server did not take the account that the editor has, so another one is wanted. */
  otherAccount: boolean;
}

/**
 * Signs in at the provider that a server trusts, by the editor's own accounts, once the person agreed.
 *
 * @throws Refused where this editor cannot sign in there, and where the person does not want to
 */
export async function signIn({ needed, url, otherAccount }: SignInOptions): Promise<SignedIn> {
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
        'You come in under the name that you have there. The server learns that and your mail address, as application {0}, and nothing that opens your account.',
        plainText(needed.audience),
      ),
    },
    agree,
  );
  if (answer !== agree) throw notSignedIn(issuer);
  const now = Date.now();
  const session = async (how: vscode.AuthenticationGetSessionOptions) => {
    try {
      return await vscode.authentication.getSession(provider, scopesFor(provider, needed), how);
    } catch (error) {
      throw notSignedIn(issuer, error);
    }
  };
  const statement = (of: vscode.AuthenticationSession | undefined): string | undefined =>
    tokensIn(of).find((one) => isMeantFor(one, needed, now));
  // What the editor keeps may be over, or of an account that will not do: then it is as good as none.
  const kept = await session({ silent: true });
  const token =
    (otherAccount ? undefined : statement(kept)) ?? statement(await session(kept ? ANOTHER : { createIfNone: true }));
  if (token === undefined) {
    throw new Refused(
      vscode.l10n.t('The sign-in at {0} says nothing that this server may know. Ask whoever runs it.', issuer),
    );
  }
  return { token, name: nameIn(token) };
}

/** What may say who somebody is, of a session of the editor's. */
function tokensIn(session: vscode.AuthenticationSession | undefined): string[] {
  if (!session) return [];
  const idToken = 'idToken' in session && typeof session.idToken === 'string' ? [session.idToken] : [];
  return [...idToken, session.accessToken];
}

/** @param error of the editor or the provider, which have no code for a person who gave up */
function notSignedIn(issuer: string, error?: unknown): Refused {
  const reason = error instanceof Error ? error.message : '';
  const isGivenUp = reason === '' || /\b(?:cancell?ed|consent)\b/iu.test(reason);
  return new Refused(
    isGivenUp
      ? vscode.l10n.t('You did not sign in at {0}, so you are not in. Press Enter to try again.', issuer)
      : vscode.l10n.t(
          'The sign-in at {0} failed ({1}). Press Enter to try again.',
          issuer,
          plainText(reason.replace(/\.$/u, '')),
        ),
  );
}

function contributedProviders(): ContributedProvider[] {
  return vscode.extensions.all.flatMap(({ packageJSON }) => {
    const { contributes } = packageJSON as { contributes?: { authentication?: unknown } };
    return Array.isArray(contributes?.authentication) ? (contributes.authentication as ContributedProvider[]) : [];
  });
}
