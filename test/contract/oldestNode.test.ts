import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { installOldestNode, OLDEST_NODE_VERSION } from '../../scripts/oldestNode.ts';
import { CLIENT, IdentityProvider } from '../support/identityProvider.ts';
import { newDataFolder, ServerProcess } from '../support/serverProcess.ts';
import { type Received, WireClient } from '../support/wireClient.ts';

/** Starts the server on one release of Node, says something, looks for things, and stops it in order. */
async function visit(data: string, node: string, text: string, queries: readonly string[]): Promise<string[][]> {
  const server = await ServerProcess.start({ data, node });
  const ada = await WireClient.join(server.url, 'Ada');
  await ada.ask({ type: 'message', text });
  const found: string[][] = [];
  for (const query of queries) {
    const { hits } = (await ada.ask({ type: 'search', query })) as unknown as { hits: { event: Received }[] };
    found.push(hits.map(({ event }) => String(event['text'])));
  }
  assert.deepEqual(await server.stop(), { code: 0, signal: null });
  assert.deepEqual(
    server.log.filter(({ level }) => Number(level) > 30),
    [],
  );
  return found;
}

describe('the oldest Node that is promised, whose SQLite has no full-text search', function () {
  this.timeout(120_000);
  let oldest: string;

  before(async () => (oldest = await installOldestNode()));

  it('is the one that package.json names', () => {
    const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
      engines: { node: string };
    };
    assert.equal(`>=${OLDEST_NODE_VERSION}`, `${manifest.engines.node}.0`);
  });

  it('[MSG7] a folder goes from a newer Node to it and back, and everything is found each time', async () => {
    const data = newDataFolder();
    const first = await visit(data, process.execPath, 'apple pie', ['apple']);
    const second = await visit(data, oldest, 'Apple cake, 文字', ['apple', '文', 'apple cake', 'nothing']);
    const third = await visit(data, process.execPath, 'more apples', ['apple', '文']);
    assert.deepEqual(first, [['apple pie']]);
    assert.deepEqual(second, [['Apple cake, 文字', 'apple pie'], ['Apple cake, 文字'], ['Apple cake, 文字'], []]);
    assert.deepEqual(third, [['more apples', 'Apple cake, 文字', 'apple pie'], ['Apple cake, 文字']]);
  });

  it('[TR6] [AC7] it makes a certificate, speaks TLS and takes a sign-in by a provider', async () => {
    const provider = await IdentityProvider.start();
    const args = ['--tls', 'auto', '--oidc-issuer', provider.issuer, '--oidc-audience', CLIENT];
    const server = await ServerProcess.start({ node: oldest, args });
    const ada = await WireClient.open(server.url, { rejectUnauthorized: false });
    const answer = await ada.ask({ type: 'connect', identityToken: await provider.signIn('ada') });
    assert.equal((answer['user'] as Received)['name'], 'Ada Lovelace');
    await ada.ask({ type: 'join', room: 'general' });
    await ada.ask({ type: 'invite', rooms: ['general'] });
    for (const type of ['rooms', 'invites', 'devices']) await ada.ask({ type });
    assert.match(server.stderr, /^Certificate SHA-256: [0-9a-f]{64}$/mu);
    await server.dispose();
    await provider.stop();
  });
});
