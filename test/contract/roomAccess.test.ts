import assert from 'node:assert/strict';
import { FileClient } from '../support/fileClient.ts';
import { come, type Invited } from '../support/invitedServer.ts';
import { invitedSuite } from '../support/invitedSuite.ts';
import { ServerProcess } from '../support/serverProcess.ts';
import type { Received } from '../support/wireClient.ts';

describe('rooms that are not open to all', () => {
  const suite = invitedSuite();
  const { newcomer } = suite;

  async function namesSeenBy({ client }: Invited): Promise<string[]> {
    const { rooms } = await client.ask({ type: 'rooms' });
    return (rooms as { name: string }[]).map(({ name }) => name);
  }

  it('[RM5] a room by invitation is there for its members, its owners and those of the server, and for nobody else', async () => {
    const maker = await newcomer('closed');
    const member = await newcomer('closed');
    const gone = await newcomer('closed');
    await gone.client.ask({ type: 'leave', room: 'closed' });
    const { file } = await member.client.ask({ type: 'upload', name: 'x', data: 'aGk=' });
    const path = `/files/${(file as { id: string }).id}`;
    const heard = member.client.next((frame) => frame.type === 'roomOptions');
    await maker.client.ask({ type: 'roomOptions', room: 'closed', visibility: 'invite' });
    assert.deepEqual(await heard, { type: 'roomOptions', room: 'closed', visibility: 'invite', approval: false });
    const stranger = await newcomer();
    const http = (person: Invited): FileClient =>
      new FileClient(person.client, person.token, suite.server.process.httpUrl, 'closed');
    for (const outside of [stranger, gone]) {
      assert.ok(!(await namesSeenBy(outside)).includes('closed'));
      assert.equal((await outside.client.reply({ type: 'join', room: 'CLOSED' }))['code'], 'not_found');
      assert.equal((await http(outside).ask('GET', path)).status, 404);
      const { hits } = await outside.client.ask({ type: 'search', query: 'has:file' });
      assert.deepEqual(hits, []);
    }
    for (const inside of [maker, member, suite.server.owner]) {
      assert.ok((await namesSeenBy(inside)).includes('closed'));
      const answer = await inside.client.ask({ type: 'join', room: 'closed' });
      assert.equal(answer['visibility'], 'invite');
      assert.equal((await http(inside).ask('GET', path)).status, 200);
    }
    await member.client.ask({ type: 'leave', room: 'closed' });
    assert.equal((await http(member).ask('GET', path)).status, 404);
    await member.client.ask({ type: 'join', room: 'closed' });
    await maker.client.ask({ type: 'admit', room: 'closed', user: stranger.id, accept: true });
    await stranger.client.ask({ type: 'join', room: 'closed' });
    await maker.client.ask({ type: 'kick', room: 'closed', user: stranger.id });
    await stranger.client.closed;
  });

  it('[RM6] with approval a newcomer waits, the owner is told, and the answer reaches who waits', async () => {
    const maker = await newcomer('asks');
    await maker.client.ask({ type: 'roomOptions', room: 'asks', approval: true });
    const knocked = maker.client.next((frame) => frame.type === 'knock');
    const invite = await suite.server.invite();
    const guest = await suite.come('Knocking', { invite, room: 'asks' });
    assert.deepEqual(guest.answer['rooms'], []);
    assert.equal((guest.answer['refused'] as Received)['code'], 'approval_pending');
    const user = { id: guest.id, name: 'Knocking', guest: false };
    assert.deepEqual(await knocked, { type: 'knock', room: 'asks', user });
    // Asking again is no second knock.
    assert.equal((await guest.client.reply({ type: 'join', room: 'asks' }))['code'], 'approval_pending');
    const { knocks } = await maker.client.ask({ type: 'knocks', room: 'asks' });
    assert.deepEqual(
      (knocks as { user: object }[]).map((knock) => knock.user),
      [user],
    );
    const rejected = guest.client.next((frame) => frame.type === 'rejected');
    await maker.client.ask({ type: 'admit', room: 'asks', user: guest.id, accept: false });
    assert.deepEqual(await rejected, { type: 'rejected', room: 'asks' });
    assert.equal((await guest.client.reply({ type: 'join', room: 'asks' }))['code'], 'approval_pending');
    const admitted = guest.client.next((frame) => frame.type === 'admitted');
    await maker.client.ask({ type: 'admit', room: 'asks', user: guest.id, accept: true });
    assert.deepEqual(await admitted, { type: 'admitted', room: 'asks' });
    const { approval } = await guest.client.ask({ type: 'join', room: 'asks' });
    assert.equal(approval, true);
    assert.equal(maker.client.frames.filter((frame) => frame.type === 'knock').length, 2);
    // Who was let in once comes and goes; who was kicked asks again.
    await guest.client.ask({ type: 'leave', room: 'asks' });
    await guest.client.ask({ type: 'join', room: 'asks' });
    await maker.client.ask({ type: 'kick', room: 'asks', user: guest.id });
    await guest.client.closed;
    const back = await suite.come('Knocking', { token: guest.token, room: 'asks' });
    assert.equal((back.answer['refused'] as Received)['code'], 'approval_pending');
    const nobody = await maker.client.reply({ type: 'admit', room: 'asks', user: 'u_nobody', accept: true });
    assert.equal(nobody['code'], 'not_found');
  });

  it('[RM5] who registered and makes a room owns it, who comes later does not', async () => {
    const maker = await newcomer();
    const later = await newcomer();
    assert.equal((await maker.client.ask({ type: 'join', room: 'mine' }))['role'], 'owner');
    assert.equal((await later.client.ask({ type: 'join', room: 'mine' }))['role'], undefined);
    // A room that an invite names is made by it, before who comes by that.
    const invite = await suite.server.invite({ rooms: ['prepared'] });
    const invited = await suite.come('First In', { invite, room: 'prepared' });
    assert.equal((invited.answer['rooms'] as Received[])[0]?.['role'], undefined);
  });

  it('[RM7] a room of two is the same for both, and for nobody else, owners of the server included', async () => {
    const ada = await newcomer();
    const bob = await newcomer();
    const nameOf = (person: Invited): string => (person.answer['user'] as { name: string }).name;
    const told = bob.client.next((frame) => frame.type === 'direct');
    const { room } = await ada.client.ask({ type: 'direct', user: bob.id });
    assert.deepEqual(await told, {
      type: 'direct',
      room,
      user: { id: ada.id, name: nameOf(ada), guest: false },
    });
    assert.equal((await bob.client.ask({ type: 'direct', user: ada.id }))['room'], room);
    const mine = await ada.client.ask({ type: 'join', room });
    assert.deepEqual([mine['direct'], mine['role']], [{ id: bob.id, name: nameOf(bob) }, undefined]);
    await ada.client.ask({ type: 'message', room, text: 'between us' });
    const { rooms } = await bob.client.ask({ type: 'rooms' });
    const line = (rooms as { name: string; unread: number; direct?: object }[]).find(({ name }) => name === room);
    assert.deepEqual([line?.unread, line?.direct], [1, { id: ada.id, name: nameOf(ada) }]);
    const members = (mine['members'] as { id: string }[]).map(({ id }) => id).toSorted();
    assert.deepEqual(members, [ada.id, bob.id].toSorted());
    for (const outside of [await newcomer(), suite.server.owner]) {
      assert.ok(!(await namesSeenBy(outside)).includes(String(room)));
      for (const request of [
        { type: 'join' },
        { type: 'roomOptions', visibility: 'open' },
        { type: 'kick', user: bob.id },
        { type: 'invite', rooms: [room] },
        { type: 'admit', user: outside.id, accept: true },
      ]) {
        const { code } = await outside.client.reply({ room, ...request });
        assert.ok(code === 'not_found' || code === 'forbidden', `${request.type} ${String(code)}`);
      }
      const { hits } = await outside.client.ask({ type: 'search', query: 'between' });
      assert.deepEqual(hits, []);
    }
    assert.equal((await ada.client.reply({ type: 'kick', room, user: bob.id }))['code'], 'forbidden');
    assert.equal((await ada.client.reply({ type: 'direct', user: ada.id }))['code'], 'bad_request');
    assert.equal((await ada.client.reply({ type: 'direct', user: 'u_nobody' }))['code'], 'not_found');
  });

  it('[RM7] [GR5] whoever takes a guest’s name later sees nothing of their rooms of two', async () => {
    const open = await ServerProcess.start();
    const ada = await come(open.url, 'Ada', { remember: true });
    const guest = await come(open.url, 'Guest', {});
    const { room } = await ada.client.ask({ type: 'direct', user: guest.id });
    await guest.client.ask({ type: 'join', room });
    await guest.client.ask({ type: 'message', room, text: 'for Ada alone' });
    await guest.client.close();
    const other = await come(open.url, 'Guest', {});
    assert.equal(other.id, guest.id);
    assert.equal((await other.client.reply({ type: 'join', room }))['code'], 'not_found');
    const { rooms } = await other.client.ask({ type: 'rooms' });
    assert.deepEqual(rooms, []);
    const { hits } = await other.client.ask({ type: 'search', query: 'alone' });
    assert.deepEqual(hits, []);
    await other.client.close();
    const same = await come(open.url, 'Guest', { token: guest.token, room });
    assert.equal(same.answer['refused'], undefined);
    assert.equal((await ada.client.reply({ type: 'direct', user: 'g_not_here' }))['code'], 'not_found');
    await open.dispose();
  });
});
