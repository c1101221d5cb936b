import assert from 'node:assert/strict';
import { ServerProcess } from '../support/serverProcess.ts';
import { type Request, WireClient } from '../support/wireClient.ts';

/** Every verb, and what it answers to somebody who may. `target` is another user's message in the room. */
const VERBS: [request: Request, allowed: string, needsRoom: boolean][] = [
  [{ type: 'connect', name: 'Again' }, 'already_connected', false],
  [{ type: 'join', room: 'matrix' }, 'ok', false],
  [{ type: 'rooms' }, 'ok', false],
  [{ type: 'presence', state: 'online' }, 'ok', false],
  [{ type: 'ping' }, 'ok', false],
  [{ type: 'search', query: 'anything' }, 'ok', false],
  [{ type: 'message', room: 'matrix', text: 'x' }, 'ok', true],
  [{ type: 'edit', room: 'matrix', target: 2, text: 'x' }, 'not_yours', true],
  [{ type: 'delete', room: 'matrix', target: 2 }, 'not_yours', true],
  [{ type: 'react', room: 'matrix', target: 2, emoji: '👍', on: true }, 'ok', true],
  [{ type: 'topic', room: 'matrix', topic: 'x' }, 'ok', true],
  [{ type: 'upload', room: 'matrix', name: 'n.txt', data: 'aGk=' }, 'ok', true],
  [{ type: 'download', room: 'matrix', file: 'owned.txt' }, 'ok', true],
  [{ type: 'history', room: 'matrix' }, 'ok', true],
  [{ type: 'search', room: 'matrix', query: 'anything' }, 'ok', true],
  [{ type: 'read', room: 'matrix', seq: 1 }, 'ok', true],
  [{ type: 'typing', room: 'matrix', on: true }, 'ok', true],
  [{ type: 'leave', room: 'matrix' }, 'ok', true],
  // All of these are guests of an open server, who own nothing.
  [{ type: 'invite' }, 'forbidden', false],
  [{ type: 'invite', rooms: ['matrix'] }, 'forbidden', false],
  [{ type: 'invites' }, 'ok', false],
  [{ type: 'revokeInvite', inviteId: 'i_none' }, 'not_found', false],
  [{ type: 'devices' }, 'ok', false],
  [{ type: 'deviceLink' }, 'forbidden', false],
  [{ type: 'revokeDevice', device: 'd_none' }, 'not_found', false],
  [{ type: 'revokeDevice', device: 'd_none', user: 'u_other' }, 'forbidden', false],
  [{ type: 'kick', user: 'u_other' }, 'forbidden', false],
  [{ type: 'kick', user: 'u_other', room: 'matrix' }, 'forbidden', false],
  [{ type: 'ban', user: 'u_other', on: true }, 'forbidden', false],
  [{ type: 'ban', user: 'u_other', on: true, room: 'matrix' }, 'forbidden', false],
  [{ type: 'mute', user: 'u_other', on: true }, 'forbidden', false],
  [{ type: 'mute', user: 'u_other', on: true, room: 'matrix' }, 'forbidden', false],
  [{ type: 'bans' }, 'forbidden', false],
  [{ type: 'bans', room: 'matrix' }, 'forbidden', false],
  [{ type: 'role', user: 'u_other', role: 'owner' }, 'forbidden', false],
  [{ type: 'role', user: 'u_other', role: 'owner', room: 'matrix' }, 'forbidden', false],
  [{ type: 'roomOptions', room: 'matrix', visibility: 'invite' }, 'forbidden', false],
  [{ type: 'knocks', room: 'matrix' }, 'forbidden', false],
  [{ type: 'admit', room: 'matrix', user: 'u_other', accept: true }, 'forbidden', false],
  [{ type: 'direct', user: 'u_other' }, 'not_found', false],
  [{ type: 'signOut' }, 'ok', false],
];

type Standing = 'stranger' | 'refused' | 'roomless' | 'elsewhere' | 'departed' | 'member';
const STANDINGS: readonly Standing[] = ['stranger', 'refused', 'roomless', 'elsewhere', 'departed', 'member'];

describe('[AC4] who may do what', () => {
  let server: ServerProcess;
  let owner: WireClient;

  before(async () => {
    server = await ServerProcess.start();
    owner = await WireClient.join(server.url, 'Owner', { room: 'matrix' });
    await owner.ask({ type: 'message', text: 'a message of the owner' });
    await owner.ask({ type: 'upload', name: 'owned.txt', data: 'aGk=' });
  });
  after(async () => {
    await server.dispose();
  });

  async function standing(as: Standing): Promise<WireClient> {
    if (as === 'member') return await WireClient.join(server.url, 'Somebody', { room: 'matrix' });
    if (as === 'elsewhere') return await WireClient.join(server.url, 'Somebody', { room: 'elsewhere' });
    if (as === 'roomless') return await WireClient.join(server.url, 'Somebody', {});
    if (as === 'departed') {
      const client = await WireClient.join(server.url, 'Somebody', { room: 'matrix' });
      await client.ask({ type: 'leave' });
      return client;
    }
    const client = await WireClient.open(server.url);
    if (as === 'refused') await client.reply({ type: 'connect', name: 'Owner', room: 'matrix' });
    return client;
  }

  for (const as of STANDINGS) {
    it(`${as}: every verb`, async () => {
      for (const [request, allowed, needsRoom] of VERBS) {
        const client = await standing(as);
        const before = owner.frames.length;
        const answer = await client.reply(request);
        const got = answer.type === 'ok' ? 'ok' : answer['code'];
        const outside = as === 'stranger' || as === 'refused';
        const expected = outside
          ? request.type === 'connect'
            ? 'ok'
            : 'not_connected'
          : needsRoom && as !== 'member'
            ? 'not_joined'
            : allowed;
        assert.equal(got, expected, `${as} ${request.type}`);
        if (expected === 'not_connected' || expected === 'not_joined') {
          await owner.settled();
          const stirred = owner.frames.slice(before).filter(({ type }) => !['ok', 'pong', 'presence'].includes(type));
          assert.deepEqual(stirred, [], `${as} ${request.type} reached the room`);
        }
        await client.close();
      }
    });
  }
});
