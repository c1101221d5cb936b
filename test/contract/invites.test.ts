import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { come, inviteOf, ownerInvite } from '../support/invitedServer.ts';
import { invitedSuite } from '../support/invitedSuite.ts';
import { newDataFolder, runServer, ServerProcess } from '../support/serverProcess.ts';
import { type Received, WireClient } from '../support/wireClient.ts';

const WEEK_MS = 7 * 86_400_000;

describe('invites', function () {
  this.timeout(60_000);
  const suite = invitedSuite();

  async function tried(name: string, fields: object): Promise<Received> {
    const client = await suite.open();
    return await client.reply({ type: 'connect', name, ...fields });
  }

  it('[AC3] an invite has 256 random bits, is for one person and a week, and is never told again', async () => {
    const { client } = suite.server.owner;
    const before = Date.now();
    const made = await client.ask({ type: 'invite' });
    assert.match(String(made['invite']), /^[\w-]{43}$/u);
    assert.ok(Math.abs(Number(made['expires']) - before - WEEK_MS) < 10_000);
    const other = await client.ask({ type: 'invite' });
    assert.notEqual(other['invite'], made['invite']);
    const { invites } = await client.ask({ type: 'invites' });
    const listed = (invites as Received[]).filter(({ inviteId }) => inviteId === made['inviteId']);
    const [{ by, created, ...rest } = {} as Partial<Received>] = listed;
    assert.deepEqual(rest, {
      inviteId: made['inviteId'],
      rooms: [],
      role: 'member',
      uses: 1,
      left: 1,
      expires: made['expires'],
    });
    assert.deepEqual(by, { id: suite.server.owner.id, name: 'The Owner' });
    assert.ok(Number(created) >= before);
    assert.ok(!JSON.stringify(invites).includes(String(made['invite'])));
  });

  it('[AC3] who comes by one is registered with its role and rooms, and comes back by the token alone', async () => {
    const invite = await suite.server.invite({ rooms: ['Team'], role: 'owner' });
    const first = await suite.come('Ada', { invite, room: 'Team', device: 'Desk' });
    const user = first.answer['user'] as { guest: boolean; role: string; device: string };
    assert.deepEqual([user.guest, user.role, first.token.length], [false, 'owner', 43]);
    await first.client.cut();
    const back = await suite.come('Ada', { token: first.token, room: 'Team' });
    assert.deepEqual(back.answer['user'], user);
    assert.equal(back.answer['token'], undefined);
    await back.client.cut();
  });

  it('[AC3] it lets in as many as it says, each counted once, and then nobody', async () => {
    const invite = await suite.server.invite({ uses: 2, rooms: ['two'] });
    const one = await suite.come('One', { invite });
    // The same person, by the same invite again: nothing is spent.
    assert.equal((await tried('One', { invite, token: one.token })).type, 'ok');
    assert.equal((await tried('Two', { invite })).type, 'ok');
    assert.equal((await tried('Three', { invite }))['code'], 'bad_invite');
    // Where somebody is known, one that is used up does no harm.
    assert.equal((await tried('One', { invite, token: one.token })).type, 'ok');
    await one.client.cut();
  });

  it('[AC3] of two who come at once by the last use, one gets in', async () => {
    const invite = await suite.server.invite();
    const answers = await Promise.all(['Left', 'Right'].map((name) => tried(name, { invite })));
    assert.deepEqual(answers.map((answer) => answer['code'] ?? 'ok').toSorted(), ['bad_invite', 'ok']);
  });

  it('[AC3] a name that is taken spends nothing', async () => {
    const invite = await suite.server.invite();
    assert.equal((await tried('the owner', { invite }))['code'], 'name_taken');
    assert.equal((await tried('Not Taken', { invite })).type, 'ok');
  });

  it('[AC3] what is wrong, over or revoked lets nobody in', async () => {
    const { client } = suite.server.owner;
    const short = await client.ask({ type: 'invite', expiresMs: 1 });
    const revoked = await client.ask({ type: 'invite', uses: 5 });
    await client.ask({ type: 'revokeInvite', inviteId: revoked['inviteId'] });
    const cases = ['', 'wrong', 'x'.repeat(256), String(revoked['inviteId']), revoked['invite'], short['invite']];
    for (const invite of cases) assert.equal((await tried('Nobody', { invite }))['code'], 'bad_invite');
    assert.equal((await tried('Nobody', {}))['code'], 'bad_invite');
    assert.equal((await tried('Nobody', { remember: true }))['code'], 'bad_invite');
    const { invites } = await client.ask({ type: 'invites' });
    assert.ok(!(invites as Received[]).some(({ inviteId }) => inviteId === revoked['inviteId']));
  });

  it('[AC3] a lost answer can be asked for again within the minute, but not once the token was shown', async () => {
    const invite = await suite.server.invite();
    const lost = await suite.come('Unlucky', { invite });
    assert.equal((await tried('Unlucky', { invite }))['code'], 'bad_invite', 'a session is open');
    await lost.client.close();
    const again = await suite.come('Unlucky', { invite });
    assert.equal(again.id, lost.id);
    assert.equal((await tried('Unlucky', { token: lost.token }))['code'], 'bad_token');
    assert.equal((await tried('Somebody Else', { invite }))['code'], 'bad_invite');
    await again.client.close();
    const back = await suite.come('Unlucky', { token: again.token });
    await back.client.close();
    assert.equal((await tried('Unlucky', { invite }))['code'], 'bad_invite', 'the token was shown');
  });

  it('[AC3] of an invite for several, nobody else can take a name that it has just brought', async () => {
    const invite = await suite.server.invite({ uses: 3 });
    const first = await suite.come('Newcomer', { invite });
    await first.client.close();
    assert.equal((await tried('Newcomer', { invite }))['code'], 'name_taken');
    const back = await suite.come('Newcomer', { token: first.token });
    assert.equal(back.id, first.id);
    await back.client.close();
  });

  it('[AC3] a guest who is invited is no registered user, and gets no further by asking', async () => {
    const invite = await suite.server.invite({ role: 'guest', rooms: ['open house'] });
    const guest = await suite.come('Visitor', { invite, remember: true, room: 'open house' });
    assert.deepEqual(guest.answer['token'], undefined);
    assert.equal((guest.answer['user'] as { guest: boolean }).guest, true);
    const { rooms } = await guest.client.ask({ type: 'rooms' });
    assert.deepEqual(
      (rooms as { name: string }[]).map(({ name }) => name),
      ['open house'],
    );
    assert.equal((await guest.client.reply({ type: 'join', room: 'Team' }))['code'], 'not_found');
    await guest.client.close();
    const back = await suite.come('Visitor', { token: guest.token, remember: true, room: 'open house' });
    assert.equal((back.answer['user'] as { guest: boolean }).guest, true);
    await back.client.cut();
  });

  it('[AC3] an owner of a room invites people of the server to it, and nobody new', async () => {
    const maker = await suite.server.newcomer();
    await maker.client.ask({ type: 'join', room: 'private' });
    await maker.client.ask({ type: 'roomOptions', room: 'private', visibility: 'invite' });
    const { invite } = await maker.client.ask({ type: 'invite', rooms: ['private'] });
    assert.equal((await tried('New', { invite }))['code'], 'bad_invite');
    const { client, token, answer } = await suite.server.newcomer();
    const { name } = answer['user'] as { name: string };
    assert.equal((await client.reply({ type: 'join', room: 'private' }))['code'], 'not_found');
    await client.cut();
    const inside = await suite.come(name, { token, invite, room: 'private' });
    assert.equal(inside.answer['refused'], undefined);
    for (const fields of [{ rooms: ['Team'] }, { rooms: ['private', 'Team'] }, { rooms: ['not there'] }]) {
      assert.equal((await maker.client.reply({ type: 'invite', ...fields }))['code'], 'forbidden');
    }
    await Promise.all([maker.client.cut(), inside.client.cut()]);
  });

  it('[AC6] who was kicked off the server comes back with the token and a new invite only', async () => {
    const invite = await suite.server.invite({ uses: 9 });
    const { client, token, id } = await suite.come('Kicked', { invite, room: 'general' });
    await suite.server.owner.client.ask({ type: 'kick', user: id });
    assert.equal((await client.closed).code, 4003);
    assert.equal((await tried('Kicked', { token }))['code'], 'bad_invite');
    assert.equal((await tried('Kicked', { token, invite }))['code'], 'bad_invite', 'the one that was used before');
    assert.equal((await tried('Kicked', { invite: await suite.server.invite() }))['code'], 'name_taken');
    const again = await suite.come('Kicked', {
      token,
      invite: await suite.server.invite(),
      room: 'general',
    });
    assert.equal(again.id, id);
    await again.client.close();
    assert.equal((await tried('Kicked', { token })).type, 'ok');
  });

  it('[AC6] what somebody gave away ends with them', async () => {
    const { client, id } = await suite.come('Generous', {
      invite: await suite.server.invite({ role: 'owner' }),
    });
    const { invite } = await client.ask({ type: 'invite' });
    const { invite: device } = await client.ask({ type: 'deviceLink' });
    await suite.server.owner.client.ask({ type: 'role', user: id, role: 'member' });
    await suite.server.owner.client.ask({ type: 'ban', user: id, on: true });
    assert.equal((await tried('Friend', { invite }))['code'], 'bad_invite');
    assert.equal((await tried('Generous', { invite: device }))['code'], 'bad_invite');
  });
});

