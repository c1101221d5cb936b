import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'mocha';
import { findSecrets } from '../../../../extension/sharing/secrets/findSecrets.ts';
import { cpuTime } from '../../../support/cpuTime.ts';

/*
 * Nothing here is or was a secret: each is made when the tests run, so that no scanner takes this file for a leak.
 */

const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** As many characters as asked for, the same for the same seed, evenly spread over an alphabet. */
function made(length: number, seed: string, alphabet = ALPHANUMERIC): string {
  let text = '';
  for (let block = 0; text.length < length; block += 1) {
    for (const byte of createHash('sha512').update(`${seed}${block}`).digest())
      text += alphabet[byte % alphabet.length] ?? '';
  }
  return text.slice(0, length);
}

const hex = (length: number, seed: string): string => made(length, seed, '0123456789abcdef');
const upper = (length: number, seed: string): string => made(length, seed, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567');
const keyBody = (lineEnd: string): string => Array.from({ length: 6 }, (_, n) => made(64, `line ${n}`)).join(lineEnd);
const pem = (label: string, lineEnd = '\n'): string =>
  [`-----BEGIN ${label}-----`, keyBody(lineEnd), `-----END ${label}-----`].join(lineEnd);

/** What must be found, each in a text of its own. */
const SECRETS: readonly (readonly [kind: string, text: string])[] = [
  ['private_key', pem('RSA PRIVATE KEY')],
  ['private_key', pem('PRIVATE KEY', '\r\n')],
  ['private_key', pem('OPENSSH PRIVATE KEY')],
  [
    'private_key',
    pem('EC PRIVATE KEY').replace('KEY-----\n', 'KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\n'),
  ],
  ['private_key', pem('PGP PRIVATE KEY BLOCK').replace('BLOCK-----\n', 'BLOCK-----\nVersion: GnuPG v2\n\n')],
  ['private_key', `{"private_key": "${pem('PRIVATE KEY', '\\n')}\\n"}`],
  ['private_key', `const KEY =\n  '${pem('PRIVATE KEY', "\\n' +\n  '")}';`],
  ['private_key', pem('RSA PRIVATE KEY').split('\n').slice(0, 4).join('\n')],
  ['aws', `aws_access_key_id = AKIA${upper(16, 'a')}`],
  ['aws', `"ASIA${upper(16, 'b')}"`],
  ['assigned', `aws_secret_access_key = ${made(38, 'c')}1a`],
  ['assigned', `AWS_SECRET_ACCESS_KEY=${made(38, 'd')}1a`],
  ['google', `key=AIza${made(33, 'e')}1a`],
  ['google', `clientId: 'x', other: 'GOCSPX-${made(28, 'f')}'`],
  [
    'azure',
    `DefaultEndpointsProtocol=https;AccountName=a;AccountKey=${made(86, 'g')}==;EndpointSuffix=core.windows.net`,
  ],
  ['azure', `https://a.blob.core.windows.net/c?sv=2022-11-02&sig=${made(43, 'h')}%3D`],
  ['azure', `AZURE_CLIENT=${made(3, 'i')}8Q~${made(34, 'j')}`],
  ['github', `git remote add x https://ghp_${made(36, 'k')}@github.com/a/b`],
  ['github', `github_pat_${made(22, 'l')}_${made(59, 'm')}`],
  ['gitlab', `GL=glpat-${made(20, 'n')}`],
  ['slack', `bot: xoxb-1234567890123-1234567890123-${made(24, 'o')}`],
  ['slack', `curl https://hooks.slack.com/services/T${upper(8, 'p')}/B${upper(8, 'q')}/${made(24, 'r')}`],
  ['stripe', `stripe.key = "sk_live_${made(24, 's')}"`],
  ['stripe', `whsec_${made(32, 't')}`],
  ['package_registry', `//registry.npmjs.org/:_authToken=npm_${made(36, 'u')}`],
  ['package_registry', `//npm.example.org/:_authToken=${hex(32, 'v')}-x`],
  ['package_registry', `password = pypi-AgEIcHlwaS5vcmc${made(120, 'w')}`],
  ['ai_service', `OPENAI=sk-proj-${made(60, 'x')}`],
  ['ai_service', `key = "sk-${made(48, 'y')}"`],
  ['ai_service', `sk-ant-api03-${made(80, 'z')}`],
  ['ai_service', `hf_${made(34, '1', 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ')}`],
  ['service', `SG.${made(22, '2')}.${made(43, '3')}`],
  ['service', `DO=dop_v1_${hex(64, '4')}`],
  ['service', `vault: hvs.${made(30, '5')}`],
  ['service', `bot12 = 123456789:AA${made(33, '6')}`],
  ['signed_token', `cookie: eyJ${made(20, '7')}.eyJ${made(60, '8')}.${made(43, '9')}`],
  ['url_password', 'DATABASE=postgres://app:h7Gk29sQ@db.internal:5432/app'],
  ['url_password', `redis://:${made(20, '10')}@cache:6379/0`],
  ['url_password', 'https://ada:l0velace42@git.example.org/repo.git'],
  ['authorization', `Authorization: Bearer ${made(40, '11')}`],
  ['authorization', `"authorization": "Basic ${made(24, '12')}=="`],
  ['assigned', `password: "Summer2026!"`],
  ['assigned', `db_password = 'p4ssw0rd!x9'`],
  ['assigned', `"clientSecret": "${made(32, '13')}"`],
  ['assigned', `const apiKey = '${hex(32, '14')}';`],
  ['assigned', `spring.datasource.password=k3K9vQz71xLm`],
  ['assigned', `  - secret_key: ${made(24, '15')}`],
  ['assigned', `export SESSION_SECRET=${hex(48, '16')}`],
  ['assigned', `API_TOKEN=${hex(40, '17')} # for deploys`],
  ['assigned', `config["auth_token"] = "${made(30, '18')}"`],
  ['assigned', `:secret_token => '${hex(64, '19')}'`],
  ['assigned', `pwd := "tr0ub4dor&3x"`],
  ['assigned', `machine api.example.org login ada password ${made(16, '20')}`],
];

/** What people share all day: nothing of it may be taken for a secret. */
const ORDINARY: readonly string[] = [
  `const password = document.querySelector('#password');`,
  `password: string;`,
  `if (password !== confirmPassword) throw new Error('passwords differ');`,
  `<input type="password" name="password" placeholder="Your password" autocomplete="current-password">`,
  `const token = tokens[index + 1];`,
  `let token: Token | undefined = lexer.nextToken();`,
  `export const TOKEN_KEY = 'room-chat.tokens';`,
  `"password_reset": "password_reset_token_v2"`,
  `tokenUrl: "https://login.example.org/oauth2/v2.0/token"`,
  `secretName: "db-credentials-v2"`,
  `secret: "my-secret-name"`,
  `existingSecret: postgres-credentials`,
  `password: \${{ secrets.NPM_TOKEN }}`,
  `password: "\${DB_PASSWORD}"`,
  `token = process.env.GITHUB_TOKEN`,
  `password = os.environ["DB_PASSWORD"]`,
  `api_key = getenv("API_KEY")`,
  `apiKey: "YOUR_API_KEY_HERE_123"`,
  `password = "changeme123"`,
  `AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE`,
  `aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY`,
  `postgres://user:password@localhost:5432/db`,
  `mysql://root:\${MYSQL_PASSWORD}@db/app`,
  `https://user:pass@example.org/`,
  `http://localhost:8080/a@b`,
  `import x from 'https://deno.land/std@0.200.0/mod.ts';`,
  `ssh://git@github.com:22/a/b.git`,
  `const [hours, minutes] = '12:30'.split(':'); // see https://example.org/a:b`,
  `"integrity": "sha512-${made(86, '21')}=="`,
  `"resolved": "https://registry.npmjs.org/a/-/a-1.0.0.tgz#${hex(40, '22')}"`,
  `commit ${hex(40, '23')}`,
  `const id = '550e8400-e29b-41d4-a716-446655440000';`,
  `sha256:${hex(64, '24')}`,
  `background: url(data:image/png;base64,${made(400, '25')}==)`,
  `.sk-folding-cube-wrapper-with-a-rather-long-class-name-here { }`,
  `<div class="sk-circle1 sk-child sk-circle-fade-loading-animated-spinner-2">`,
  `const BEGIN = '-----BEGIN PRIVATE KEY-----';`,
  `if (text.includes('-----BEGIN RSA PRIVATE KEY-----')) return 'pem';`,
  `-----BEGIN CERTIFICATE-----\n${keyBody('\n')}\n-----END CERTIFICATE-----`,
  `-----BEGIN PUBLIC KEY-----\n${keyBody('\n')}\n-----END PUBLIC KEY-----`,
  `The token is kept in the system's key store; the password never leaves it.`,
  `Authorization: Bearer <token>`,
  `headers.authorization = 'Bearer ' + token;`,
  `Authorization: \`Bearer \${token}\``,
  `"csrfToken": "x-csrf-token-2"`,
  `keyboard: "qwerty1234567"`,
  `primaryKey: 'customer_id_2'`,
  `monkey: 'a1b2c3d4e5f6'`,
  `key: "React19-item_42"`,
  `const hotkey = 'ctrl+shift+p';`,
  `sortKey="createdAt2" partitionKey="tenant01"`,
  `pass: 12, fail: 3`,
  `tests pass: "12 of 12 suites"`,
  `secretsPath: '/run/secrets/db_password_1'`,
  `password_hash: "bcrypt"`,
  `token_type: "access_token"`,
  `ng_token = "//example"`,
  `const passwordPattern = /^[a-z0-9]{8,}$/;`,
  `passwordPlaceholder="At least 8 characters"`,
  `l10n.t('The server’s token is 256 random bits')`,
  `sk-SK`,
  `npm_config_cache=/tmp/npm_config_cache_and_more_of_this_path`,
  `xoxo-hugs-and-kisses`,
  `eyJustAName.eyJustAnother.x`,
  `T12345678/B12345678`,
  `let credentials = await provider.getCredentials();`,
  `AccountKey=...;`,
  `return sign(payload, secretOrPrivateKey, { algorithm: 'HS256' });`,
];

describe('secrets in texts', () => {
  for (const [index, [kind, text]] of SECRETS.entries()) {
    it(`finds ${kind} (${index})`, async () => {
      const found = await findSecrets(text);
      assert.ok(found.length > 0, text);
      assert.ok(
        found.some((finding) => finding.kind === kind),
        `${text}: ${found.map((one) => one.kind).join()}`,
      );
    });
  }

  for (const [index, text] of ORDINARY.entries()) {
    it(`lets ordinary text be (${index})`, async () => assert.deepEqual(await findSecrets(text), [], text));
  }

  it('names the line, and exactly the secret', async () => {
    const secret = `ghp_${made(36, 'here')}`;
    const text = `one\r\ntwo\r\n  token: "${secret}",\r\nfour`;
    const [finding, ...more] = await findSecrets(text);
    assert.equal(finding?.line, 3);
    assert.equal(text.slice(finding.start, finding.end), secret);
    assert.deepEqual(more, []);
  });

  it('finds each of many, in order, and none twice', async () => {
    const lines = Array.from({ length: 500 }, (_, n) => `key_${n}: ghp_${made(36, `many ${n}`)}`);
    const found = await findSecrets(lines.join('\n'));
    assert.deepEqual(
      found.map(({ line }) => line),
      lines.map((_, n) => n + 1),
    );
  });

  it('finds what lies behind megabytes of others, and across the places where it pauses', async () => {
    const filler = `const value = compute(${'x, '.repeat(20)}x);\n`.repeat(40_000);
    const text = `${filler}github: ghp_${made(36, 'far')}\n${pem('RSA PRIVATE KEY')}\n`;
    const found = await findSecrets(text);
    assert.deepEqual(
      found.map(({ kind, line }) => [kind, line]),
      [
        ['github', 40_001],
        ['private_key', 40_002],
      ],
    );
  });

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    const looking = findSecrets('a line of text\n'.repeat(400_000), { signal: stop.signal });
    stop.abort();
    await assert.rejects(looking, { name: 'AbortError' });
  });

  it('takes every value of settings for a secret, but what only switches', async () => {
    const text = 'A=value\nexport B="two words"\n# C=comment\nD=true\nE=\nF=8080\nG=https://a.org/\n';
    const values = (await findSecrets(text, { everyValue: true })).map(({ start, end }) => text.slice(start, end));
    assert.deepEqual(values, ['value', '"two words"']);
    assert.deepEqual(await findSecrets(text), []);
  });

  it('takes about as long for what was made to be slow', async () => {
    const traps = ['a:', 'password_', 'https://a:', '_.-', 'eyJa.', 'key="', '-----BEGIN PRIVATE KEY-----\n', 'sk-a'];
    for (const trap of traps) {
      const tookMs = cpuTime();
      await findSecrets(trap.repeat(Math.ceil(1_048_576 / trap.length)));
      assert.ok(tookMs() < 3_000, `${trap} took ${Math.round(tookMs())} ms`);
    }
  });
});
