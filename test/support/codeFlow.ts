import { createHash, randomBytes } from 'node:crypto';

/** Where a client of the provider is told what came of it; nobody listens there. */
export const REDIRECT = 'http://127.0.0.1/signed-in';

/** Signs somebody in by the code flow with PKCE, as a browser and a program would together. @returns the ID token */
export async function codeFlow(issuer: string, login: string, client: string): Promise<string> {
  const browser = new CookieJar(issuer);
  const verifier = randomBytes(32).toString('base64url');
  const query = new URLSearchParams({
    client_id: client,
    response_type: 'code',
    scope: 'openid profile email',
    redirect_uri: REDIRECT,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const asked = await browser.get(`/auth?${query.toString()}`);
  const answered = await browser.post(asked, { prompt: 'login', login, password: 'any' });
  const code = new URL(await browser.get(answered)).searchParams.get('code');
  const tokens = await fetch(`${issuer}/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: client,
      redirect_uri: REDIRECT,
      code: code ?? '',
      code_verifier: verifier,
    }),
  });
  const { id_token: token } = (await tokens.json()) as { id_token?: string };
  if (token === undefined) throw new Error(`The provider gave no token for ${login}.`);
  return token;
}

/** As much of a browser as a sign-in takes: cookies, and redirects that are followed by hand. */
class CookieJar {
  readonly #cookies = new Map<string, string>();
  readonly #origin: string;

  constructor(origin: string) {
    this.#origin = origin;
  }

  /** @returns where it leads */
  async get(place: string): Promise<string> {
    return await this.#ask(place, {});
  }

  async post(place: string, fields: Record<string, string>): Promise<string> {
    return await this.#ask(place, { method: 'POST', body: new URLSearchParams(fields) });
  }

  async #ask(place: string, init: RequestInit): Promise<string> {
    const cookie = Array.from(this.#cookies, ([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(new URL(place, this.#origin), { ...init, headers: { cookie }, redirect: 'manual' });
    for (const line of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split(/=(.*)/su);
      this.#cookies.set(name, value);
    }
    const location = answer.headers.get('location');
    if (location === null) throw new Error(`${place} leads nowhere: ${answer.status} ${await answer.text()}`);
    return location;
  }
}
