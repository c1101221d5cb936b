import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK, type JWTHeaderParameters, SignJWT } from 'jose';
import Provider, { type Configuration } from 'oidc-provider';
import { codeFlow, REDIRECT } from './codeFlow.ts';

/** This server at the provider, and a program that is none of ours. */
export const CLIENT = 'room-chat';
export const OTHER_CLIENT = 'another-program';

/** Who has an account there, by login. */
const PEOPLE: Readonly<Record<string, Record<string, unknown>>> = {
  ada: { name: 'Ada Lovelace', email: 'ada@example.com', email_verified: true },
  grace: { preferred_username: 'grace', email: 'grace@EXAMPLE.com', email_verified: true },
  namesake: { name: 'Ada Lovelace', email: 'ada2@example.com', email_verified: true },
  mailOnly: { email: 'linus.t@example.com', email_verified: true },
  stranger: { name: 'Stranger', email: 'stranger@example.com.evil.example', email_verified: true },
  unverified: { name: 'Unverified', email: 'boss@example.com', email_verified: false },
  mailless: { name: 'Mailless' },
};

/** A real OpenID provider on this machine, whose people sign in as a browser would have them. */
export class IdentityProvider {
  readonly issuer: string;
  readonly publicKey: JWK;
  readonly #server: Server;
  readonly #privateKey: CryptoKey;

  static async start(port = 0): Promise<IdentityProvider> {
    const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const provider = new Provider(
      issuer,
      configuration({ ...(await exportJWK(privateKey)), kid: 'key-1', alg: 'RS256' }),
    );
    const answer = provider.callback();
    server.on('request', (request, response) => void answer(request, response));
    return new IdentityProvider(issuer, server, privateKey, { ...(await exportJWK(publicKey)), kid: 'key-1' });
  }

  private constructor(issuer: string, server: Server, privateKey: CryptoKey, publicKey: JWK) {
    this.issuer = issuer;
    this.#server = server;
    this.#privateKey = privateKey;
    this.publicKey = publicKey;
  }

  get port(): number {
    return Number(new URL(this.issuer).port);
  }

  /** Signs somebody in by the code flow with PKCE. @returns the ID token */
  async signIn(login: string, client = CLIENT): Promise<string> {
    return await codeFlow(this.issuer, login, client);
  }

  /** What the provider itself would never sign, by its own key; a claim that is `undefined` is left out. */
  async forge(
    claims: Record<string, unknown>,
    header: Partial<JWTHeaderParameters> = {},
    key = this.#privateKey,
  ): Promise<string> {
    const now = Math.floor(Date.now() / 1_000);
    const usual = { iss: this.issuer, aud: CLIENT, sub: 'ada', iat: now, exp: now + 600, ...PEOPLE['ada'] };
    const payload = Object.fromEntries(
      Object.entries<unknown>({ ...usual, ...claims }).filter(([, value]) => value !== undefined),
    );
    return await new SignJWT(payload).setProtectedHeader({ alg: 'RS256', kid: 'key-1', ...header }).sign(key);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

function configuration(key: JWK): Configuration {
  const client = { redirect_uris: [REDIRECT], token_endpoint_auth_method: 'none' as const };
  return {
    jwks: { keys: [key] },
    clients: [CLIENT, OTHER_CLIENT].map((id) => ({ ...client, client_id: id })),
    claims: { openid: ['sub'], profile: ['name', 'preferred_username'], email: ['email', 'email_verified'] },
    conformIdTokenClaims: false,
    cookies: { keys: ['for tests'] },
    features: { devInteractions: { enabled: true } },
    findAccount: (_context, sub) => ({ accountId: sub, claims: () => ({ sub, ...PEOPLE[sub] }) }),
    // Nobody is asked whether they agree.
    loadExistingGrant: async (context) => {
      const { client: asking, session, provider } = context.oidc;
      const grant = new provider.Grant({ clientId: asking?.clientId ?? '', accountId: session?.accountId ?? '' });
      grant.addOIDCScope('openid profile email');
      await grant.save();
      return grant;
    },
  };
}
