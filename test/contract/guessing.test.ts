import assert from 'node:assert/strict';
import { FileClient } from '../support/fileClient.ts';
import { come, InvitedServer } from '../support/invitedServer.ts';
import { WireClient } from '../support/wireClient.ts';

/** What an address may show wrong before its answers wait. */
const BUDGET = 50;
/** How long they wait then, less what clocks may be off by. */
const HELD_MS = 990;

describe('guessing', function () {
  this.timeout(30_000);
  let server: InvitedServer;

  beforeEach(async () => {
    server = await InvitedServer.start();
  });
  afterEach(async () => {
    await server.dispose();
  });

  it('[LV6] the fifth wrong token or invite of a session closes it, and four are forgiven', async () => {
    const client = await WireClient.open(server.url);
    for (const fields of [{ token: 'a' }, { invite: 'b' }, { token: 'c' }, { invite: 'd' }]) {
      await client.reply({ type: 'connect', name: 'Eve', ...fields });
    }
    await client.ask({ type: 'connect', name: 'Eve', invite: await server.invite() });
    const other = await WireClient.open(server.url);
    for (let count = 0; count < 5; count += 1) {
      assert.equal((await other.reply({ type: 'connect', name: 'Eve', token: `${count}` }))['code'], 'bad_token');
    }
    assert.equal((await other.closed).code, 4029);
  });

  it('[LV6] past fifty of an address wrong ones wait a second, also over HTTP, and right ones do not', async () => {
    const { token, answer, client } = await server.newcomer({}, 'general');
    const { name } = answer['user'] as { name: string };
    const files = new FileClient(client, token, server.process.httpUrl, 'general');
    const { file } = await files.share(Buffer.from('x'));
    const wrong = new FileClient(client, 'wrong', server.process.httpUrl, 'general');
    for (let count = 0; count < BUDGET; count += 1) {
      assert.equal((await wrong.ask('GET', `/files/${file.id}`)).status, 401);
    }
    // Some of the budget has come back since, one a second.
    let heldMs = 0;
    for (let tries = 0; heldMs < HELD_MS && tries < 30; tries += 1) {
      const start = performance.now();
      assert.equal((await wrong.ask('GET', `/files/${file.id}`)).status, 401);
      heldMs = performance.now() - start;
    }
    assert.ok(heldMs >= HELD_MS, 'an answer over HTTP waited');
    // Two right ones, one after the other, are through before a wrong one that was there first.
    let isFirst = false;
    for (let tries = 0; !isFirst && tries < 5; tries += 1) {
      let answered = false;
      const guess = await WireClient.open(server.url);
      const refused = guess.reply({ type: 'connect', name: 'Eve', token: 'x' }).finally(() => (answered = true));
      await come(server.url, name, { token, room: 'general' });
      assert.equal((await files.ask('GET', `/files/${file.id}`)).status, 200);
      isFirst = !answered;
      assert.equal((await refused)['code'], 'bad_token');
    }
    assert.ok(isFirst, 'who knows did not wait as who guesses did');
  });
});
