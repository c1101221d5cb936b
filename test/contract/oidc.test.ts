import assert from 'node:assert/strict';
import { createHmac, createPublicKey } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { generateKeyPair } from 'jose';
import { CLIENT, IdentityProvider, OTHER_CLIENT } from '../support/identityProvider.ts';
import { runServer, ServerProcess } from '../support/serverProcess.ts';
import { type Received, WireClient } from '../support/wireClient.ts';

function base64url(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** Every file of a folder, as text. */
function contents(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((file) => statSync(file).isFile())
    .map((file) => readFileSync(file, 'latin1'))
    .join('\n');
}

describe('signing in by a provider of identities', () => {
  let provider: IdentityProvider;
  let server: ServerProcess;

  before(async () => {
    provider = await IdentityProvider.start();
    server = await start(provider.issuer, '--oidc-domains', 'example.com');
  });
  after(async () => {
    await server.dispose();
    await provider.stop();
  });

  async function start(issuer: string, ...more: string[]): Promise<ServerProcess> {
    const args = ['--oidc-issuer', issuer, '--oidc-audience', CLIENT, '--log-level', 'debug', ...more];
    return await ServerProcess.start({ args });
  }

  async function connect(identityToken: string, fields: object = {}): Promise<Received> {
    const client = await WireClient.open(server.url);
    const answer = await client.reply({ type: 'connect', room: 'general', identityToken, ...fields });
    await client.close();
    return answer;
  }

  const userOf = (answer: Received) => answer['user'] as Record<string, unknown>;

  it('[AC7] a sign-in makes a registered user and a token, and needs no name and no invite', async () => {
    const ada = await WireClient.open(server.url);
    assert.deepEqual(ada.frames[0]?.['identity'], { issuer: provider.issuer, audience: CLIENT });
    assert.equal(ada.frames[0]['access'], 'invite');
    const identityToken = await provider.signIn('ada');
    const answer = await ada.ask({ type: 'connect', room: 'general', identityToken });
    const { id, name, guest, role } = userOf(answer);
    assert.deepEqual([name, guest, role], ['Ada Lovelace', false, 'member']);
    await ada.ask({ type: 'message', text: 'hello' });

    const later = await WireClient.open(server.url);
    const again = await later.ask({ type: 'connect', name: 'Ada Lovelace', token: answer['token'] });
    assert.equal(userOf(again)['id'], id);
    const authorization = { Authorization: `Bearer ${String(answer['token'])}` };
    assert.equal((await fetch(`${server.httpUrl}/files/none`, { headers: authorization })).status, 404);
  });

  it('[AC7] the next sign-in is the same person from a further device', async () => {
    const first = userOf(await connect(await provider.signIn('ada')));
    const second = userOf(await connect(await provider.signIn('ada'), { name: 'Another name' }));
    assert.equal(second['id'], first['id']);
    assert.equal(second['name'], 'Ada Lovelace');
    assert.notEqual(second['device'], first['device']);
  });

  it('[AC7] what the provider calls somebody, or what they ask for, is their name', async () => {
    assert.equal(userOf(await connect(await provider.signIn('grace')))['name'], 'grace');
    assert.equal(userOf(await connect(await provider.signIn('mailOnly')))['name'], 'linus.t');
    const namesake = await provider.signIn('namesake');
    assert.equal((await connect(namesake))['code'], 'name_taken');
    assert.equal(userOf(await connect(namesake, { name: 'Ada the second' }))['name'], 'Ada the second');
  });

  it('[AC7] two proofs are of one person: a token that is known is tied to the sign-in, another’s is refused', async () => {
    const forged = (sub: string) => provider.forge({ sub, name: sub });
    const first = await connect(await forged('tie-1'));
    const tied = await connect(await forged('tie-2'), { name: 'tie-1', token: first['token'] });
    assert.equal(userOf(tied)['id'], userOf(first)['id']);
    assert.equal(userOf(await connect(await forged('tie-2')))['id'], userOf(first)['id']);
    await connect(await forged('tie-3'));
    assert.equal((await connect(await forged('tie-3'), { name: 'tie-1', token: first['token'] }))['code'], 'bad_token');
  });

  it('[AC2] without a sign-in nobody comes in', async () => {
    const client = await WireClient.open(server.url);
    assert.equal((await client.reply({ type: 'connect', name: 'Eve' }))['code'], 'bad_invite');
    assert.equal((await client.reply({ type: 'connect' }))['code'], 'bad_request');
    await client.close();
  });

  const now = () => Math.floor(Date.now() / 1_000);
  const refused: [what: string, token: () => Promise<string> | string][] = [
    ['for another program', () => provider.signIn('ada', OTHER_CLIENT)],
    ['for several programs, of which another asked', () => provider.forge({ aud: [CLIENT, 'x'], azp: 'x' })],
    ['for no program', () => provider.forge({ aud: undefined })],
    ['of another issuer', () => provider.forge({ iss: 'https://evil.example' })],
    ['of an issuer that only begins alike', () => provider.forge({ iss: `${provider.issuer}.evil.example` })],
    ['of no issuer', () => provider.forge({ iss: undefined })],
    ['that has expired', () => provider.forge({ exp: now() - 120 })],
    ['that never expires', () => provider.forge({ exp: undefined })],
    ['that is not good yet', () => provider.forge({ nbf: now() + 600 })],
    ['of nobody', () => provider.forge({ sub: undefined })],
    ['of an empty somebody', () => provider.forge({ sub: '' })],
    ['of another domain', () => provider.signIn('stranger')],
    ['of a mail address that nobody verified', () => provider.signIn('unverified')],
    ['whose verification is a word', () => provider.forge({ email_verified: 'true' })],
    ['without a mail address', () => provider.signIn('mailless')],
    ['by another key', async () => provider.forge({}, {}, (await generateKeyPair('RS256')).privateKey)],
    ['by a key that the provider does not have', async () => provider.forge({}, { kid: 'key-2' })],
    ['that brings its own key', () => ownKey('jwk')],
    ['that says where its key is', () => ownKey('jku')],
    ['that is unsigned', () => unsigned({ alg: 'none' })],
    ['that is unsigned, in other words', () => unsigned({ alg: 'None' })],
    ['signed by the public key as a secret', () => byPublicKey()],
    ['whose signature is cut', async () => (await provider.signIn('ada')).slice(0, -8)],
    ['whose claims were changed', async () => changed(await provider.signIn('ada'))],
    ['that is none', () => 'nonsense'],
    ['that is empty', () => ''],
    ['of three dots', () => '...'],
    ['of 12 KiB', () => 'x'.repeat(12_288)],
  ];

  /** A token whose header tells by which key it was signed. */
  async function ownKey(field: 'jwk' | 'jku'): Promise<string> {
    const { privateKey } = await generateKeyPair('RS256');
    const value = field === 'jwk' ? { ...provider.publicKey } : 'https://evil.example/keys';
    return await provider.forge({}, { kid: 'own', [field]: value }, privateKey);
  }

  function unsigned(header: object): string {
    const payload = { iss: provider.issuer, aud: CLIENT, sub: 'ada', iat: now(), exp: now() + 600 };
    return `${base64url(header)}.${base64url(payload)}.`;
  }

  function byPublicKey(): string {
    const head = unsigned({ alg: 'HS256', kid: 'key-1' }).slice(0, -1);
    const pem = createPublicKey({ key: provider.publicKey, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
    return `${head}.${createHmac('sha256', pem).update(head).digest('base64url')}`;
  }

  function changed(token: string): string {
    const [header = '', payload = '', signature = ''] = token.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
    return `${header}.${base64url({ ...claims, sub: 'grace' })}.${signature}`;
  }

  for (const [what, token] of refused) {
    it(`[AC7] a token ${what} is refused`, async () => {
      const answer = await connect(await token(), { name: 'Eve' });
      assert.deepEqual([answer.type, answer['code'], answer['retry']], ['error', 'bad_identity', 'no']);
    });
  }

  it('[AC7] no token of a provider is in a log or a file', async () => {
    const token = await provider.signIn('ada');
    await connect(token);
    await connect(await provider.signIn('stranger'));
    await server.stop();
    const [header = '', payload = '', signature = ''] = token.split('.');
    const kept = contents(server.data) + server.stderr + server.stdout;
    for (const part of [token, payload, signature]) assert.ok(!kept.includes(part));
    // The header alone says nothing of anybody; that it is looked for shows that looking works.
    assert.ok(token.includes(header));
    assert.ok(kept.includes('"event":"identity_refused"'));
  });
});

describe('a provider of identities that is not as it should be', () => {
  async function asked(args: string[], token: string): Promise<Received> {
    const server = await ServerProcess.start({ args });
    const client = await WireClient.open(server.url);
    const answer = await client.reply({ type: 'connect', name: 'Ada', identityToken: token });
    await server.dispose();
    return answer;
  }

  async function withSite<T>(listener: RequestListener, use: (url: string) => Promise<T>): Promise<T> {
    const site = createServer(listener).listen(0, '127.0.0.1');
    await once(site, 'listening');
    try {
      return await use(`http://127.0.0.1:${(site.address() as AddressInfo).port}`);
    } finally {
      site.closeAllConnections();
      site.close();
    }
  }

  it('[AC7] one that is away is no reason to refuse for good, and is there again when it is back', async () => {
    const first = await IdentityProvider.start();
    const { port, issuer } = first;
    const token = await first.signIn('ada');
    await first.stop();
    const server = await ServerProcess.start({ args: ['--oidc-issuer', issuer, '--oidc-audience', CLIENT] });
    const client = await WireClient.open(server.url);
    const away = await client.reply({ type: 'connect', identityToken: token });
    assert.deepEqual([away['code'], away['retry']], ['internal', 5_000]);
    const back = await IdentityProvider.start(port);
    try {
      const wait = AbortSignal.timeout(Number(away['retry']));
      await once(wait, 'abort');
      const answer = await client.ask({ type: 'connect', identityToken: await back.signIn('mailless') });
      // No domain was asked for: everybody of the provider is welcome.
      assert.equal((answer['user'] as Record<string, unknown>)['name'], 'Mailless');
    } finally {
      await server.dispose();
      await back.stop();
    }
  }).timeout(20_000);

  it('[AC7] one that calls itself otherwise, leads elsewhere or has keys in the clear is not believed', async () => {
    const evil = await IdentityProvider.start();
    try {
      const documents: Record<string, RequestListener> = {
        'another name': (_request, response) =>
          response.end(JSON.stringify({ issuer: evil.issuer, jwks_uri: `${evil.issuer}/jwks` })),
        'a redirect': (request, response) =>
          response.writeHead(302, { Location: `${evil.issuer}${request.url ?? ''}` }).end(),
        'keys in the clear': ({ headers }, response) =>
          response.end(JSON.stringify({ issuer: `http://${String(headers.host)}`, jwks_uri: 'http://192.0.2.1/jwks' })),
        'no JSON': (_request, response) => response.end('<html>'),
      };
      for (const [what, document] of Object.entries(documents)) {
        await withSite(document, async (issuer) => {
          const token = await evil.forge({ iss: issuer });
          const answer = await asked(['--oidc-issuer', issuer, '--oidc-audience', CLIENT], token);
          assert.equal(answer['code'], 'internal', what);
        });
      }
    } finally {
      await evil.stop();
    }
  }).timeout(30_000);

  it('[AC7] a server without one takes no such token', async () => {
    assert.equal((await asked([], 'x'.repeat(1_000)))['code'], 'bad_identity');
  });

  it('[GR2] only where there is one may a frame before "connect" be larger', async () => {
    const server = await ServerProcess.start();
    const client = await WireClient.open(server.url);
    client.send({ type: 'connect', id: '1', name: 'Ada', identityToken: 'x'.repeat(12_000) });
    assert.equal((await client.closed).code, 1009);
    await server.dispose();
  });

  it('[AC7] half a provider, or one in the clear, is a sentence at the start', async () => {
    const starts: [args: string[], sentence: RegExp][] = [
      [['--oidc-issuer', 'https://id.example'], /^--oidc-issuer and --oidc-audience go together/u],
      [['--oidc-audience', 'x'], /^--oidc-issuer and --oidc-audience go together/u],
      [['--oidc-issuer', 'http://id.example', '--oidc-audience', 'x'], /^--oidc-issuer has to be an https address/u],
      [['--oidc-domains', 'someone@example.com'], /^--oidc-domains has to be a domain/u],
    ];
    for (const [args, sentence] of starts) {
      const { code, stderr } = await runServer(['--print-config', ...args]);
      assert.equal(code, 2);
      assert.match(stderr, sentence);
    }
  }).timeout(30_000);
});
