import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { holdsSettings, secretName } from '../../../../extension/sharing/secrets/secretNames.ts';

const TELLING = {
  environment: ['.env', '.env.local', '.ENV.production', 'prod.env', '.envrc', 'live.tfvars', 'terraform.tfstate'],
  private_key: [
    'id_rsa',
    'id_ed25519',
    'id_ecdsa_sk',
    'id_rsa.bak',
    'server.pem',
    'tls.KEY',
    'putty.ppk',
    'AuthKey.p8',
  ],
  key_store: ['cert.p12', 'cert.pfx', 'release.jks', 'upload.keystore', 'Passwords.kdbx', 'login.keychain-db'],
  credentials: [
    ...['.npmrc', '.netrc', '_netrc', '.pypirc', '.pgpass', '.git-credentials', '.htpasswd', '.dockercfg'],
    ...['credentials', 'credentials.json', 'kubeconfig', 'kubeconfig.prod', 'secrets.yml', 'appsecrets.json'],
    ...['service-account-4711.json', 'client_secret_1.apps.json', 'home/.kube/config', '.docker/config.json'],
    ...['.aws/credentials', '.ssh/work'],
  ],
  history: ['.bash_history', '.zsh_history', '.psql_history'],
};

const ORDINARY = [
  ...['.env.example', '.env.sample', '.env.template', '.env.dist', 'id_rsa.pub', 'environment.ts', 'env.ts'],
  ...['keyboard.ts', 'key.ts', 'keys.json', 'monkey', 'config', 'config.json', 'package.json', '.gitignore'],
  ...['credentials.test.ts', 'credentialsForm.tsx', 'secrets.ts', 'secret-santa.md', 'password.tsx', 'notes.txt'],
  ...['.ssh/config', '.ssh/known_hosts', 'pem.go', 'history.md', '.editorconfig', 'shadow.css', 'identity.ts'],
];

describe('names of files that hold secrets', () => {
  for (const [reason, names] of Object.entries(TELLING)) {
    for (const name of names) it(`${name}: ${reason}`, () => assert.equal(secretName(name), reason));
  }

  for (const name of ORDINARY) it(`${name} tells nothing`, () => assert.equal(secretName(name), undefined));

  it('counts every value where a file holds nothing but settings', () => {
    assert.ok(['.env', 'a/b/.env.local', 'prod.env', '.npmrc', 'credentials'].every(holdsSettings));
    assert.ok(!['.env.example', 'credentials.json', 'server.pem', 'app.ts'].some(holdsSettings));
  });
});
