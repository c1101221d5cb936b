import { claimedName, shownName } from '../../server/protocol/claimedName.ts';
import { normalizeName } from '../../server/protocol/names.ts';
import type { SignInNeeded } from '../connection/signInNeeded.ts';

/** What an extension's manifest says of a provider of sign-ins that it brings (`contributes.authentication`). */
export interface ContributedProvider {
  id: string;
  authorizationServerGlobs?: readonly string[] | undefined;
}

type Wanted = Pick<SignInNeeded, 'issuer' | 'audience'>;

/**
 * The provider that signs in at this issuer; `undefined` where there is none. Those of GitHub are never asked: what they
 * give is a key to the person's repositories, and no statement of who they are.
 */
export function providerFor(issuer: string, contributed: readonly ContributedProvider[]): string | undefined {
  const server = issuer.replace(/\/+$/u, '');
  return contributed.find(({ id, authorizationServerGlobs = [] }) => {
    const isGitHub = id === 'github' || id.startsWith('github-');
    return !isGitHub && authorizationServerGlobs.some((glob) => matches(glob, server));
  })?.id;
}

/** Scopes that make the editor's provider vouch for the server's organisation. */
export function scopesFor(provider: string, { issuer, audience }: Wanted): string[] {
  const scopes = ['openid', 'profile', 'email'];
  if (provider !== 'microsoft') return scopes;
  const tenant = /^https:\/\/login\.microsoftonline\.com\/(?<tenant>[\w.-]+)/u.exec(issuer)?.groups?.['tenant'];
  return [...scopes, `VSCODE_CLIENT_ID:${audience}`, ...(tenant === undefined ? [] : [`VSCODE_TENANT:${tenant}`])];
}

/**
 * Whether a token is a statement of exactly this issuer for exactly this audience, and still good: nothing else is ever
 * sent to a server. It is the server that checks the signature.
 *
 * @param now Unix milliseconds
 */
export function isMeantFor(token: string, { issuer, audience }: Wanted, now: number): boolean {
  const { iss, aud, exp } = claimsIn(token);
  const isForIt = aud === audience || (Array.isArray(aud) && aud.length === 1 && aud[0] === audience);
  return iss === issuer && isForIt && typeof exp === 'number' && exp * 1_000 > now;
}

/** What the person of a token is called there, where that can be a name here. */
export function nameIn(token: string): string | undefined {
  return normalizeName(shownName(claimedName(claimsIn(token)) ?? ''));
}

/** What a token claims, by nobody's word but its own; nothing where it is none. */
function claimsIn(token: string): Record<string, unknown> {
  const payload = /^[\w-]+\.([\w-]+)\.[\w-]+$/u.exec(token)?.[1];
  if (payload === undefined) return {};
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    return typeof claims === 'object' && claims !== null ? (claims as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** `*` stands for anything within a part of the path; one that stands for everything names nobody. */
function matches(glob: string, server: string): boolean {
  const [scheme, host] = /^(https?):\/\/([^/*]+)/u.exec(glob)?.slice(1) ?? [];
  if (scheme === undefined || host === undefined) return false;
  const parts = glob
    .replace(/\/+$/u, '')
    .split('*')
    .map((part) => part.replaceAll(/[\\^$.|?+()[\]{}]/gu, '\\$&'));
  return new RegExp(`^${parts.join('[^/]*')}$`, 'u').test(server);
}
