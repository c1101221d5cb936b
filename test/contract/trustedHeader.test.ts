import assert from 'node:assert/strict';
import { ServerProcess } from '../support/serverProcess.ts';
import { upgradeStatus } from '../support/upgradeStatus.ts';
import { type Received, WireClient } from '../support/wireClient.ts';

const PROXY = '127.0.0.9';

describe('a proxy that says who somebody is', () => {
  let server: ServerProcess;

  before(async () => {
    server = await ServerProcess.start({ args: ['--trusted-header', 'X-Forwarded-User', '--trusted-proxy', PROXY] });
  });
  after(async () => {
    await server.dispose();
  });

  /** Connects through the proxy, as whom it names. */
  async function through(user: string | string[], fields: object = {}): Promise<Received> {
    const headers = { 'X-Forwarded-User': user } as Record<string, string>;
    const client = await WireClient.open(server.url, { localAddress: PROXY, headers });
    const answer = await client.reply({ type: 'connect', room: 'general', ...fields });
    await client.close();
    return answer;
  }

  /** The status of an upgrade. */
  function status(localAddress: string, headers: Record<string, string | string[]>): Promise<number> {
    return upgradeStatus({ port: server.port, host: '127.0.0.1', localAddress, headers });
  }

  const userOf = (answer: Received) => answer['user'] as Record<string, unknown>;

  it('[AC8] whom it names is a registered user, the same each time, and needs no name and no invite', async () => {
    const answer = await through('ada@example.com');
    assert.deepEqual([userOf(answer)['name'], userOf(answer)['guest']], ['ada', false]);
    assert.equal(typeof answer['token'], 'string');
    const again = await through('ada@example.com', { name: 'Somebody' });
    assert.deepEqual([userOf(again)['id'], userOf(again)['name']], [userOf(answer)['id'], 'ada']);
    const other = await through('Ada@example.com', { name: 'Ada with a capital' });
    assert.notEqual(userOf(other)['id'], userOf(answer)['id']);
  });

  it('[AC8] names of any script come through', async () => {
    const answer = await through(Buffer.from('Zoë 李').toString('latin1'));
    assert.equal(userOf(answer)['name'], 'Zoë 李');
  });

  it('[AC8] a token goes with its own person only, also from elsewhere', async () => {
    const [grace, linus] = [await through('grace'), await through('linus')];
    const token = grace['token'];
    assert.equal((await through('linus', { name: 'grace', token }))['code'], 'bad_token');
    assert.equal(userOf(await through('grace', { name: 'grace', token }))['id'], userOf(grace)['id']);
    assert.ok(linus['token'] !== token);
    const elsewhere = await WireClient.open(server.url);
    assert.equal(userOf(await elsewhere.ask({ type: 'connect', name: 'grace', token }))['id'], userOf(grace)['id']);
  });

  it('[AC8] hello tells that it is so, and without the header nobody comes in', async () => {
    const client = await WireClient.open(server.url, { localAddress: PROXY });
    assert.deepEqual(client.frames[0]?.['identity'], { proxy: true });
    assert.equal((await client.reply({ type: 'connect', name: 'Eve' }))['code'], 'bad_invite');
  });

  const forged: [what: string, from: string, headers: Record<string, string | string[]>][] = [
    ['from anybody else', '127.0.0.1', { 'X-Forwarded-User': 'ada@example.com' }],
    ['from anybody else, in other letters', '127.0.0.1', { 'x-FORWARDED-user': 'ada@example.com' }],
    ['from who claims to be the proxy', '127.0.0.1', { 'X-Forwarded-User': 'ada', 'X-Forwarded-For': PROXY }],
    ['given twice', PROXY, { 'X-Forwarded-User': ['ada@example.com', 'eve'] }],
    ['that is empty', PROXY, { 'X-Forwarded-User': '' }],
    ['of blanks', PROXY, { 'X-Forwarded-User': '   ' }],
    ['of bytes that are no text', PROXY, { 'X-Forwarded-User': '\xff\xfe' }],
    ['that is too long', PROXY, { 'X-Forwarded-User': 'a'.repeat(256) }],
  ];
  for (const [what, from, headers] of forged) {
    it(`[AC8] a header ${what} is refused`, async () => {
      assert.equal(await status(from, headers), 403);
    });
  }

  it('[AC8] a header of another name says nothing', async () => {
    const headers = { 'X-Forwarded-Email': 'ada@example.com', 'X-Remote-User': 'ada' };
    assert.equal(await status('127.0.0.1', headers), 101);
    const client = await WireClient.open(server.url, { headers });
    assert.equal((await client.reply({ type: 'connect', name: 'ada' }))['code'], 'bad_invite');
  });

  it('[AC8] where the server was not told of a header, none is believed', async () => {
    const open = await ServerProcess.start({ args: ['--trusted-proxy', '127.0.0.1'] });
    const client = await WireClient.open(open.url, { headers: { 'X-Forwarded-User': 'ada' } });
    assert.equal(client.frames[0]?.['identity'], undefined);
    const answer = await client.ask({ type: 'connect', name: 'Eve' });
    assert.deepEqual([userOf(answer)['name'], userOf(answer)['guest']], ['Eve', true]);
    await open.dispose();
  });

  it('[AC8] loopback is the proxy where none is named', async () => {
    const alone = await ServerProcess.start({ args: ['--trusted-header', 'X-Forwarded-User'] });
    const client = await WireClient.open(alone.url, { headers: { 'X-Forwarded-User': 'ada' } });
    assert.equal(userOf(await client.ask({ type: 'connect' }))['name'], 'ada');
    await alone.dispose();
  });
});
