import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify, type JWTVerifyGetKey } from 'jose';
import type { Clock } from './clock.ts';
import type { Logger } from './log.ts';
import { ProtocolError } from './protocol/errors.ts';
import { claimedName } from './protocol/claimedName.ts';
import { isProviderUrl } from './providerUrl.ts';
import type { Vouched } from './vouched.ts';

export interface OidcOptions {
  /** As the provider calls itself, to the letter. */
  issuer: string;
  /** The client id that tokens have to be for. */
  audience: string;
  /** Where there are any, only people with a verified mail address of one of them. */
  domains: readonly string[];
}

/** Signatures by a secret that both sides know, and none at all, prove nothing here. */
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];
const CLOCK_TOLERANCE_S = 60;
const FETCH_TIMEOUT_MS = 5_000;
/** How long a provider that could not be reached is left alone. */
const RETRY_MS = 5_000;

/**
 * A provider of identities (OpenID Connect): reads the tokens by which it vouches for people. Its keys are fetched when
 * the first token comes, and again when it signs by others. The only outbound connection that a server makes.
 */
export class OidcProvider {
  readonly #options: OidcOptions;
  readonly #clock: Clock;
  readonly #log: Logger;
  #keys: Promise<JWTVerifyGetKey> | undefined;
  #triedAt = -Infinity;

  constructor(options: OidcOptions, clock: Clock, log: Logger) {
    this.#options = options;
    this.#clock = clock;
    this.#log = log;
  }

  /** Reads an ID token (OpenID Connect Core 1.0, 3.1.3.7). @throws ProtocolError `bad_identity`, `internal` */
  async verify(token: string): Promise<Vouched> {
    const { issuer, audience } = this.#options;
    const keys = await this.#reachKeys();
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer,
        audience,
        algorithms: ALGORITHMS,
        clockTolerance: CLOCK_TOLERANCE_S,
        currentDate: new Date(this.#clock.now()),
        requiredClaims: ['sub', 'exp', 'iat'],
      });
      return this.#vouch(payload);
    } catch (error) {
      if (error instanceof ProtocolError) throw error;
      const sentence = refusal(error);
      if (sentence === undefined) throw this.#unreachable(error);
      this.#log.debug({ code: codeOf(error) }, 'identity_refused');
      throw badIdentity(sentence, error);
    }
  }

  #vouch(payload: JWTPayload): Vouched {
    const { issuer, audience, domains } = this.#options;
    const { sub = '', aud, azp } = payload;
    // One that is for several has to say for whom it was made.
    if (Array.isArray(aud) && aud.length > 1 && azp !== audience) throw badIdentity(OTHER_AUDIENCE);
    if (sub === '' || sub.length > 255) throw badIdentity(MALFORMED);
    const email = typeof payload['email'] === 'string' ? payload['email'] : undefined;
    if (domains.length > 0) {
      const domain = email?.slice(email.lastIndexOf('@') + 1).toLowerCase();
      if (payload['email_verified'] !== true || domain === undefined || !domains.includes(domain)) {
        throw badIdentity('This server takes people of certain mail domains only, and yours is not one of them.');
      }
    }
    return { external: { issuer, subject: sub }, name: claimedName(payload) };
  }

  #reachKeys(): Promise<JWTVerifyGetKey> {
    if (this.#keys) return this.#keys;
    const now = this.#clock.monotonic();
    if (now - this.#triedAt < RETRY_MS) throw unreachable(undefined);
    this.#triedAt = now;
    const keys = this.#discover();
    this.#keys = keys;
    keys.catch(() => (this.#keys = undefined));
    return keys;
  }

  /** OpenID Connect Discovery 1.0, 4. */
  async #discover(): Promise<JWTVerifyGetKey> {
    const { issuer } = this.#options;
    try {
      const url = `${issuer.replace(/\/$/u, '')}/.well-known/openid-configuration`;
      const answer = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(FETCH_TIMEOUT_MS) });
      if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
      const found = (await answer.json()) as Record<string, unknown>;
      // Whoever answers for another issuer would vouch for that one's people.
      if (found['issuer'] !== issuer) throw new Error('The provider calls itself by another name than --oidc-issuer.');
      const address = String(found['jwks_uri']);
      if (!isProviderUrl(address)) throw new Error('The provider’s keys are not to be had by https.');
      return createRemoteJWKSet(new URL(address), { timeoutDuration: FETCH_TIMEOUT_MS });
    } catch (error) {
      throw this.#unreachable(error);
    }
  }

  #unreachable(error: unknown): ProtocolError {
    this.#log.warn({ err: error }, 'identity_provider');
    return unreachable(error);
  }
}

const MALFORMED = 'This sign-in is not one of the provider that the server trusts.';
const OTHER_AUDIENCE = 'This sign-in was made for another program.';

/** Why a token is not good; `undefined` where it is the provider that cannot be asked. */
function refusal(error: unknown): string | undefined {
  if (error instanceof errors.JWTExpired) return 'This sign-in has expired. Sign in again.';
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === 'aud') return OTHER_AUDIENCE;
    return error.claim === 'nbf' ? 'This sign-in is not good yet: check the clocks.' : MALFORMED;
  }
  if (error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid) return undefined;
  const isGeneric = !(error instanceof errors.JOSEError) || error.code === 'ERR_JOSE_GENERIC';
  return isGeneric ? undefined : MALFORMED;
}

function codeOf(error: unknown): string | undefined {
  return error instanceof errors.JOSEError ? error.code : undefined;
}

function badIdentity(message: string, cause?: unknown): ProtocolError {
  return new ProtocolError('bad_identity', message, { cause });
}

function unreachable(cause: unknown): ProtocolError {
  const message = 'The server cannot reach the provider that it signs people in by. Try again in a moment.';
  return new ProtocolError('internal', message, { retry: RETRY_MS, cause });
}
