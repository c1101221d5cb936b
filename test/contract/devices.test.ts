import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { FileClient } from '../support/fileClient.ts';
import { come, type Invited, ownerInvite } from '../support/invitedServer.ts';
import { invitedSuite } from '../support/invitedSuite.ts';
import { undoIdentity } from '../support/olderSchema.ts';
import { newDataFolder, ServerProcess } from '../support/serverProcess.ts';
import type { Received } from '../support/wireClient.ts';

/** Within this the sessions and transfers of who was removed have ended. */
const SOON_MS = 1_000;

describe('devices of a user', () => {
  const suite = invitedSuite();

  async function register(name: string, device = 'Desk'): Promise<Invited> {
    return await suite.come(name, { invite: await suite.server.invite(), room: 'general', device });
  }

  async function further(first: Invited, device: string): Promise<Invited> {
    const { invite } = await first.client.ask({ type: 'deviceLink' });
    return await suite.come('whatever I call myself', { invite, device, room: 'general' });
  }

  async function devicesOf({ client }: Invited): Promise<Received[]> {
    return (await client.ask({ type: 'devices' }))['devices'] as Received[];
  }

  it('[GR6] a link makes a further device of the same user, once', async () => {
    const desk = await register('Ada');
    const { invite, expires } = await desk.client.ask({ type: 'deviceLink' });
    assert.ok(Math.abs(Number(expires) - Date.now() - 600_000) < 10_000);
    const laptop = await suite.come('not Ada', { invite, device: 'Laptop', room: 'general' });
    const user = laptop.answer['user'] as { id: string; name: string; device: string };
    assert.deepEqual([user.id, user.name], [desk.id, 'Ada']);
    assert.notEqual(laptop.token, desk.token);
    const spent = await suite.open();
    assert.equal((await spent.reply({ type: 'connect', name: 'Ada', invite }))['code'], 'bad_invite');
    const { seq } = await desk.client.ask({ type: 'message', text: 'from the desk' });
    await laptop.client.ask({ type: 'edit', target: seq, text: 'from the laptop' });
    const list = await devicesOf(laptop);
    assert.deepEqual(list.map(({ label, current }) => [label, current]).toSorted(), [
      ['Desk', false],
      ['Laptop', true],
    ]);
    for (const { created, lastSeen } of list) assert.ok(Number(created) > 0 && Number(lastSeen) >= Number(created));
    assert.ok(!JSON.stringify(list).includes(laptop.token));
  });

  it('[GR6] [AC6] a device that is revoked is out within a second, with what it was sending, and its token is nothing', async () => {
    const desk = await register('Grace');
    const laptop = await further(desk, 'Laptop');
    const files = new FileClient(laptop.client, laptop.token, suite.server.process.httpUrl, 'general');
    const location = await files.location(10_000_000);
    const upload = files.open(location, 0, 10_000_000);
    await upload.write(Buffer.alloc(65_536));
    await suite.server.receiving(1);
    const cut = assert.rejects(upload.answer);
    const bytes = Buffer.alloc(20_000_000);
    const { file } = await files.share(bytes);
    const download = await fetch(`${suite.server.process.httpUrl}/files/${file.id}`, {
      headers: { Authorization: `Bearer ${laptop.token}` },
    });
    const { device } = laptop.answer['user'] as { device: string };
    const start = performance.now();
    await desk.client.ask({ type: 'revokeDevice', device });
    const [{ code }] = await Promise.all([laptop.client.closed, cut, assert.rejects(download.arrayBuffer())]);
    assert.equal(code, 4003);
    assert.ok(performance.now() - start < SOON_MS, `${performance.now() - start} ms`);
    const { status, code: refused } = await files.ask('HEAD', location);
    assert.equal(status, 401, refused);
    const back = await suite.open();
    assert.equal((await back.reply({ type: 'connect', name: 'Grace', token: laptop.token }))['code'], 'bad_token');
    await desk.client.settled();
    assert.equal((await devicesOf(desk)).length, 1);
  });

  it('[GR6] nobody revokes what is not theirs but an owner of the server', async () => {
    const mary = await register('Mary');
    const jean = await register('Jean');
    const { device } = jean.answer['user'] as { device: string };
    assert.equal((await mary.client.reply({ type: 'revokeDevice', device }))['code'], 'not_found');
    assert.equal((await mary.client.reply({ type: 'revokeDevice', device, user: jean.id }))['code'], 'forbidden');
    assert.equal((await mary.client.reply({ type: 'revokeDevice', device: 'd_none' }))['code'], 'not_found');
    await jean.client.settled();
    await suite.server.owner.client.ask({ type: 'revokeDevice', device, user: jean.id });
    assert.equal((await jean.client.closed).code, 4003);
  });

  it('[GR6] signing out ends every session of this device and none of another', async () => {
    const desk = await register('Betty');
    const laptop = await further(desk, 'Laptop');
    const window = await suite.come('Betty', { token: laptop.token });
    assert.equal((await laptop.client.reply({ type: 'signOut' })).type, 'ok');
    assert.deepEqual([(await laptop.client.closed).code, (await window.client.closed).code], [4003, 4003]);
    const back = await suite.open();
    assert.equal((await back.reply({ type: 'connect', name: 'Betty', token: laptop.token }))['code'], 'bad_token');
    await desk.client.settled();
  });

  it('[GR6] a guest has no devices, and signs out of being this guest', async () => {
    const guest = await suite.server.newcomer({ role: 'guest', rooms: ['general'] });
    assert.deepEqual(await devicesOf(guest), []);
    assert.equal((await guest.client.reply({ type: 'deviceLink' }))['code'], 'forbidden');
    await guest.client.ask({ type: 'signOut' });
    await guest.client.closed;
    const back = await suite.open();
    const { name } = guest.answer['user'] as { name: string };
    assert.equal((await back.reply({ type: 'connect', name, token: guest.token }))['code'], 'bad_token');
  });

  it('[GR6] tokens from before there were devices are devices, and rooms from then are open', async () => {
    const data = newDataFolder();
    const first = await ServerProcess.start({ data });
    const before = await come(first.url, 'Ada', { remember: true, room: 'general' });
    const guest = await come(first.url, 'Guest', { room: 'general' });
    await first.stop();
    const database = new DatabaseSync(join(data, 'roomchat.db'));
    undoIdentity(database);
    database.close();
    const second = await ServerProcess.start({ data });
    const back = await come(second.url, 'Ada', { token: before.token, room: 'general' });
    const { device, role } = back.answer['user'] as { device: string; role: string };
    assert.deepEqual([role, back.answer['refused']], ['member', undefined]);
    const list = await devicesOf(back);
    assert.deepEqual(
      list.map((line) => [line['device'], line['created'], line['current']]),
      [[device, 0, true]],
    );
    assert.equal(
      (await come(second.url, 'Guest', { token: guest.token, room: 'general' })).answer['refused'],
      undefined,
    );
    // These data have had no owner yet.
    const owner = await come(second.url, 'Owner', { invite: await ownerInvite(second) });
    assert.equal((owner.answer['user'] as { role: string }).role, 'owner');
    await second.dispose();
    rmSync(data, { recursive: true });
  });
});