describe('invites beside the server', function () {
  this.timeout(60_000);

  it('[AC5] the first start prints a link for the owner, once, and no log has it', async () => {
    const data = newDataFolder();
    const first = await ServerProcess.start({ data });
    const invite = await ownerInvite(first);
    assert.ok(!first.stdout.includes(invite));
    assert.ok(!JSON.stringify(first.log).includes(invite));
    await first.stop();
    const second = await ServerProcess.start({ data });
    assert.doesNotMatch(second.stderr, /Owner link/u);
    const owner = await come(second.url, 'Ada', { invite });
    assert.equal((owner.answer['user'] as { role: string }).role, 'owner');
    const late = await WireClient.open(second.url);
    assert.equal((await late.reply({ type: 'connect', name: 'Late', invite }))['code'], 'bad_invite');
    await second.dispose();
    rmSync(data, { recursive: true });
  });

  it('[AC3] the command makes links while the server runs and while it does not', async () => {
    const data = newDataFolder();
    const server = await ServerProcess.start({ data, args: ['--access', 'invite'] });
    const flags = ['--data', data, '--rooms', 'general,Über uns', '--uses', '2', '--expires', '1h', '--role', 'member'];
    const made = await runServer(['invite', ...flags]);
    assert.deepEqual([made.code, made.stderr], [0, '']);
    const link = new URL(made.stdout.trim());
    assert.deepEqual([link.protocol, link.host, link.pathname], ['vscode:', 'room-chat.room-chat', '/join']);
    assert.deepEqual(
      [link.searchParams.get('server'), link.searchParams.get('room'), link.searchParams.get('pin')],
      [server.url, 'general', null],
    );
    const invite = inviteOf(made.stdout.trim());
    const ada = await come(server.url, 'Ada', { invite, room: 'Über uns' });
    assert.equal(ada.answer['refused'], undefined);
    await server.stop();
    const offline = await runServer(['invite', '--data', data, '--role', 'owner']);
    const again = await ServerProcess.start({ data, args: ['--access', 'invite'] });
    const owner = await come(again.url, 'Grace', { invite: inviteOf(offline.stdout.trim()) });
    assert.equal((owner.answer['user'] as { role: string }).role, 'owner');
    const grace = await WireClient.open(again.url);
    assert.equal((await grace.reply({ type: 'connect', name: 'Mary', invite })).type, 'ok');
    await again.dispose();
    rmSync(data, { recursive: true });
  });

  it('[AC3] the command says what is wrong with what it was told', async () => {
    const data = newDataFolder();
    for (const [args, said] of [
      [['--uses', '0'], /--uses has to be 1 at least/u],
      [['--expires', 'soon'], /--expires has to be a number with s, m, h or d/u],
      [['--role', 'king'], /--role has to be owner, member or guest/u],
      [['--unheard', 'of'], /Unknown option '--unheard'/u],
    ] as const) {
      const { code, stderr } = await runServer(['invite', '--data', data, ...args]);
      assert.equal(code, 2);
      assert.match(stderr, said);
    }
    const { code, stderr } = await runServer(['invite', '--data', data]);
    assert.deepEqual([code, stderr.includes('its address is not known')], [1, true]);
    const named = await runServer(['invite', '--data', data, '--public-url', 'https://rooms.example:8443/']);
    assert.equal(new URL(named.stdout.trim()).searchParams.get('server'), 'wss://rooms.example:8443');
    rmSync(data, { recursive: true });
  });
});
