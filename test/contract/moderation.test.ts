import assert from 'node:assert/strict';
import { FileClient } from '../support/fileClient.ts';
import { come, type Invited, ownerInvite } from '../support/invitedServer.ts';
import { invitedSuite } from '../support/invitedSuite.ts';
import { ServerProcess } from '../support/serverProcess.ts';
import { WireClient } from '../support/wireClient.ts';

/** Within this the sessions and transfers of who was removed have ended. */
const SOON_MS = 1_000;

describe('kicks, bans and mutes', () => {
  const suite = invitedSuite();
  let watcher: Invited;

  before(async () => {
    await suite.server.owner.client.ask({ type: 'join', room: 'general' });
    watcher = await suite.server.newcomer({}, 'general');
  });

  const newcomer = (room = 'general'): Promise<Invited> => suite.newcomer(room);

  /** A request with a body that has only begun. */
  async function sending(person: Invited): Promise<{ cut: Promise<unknown>; files: FileClient; location: string }> {
    const files = new FileClient(person.client, person.token, suite.server.process.httpUrl, 'general');
    const location = await files.location(10_000_000);
    const upload = files.open(location, 0, 10_000_000);
    await upload.write(Buffer.alloc(65_536));
    await suite.server.receiving(1);
    return { cut: assert.rejects(upload.answer), files, location };
  }

  it('[AC6] a kick from the server ends every session and transfer within a second, and the rooms hear by whom', async () => {
    const person = await newcomer();
    const { name } = person.answer['user'] as { name: string };
    const second = await suite.come(name, { token: person.token });
    const { cut, files, location } = await sending(person);
    const left = watcher.client.next((frame) => frame.type === 'member' && frame['change'] === 'left');
    const start = performance.now();
    await suite.server.owner.client.ask({ type: 'kick', user: person.id });
    const closes = await Promise.all([person.client.closed, second.client.closed, cut]);
    assert.deepEqual([closes[0].code, closes[1].code], [4003, 4003]);
    assert.ok(performance.now() - start < SOON_MS, `${performance.now() - start} ms`);
    const event = await left;
    assert.deepEqual(event['from'], { id: person.id, name });
    assert.deepEqual(event['by'], { id: suite.server.owner.id, name: 'The Owner' });
    assert.equal((await files.ask('HEAD', location)).status, 401);
  });

  it('[AC6] a kick from a room leaves a session its other rooms, and ends one that has none', async () => {
    const person = await newcomer();
    const { name } = person.answer['user'] as { name: string };
    await person.client.ask({ type: 'join', room: 'another' });
    const only = await suite.come(name, { token: person.token, room: 'general' });
    const kicked = person.client.next((frame) => frame.type === 'kicked');
    await suite.server.owner.client.ask({ type: 'kick', user: person.id, room: 'general' });
    assert.deepEqual(await kicked, {
      type: 'kicked',
      room: 'general',
      by: { id: suite.server.owner.id, name: 'The Owner' },
    });
    assert.equal((await only.client.closed).code, 4003);
    assert.equal((await person.client.reply({ type: 'message', text: 'x' }))['code'], 'not_joined');
    await person.client.ask({ type: 'message', room: 'another', text: 'still here' });
    const answer = await suite.server.owner.client.ask({ type: 'join', room: 'general' });
    assert.ok(!(answer['members'] as { id: string }[]).some(({ id }) => id === person.id));
    // The room is open: a kick is a word of warning there.
    await person.client.ask({ type: 'join', room: 'general' });
  });

  it('[AC6] [FL5] who is out of a room has no way to its files, nor to finish what they were sending there', async () => {
    const person = await newcomer();
    await person.client.ask({ type: 'join', room: 'another' });
    const { file } = await person.client.ask({ type: 'upload', room: 'general', name: 'x', data: 'aGk=' });
    const files = new FileClient(person.client, person.token, suite.server.process.httpUrl, 'general');
    const location = await files.location(3);
    await suite.server.owner.client.ask({ type: 'ban', user: person.id, on: true, room: 'general' });
    assert.equal((await files.ask('GET', `/files/${(file as { id: string }).id}`)).status, 404);
    assert.equal((await files.create(1)).code, 'not_joined');
    const before = await suite.server.owner.client.ask({ type: 'history', room: 'general' });
    assert.equal((await files.patch(location, 0, Buffer.from('abc'))).code, 'not_joined');
    const after = await suite.server.owner.client.ask({ type: 'history', room: 'general' });
    assert.deepEqual(after['events'], before['events']);
  });

  it('[AC6] a ban holds against what was on its way, also over a message that was sent before', async () => {
    const person = await newcomer();
    const { owner } = suite.server;
    const ban = owner.client.ask({ type: 'ban', user: person.id, on: true, room: 'general' });
    for (let count = 0; count < 50; count += 1) {
      person.client.send({ type: 'message', id: `late-${count}`, room: 'general', text: 'late' });
    }
    await Promise.all([ban, person.client.closed]);
    const { events } = await owner.client.ask({ type: 'history', room: 'general' });
    const list = events as { type: string; from: { id: string } }[];
    const left = list.findLastIndex(({ type, from }) => type === 'member' && from.id === person.id);
    assert.ok(left > 0);
    assert.deepEqual(
      list.slice(left + 1).filter(({ from }) => from.id === person.id),
      [],
    );
  });

  it('[AC6] who is muted reads, and takes back their own; the room hears of it, and newcomers see it', async () => {
    const person = await newcomer();
    const { name } = person.answer['user'] as { name: string };
    const { seq } = await person.client.ask({ type: 'message', text: 'said before' });
    const heard = watcher.client.next((frame) => frame.type === 'mute');
    await suite.server.owner.client.ask({ type: 'mute', user: person.id, on: true, room: 'general' });
    const user = { id: person.id, name };
    assert.deepEqual(await heard, { type: 'mute', room: 'general', user, on: true });
    const refused = await person.client.reply({ type: 'message', text: 'x' });
    assert.equal(refused['code'], 'forbidden');
    await person.client.ask({ type: 'delete', target: seq });
    const answer = await suite.server.owner.client.ask({ type: 'join', room: 'general' });
    const member = (answer['members'] as { id: string; muted?: boolean }[]).find(({ id }) => id === person.id);
    assert.equal(member?.muted, true);
    const { bans } = await suite.server.owner.client.ask({ type: 'bans', room: 'general' });
    const own = (bans as { user: { id: string }; kind: string }[]).filter(({ user: { id } }) => id === person.id);
    assert.deepEqual(
      own.map(({ kind }) => kind),
      ['mute'],
    );
    await suite.server.owner.client.ask({ type: 'mute', user: person.id, on: false, room: 'general' });
    await person.client.ask({ type: 'message', text: 'y' });
  });

  it('[AC6] muted on the server is muted in every room, also in one that was joined since', async () => {
    const person = await newcomer();
    const told = person.client.next((frame) => frame.type === 'mute');
    await suite.server.owner.client.ask({ type: 'mute', user: person.id, on: true });
    assert.equal((await told)['room'], undefined);
    await person.client.ask({ type: 'join', room: 'yet another' });
    for (const room of ['general', 'yet another']) {
      assert.equal((await person.client.reply({ type: 'message', room, text: 'x' }))['code'], 'forbidden');
    }
  });

  it('[AC5] owners are safe from those who are not above them, and nobody removes themselves', async () => {
    const maker = await newcomer('made');
    const second = await newcomer('made');
    await maker.client.ask({ type: 'role', user: second.id, role: 'owner', room: 'made' });
    const { owner } = suite.server;
    for (const [by, user] of [
      [maker, second.id],
      [maker, maker.id],
      [maker, owner.id],
      [owner, owner.id],
    ] as const) {
      for (const request of [{ type: 'kick' }, { type: 'ban', on: true }, { type: 'mute', on: true }]) {
        assert.equal((await by.client.reply({ ...request, user, room: 'made' }))['code'], 'forbidden');
      }
    }
    await maker.client.ask({ type: 'role', user: second.id, role: 'member', room: 'made' });
    await maker.client.ask({ type: 'kick', user: second.id, room: 'made' });
    assert.equal((await second.client.closed).code, 4003);
    await owner.client.ask({ type: 'kick', user: maker.id, room: 'made' });
    assert.equal((await maker.client.closed).code, 4003);
    for (const role of ['member', 'guest']) {
      assert.equal((await owner.client.reply({ type: 'role', user: owner.id, role }))['code'], 'forbidden');
    }
    assert.equal((await owner.client.reply({ type: 'kick', user: 'u_nobody' }))['code'], 'not_found');
    assert.equal((await owner.client.reply({ type: 'role', user: 'u_nobody', role: 'owner' }))['code'], 'not_found');
  });

  it('[AC5] [RM5] who is an owner no more keeps the rooms that they are in, and sees no others', async () => {
    const maker = await newcomer('theirs');
    await maker.client.ask({ type: 'roomOptions', room: 'theirs', visibility: 'invite' });
    const { file } = await maker.client.ask({ type: 'upload', room: 'theirs', name: 'x', data: 'aGk=' });
    const path = `/files/${(file as { id: string }).id}`;
    const looked = await suite.come('Looked', { invite: await suite.server.invite({ role: 'owner' }), room: 'theirs' });
    const stayed = await suite.come('Stayed', { invite: await suite.server.invite({ role: 'owner' }), room: 'theirs' });
    await looked.client.ask({ type: 'leave' });
    await stayed.client.settled();
    const { client } = suite.server.owner;
    for (const { id } of [looked, stayed]) await client.ask({ type: 'role', user: id, role: 'member' });
    const http = (one: Invited): FileClient =>
      new FileClient(one.client, one.token, suite.server.process.httpUrl, 'theirs');
    assert.equal((await looked.client.reply({ type: 'join', room: 'theirs' }))['code'], 'not_found');
    assert.equal((await http(looked).ask('GET', path)).status, 404);
    await stayed.client.ask({ type: 'join', room: 'theirs' });
    assert.equal((await http(stayed).ask('GET', path)).status, 200);
    // So does who made the room, and is no owner of it any more.
    await client.ask({ type: 'role', user: maker.id, role: 'member', room: 'theirs' });
    assert.equal((await maker.client.ask({ type: 'join', room: 'theirs' }))['role'], undefined);
  });

  it('[AC5] who becomes an owner hears it and may at once; members see who they are', async () => {
    const person = await newcomer();
    const heard = watcher.client.next((frame) => frame.type === 'role');
    await suite.server.owner.client.ask({ type: 'role', user: person.id, role: 'owner', room: 'general' });
    assert.equal((await heard)['role'], 'owner');
    const { role, members } = await person.client.ask({ type: 'join', room: 'general' });
    assert.equal(role, 'owner');
    const owners = (members as { id: string; role?: string }[]).filter((member) => member.role === 'owner');
    assert.deepEqual(owners.map(({ id }) => id).toSorted(), [suite.server.owner.id, person.id].toSorted());
    const other = await newcomer();
    const { seq } = await other.client.ask({ type: 'message', text: 'not for long' });
    await person.client.ask({ type: 'delete', target: seq });
    await person.client.ask({ type: 'kick', user: other.id, room: 'general' });
    await other.client.closed;
    await suite.server.owner.client.ask({ type: 'role', user: person.id, role: 'member', room: 'general' });
    assert.equal((await person.client.reply({ type: 'bans' }))['code'], 'forbidden');
  });
});

describe('moderation of an open server', () => {
  it('[AC6] a guest is kicked, may come back, is banned by name, and does not', async () => {
    const open = await ServerProcess.start();
    const owner = await come(open.url, 'Owner', { invite: await ownerInvite(open), room: 'general' });
    const guest = await come(open.url, 'Guest', { room: 'general' });
    await owner.client.ask({ type: 'kick', user: guest.id });
    assert.equal((await guest.client.closed).code, 4003);
    const back = await come(open.url, 'Guest', { room: 'general', token: guest.token });
    await owner.client.ask({ type: 'ban', user: guest.id, on: true });
    assert.equal((await back.client.closed).code, 4003);
    const again = await WireClient.open(open.url);
    for (const fields of [{}, { token: guest.token }, { remember: true }]) {
      assert.equal((await again.reply({ type: 'connect', name: 'guest', ...fields }))['code'], 'forbidden');
    }
    const files = new FileClient(again, guest.token, open.httpUrl, 'general');
    assert.equal((await files.create(1)).code, 'forbidden');
    await owner.client.ask({ type: 'ban', user: guest.id, on: false });
    assert.equal((await again.reply({ type: 'connect', name: 'Guest' })).type, 'ok');
    await open.dispose();
  });
});
