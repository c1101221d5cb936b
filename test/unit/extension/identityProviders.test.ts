import assert from 'node:assert/strict';
import {
  isMeantFor,
  nameIn,
  providerFor,
  scopesFor,
  type ContributedProvider,
} from '../../../extension/identity/identityProviders.ts';

/** As the editor's own extensions bring them. */
const EDITORS: ContributedProvider[] = [
  { id: 'github', authorizationServerGlobs: ['https://github.com/login/oauth'] },
  { id: 'github-enterprise', authorizationServerGlobs: ['*'] },
  {
    id: 'microsoft',
    authorizationServerGlobs: ['https://login.microsoftonline.com/*', 'https://login.microsoftonline.com/*/v2.0'],
  },
  { id: 'microsoft-sovereign-cloud' },
];
const OWN: ContributedProvider = { id: 'acme', authorizationServerGlobs: ['https://id.acme.example/realms/*'] };

const tenant = 'https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0';
const wanted = { issuer: 'https://id.acme.example/realms/all', audience: 'room-chat' };
const now = Date.UTC(2026, 10, 23);

function token(claims: object, header: object = { alg: 'RS256' }): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part(header)}.${part(claims)}.c2lnbmF0dXJl`;
}

describe('providers of identities', () => {
  it('are those of the editor that sign in at the issuer', () => {
    assert.equal(providerFor(tenant, EDITORS), 'microsoft');
    assert.equal(providerFor(`${tenant}/`, EDITORS), 'microsoft');
    assert.equal(providerFor(wanted.issuer, [...EDITORS, OWN]), 'acme');
  });

  it('of GitHub are never asked, whatever issuer a server names', () => {
    for (const issuer of ['https://github.com/login/oauth', 'https://ghe.acme.example', 'https://github.com']) {
      assert.equal(providerFor(issuer, EDITORS), undefined, issuer);
    }
    const disguised = { id: 'github', authorizationServerGlobs: ['https://id.acme.example/realms/*'] };
    assert.equal(providerFor(wanted.issuer, [disguised]), undefined);
  });

  it('are not those that only look like it', () => {
    for (const issuer of [
      'http://login.microsoftonline.com/common/v2.0',
      'https://login.microsoftonline.com.evil.example/common/v2.0',
      'https://evil.example/https://login.microsoftonline.com/common/v2.0',
      'https://loginxmicrosoftonline.com/common/v2.0',
      '',
    ]) {
      assert.equal(providerFor(issuer, EDITORS), undefined, issuer);
    }
    assert.equal(providerFor(wanted.issuer, [{ id: 'all', authorizationServerGlobs: ['*', 'https://*'] }]), undefined);
  });

  it('are asked to vouch for the server’s organisation', () => {
    assert.deepEqual(scopesFor('acme', wanted), ['openid', 'profile', 'email']);
    assert.deepEqual(scopesFor('microsoft', { issuer: tenant, audience: 'app' }).slice(3), [
      'VSCODE_CLIENT_ID:app',
      'VSCODE_TENANT:9188040d-6c67-4c5b-b112-36a304b66dad',
    ]);
  });
});

describe('what a provider says', () => {
  const good = { iss: wanted.issuer, aud: wanted.audience, sub: 'ada', exp: now / 1_000 + 60 };

  it('goes to a server only where it is of its issuer, for its audience alone, and still good', () => {
    assert.equal(isMeantFor(token(good), wanted, now), true);
    assert.equal(isMeantFor(token({ ...good, aud: [wanted.audience] }), wanted, now), true);
    for (const claims of [
      { ...good, iss: 'https://id.acme.example/realms/other' },
      { ...good, aud: 'another-application' },
      { ...good, aud: [wanted.audience, 'another-application'] },
      { ...good, aud: undefined },
      { ...good, exp: now / 1_000 - 1 },
      { ...good, exp: undefined },
    ]) {
      assert.equal(isMeantFor(token(claims), wanted, now), false, JSON.stringify(claims));
    }
  });

  it('is nothing where it is no statement: a key of GitHub, any opaque token', () => {
    for (const opaque of [
      `gho_${'a'.repeat(36)}`,
      `github_pat_${'a'.repeat(60)}`,
      '',
      'a.b.c',
      `${token(good)}.more`,
      `x${token(good)} `,
      token(good).split('.').slice(0, 2).join('.'),
    ]) {
      assert.equal(isMeantFor(opaque, wanted, now), false, opaque);
      assert.equal(nameIn(opaque), undefined, opaque);
    }
  });

  it('has a name for who comes, as the server reads it', () => {
    for (const [claims, name] of [
      [{ name: 'Ada Lovelace', email: 'ada@example.com' }, 'Ada Lovelace'],
      [{ name: '', preferred_username: 'ada' }, 'ada'],
      [{ name: 7, email: 'ada.l@example.com' }, 'ada.l'],
      [{ name: 'x'.repeat(70) }, 'x'.repeat(64)],
      [{ name: 'hidden\u202Ename' }, undefined],
      [{}, undefined],
    ] as const) {
      assert.equal(nameIn(token({ ...good, ...claims })), name);
    }
  });
});
