import assert from 'node:assert/strict';
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { newDataFolder, ServerProcess } from '../support/serverProcess.ts';
import { WireClient } from '../support/wireClient.ts';
import { wireSuite } from '../support/wireSuite.ts';
import { rmSync } from 'node:fs';

describe('greeting', () => {
  const suite = wireSuite();
  const open = (headers: Record<string, string> = {}): Promise<WireClient> => suite.open({ headers });

  it('[GR1] hello names the protocol, the epoch and every limit', async () => {
    const client = await open();
    const hello = client.frames[0]!;
    assert.deepEqual(hello['protocol'], [1, 1]);
    assert.match(String(hello['server']), /^room-chat\/\d/u);
    assert.equal(hello['access'], 'open');
    assert.equal(hello['heartbeatMs'], 25_000);
    assert.deepEqual(Object.keys(hello['limits'] as object), [
      'textBytes',
      'inlineFileBytes',
      'fileBytes',
      'frameBytes',
      'messagesPerSecond',
      'roomsPerSession',
    ]);
  });

  it('[TR4] whoever offers compression talks without it', async () => {
    const socket = new WebSocket(suite.server.url, { perMessageDeflate: true });
    const [hello] = (await once(socket, 'message')) as [Buffer];
    assert.equal((JSON.parse(hello.toString()) as { type: string }).type, 'hello');
    assert.equal(socket.extensions, '');
    socket.terminate();
  });

  it('[GR2] anything but connect comes too early', async () => {
    const client = await open();
    for (const type of ['join', 'history', 'ping', 'rooms']) {
      assert.equal((await client.reply({ type, room: 'general' }))['code'], 'not_connected');
    }
    assert.equal((await client.reply({ type: 'message', text: 'x' }))['code'], 'not_connected');
  });

  it('[GR2] a second connect is refused and the first stands', async () => {
    const client = await open();
    await client.ask({ type: 'connect', name: 'Twice', room: 'general' });
    assert.equal((await client.reply({ type: 'connect', name: 'Other' }))['code'], 'already_connected');
    await client.ask({ type: 'message', text: 'still here' });
  });

  it('[GR2] more than 4 KiB before connect ends the socket', async () => {
    const client = await open();
    client.send({ type: 'connect', name: 'x'.repeat(8_000) });
    assert.equal((await client.closed).code, 1009);
  });

  it('[GR3] a protocol that is not spoken is named along with those that are', async () => {
    const client = await open();
    const refused = await client.reply({ type: 'connect', name: 'Ada', protocol: 2 });
    assert.equal(refused['code'], 'unsupported_version');
    assert.deepEqual([refused['supported'], refused['requested']], [[1, 1], 2]);
    assert.equal((await client.reply({ type: 'connect', name: 'Versions', protocol: 1 })).type, 'ok');
  });

  for (const [what, name] of [
    ['an empty name', '  '],
    ['a name of 65 characters', 'x'.repeat(65)],
    ['a bidi override', 'Ada\u202Egnirts'],
    ['a zero-width space', 'A\u200Bda'],
    ['a control character', 'Ada\u0007'],
  ] as const) {
    it(`[GR4] ${what} is a bad name, for a person and for a room`, async () => {
      const client = await open();
      assert.equal((await client.reply({ type: 'connect', name }))['code'], 'bad_name');
      assert.equal((await client.reply({ type: 'connect', name: 'Fine', room: name }))['code'], 'bad_name');
    });
  }

  it('[GR4] names are the same whatever their case and composition', async () => {
    const client = await open();
    await client.ask({ type: 'connect', name: 'Zoe\u0308', room: 'Cafe\u0301' });
    const other = await open();
    assert.equal((await other.reply({ type: 'connect', name: 'ZOË' }))['code'], 'name_taken');
    const third = await open();
    const answer = await third.ask({ type: 'connect', name: 'Someone', room: 'CAFÉ' });
    assert.equal((answer['rooms'] as { room: string }[])[0]!.room, 'Café');
  });

  it('[GR5] of two who come at once with one name, one gets it', async () => {
    const [a, b] = await Promise.all([open(), open()]);
    const answers = await Promise.all([a, b].map((client) => client.reply({ type: 'connect', name: 'Both' })));
    assert.deepEqual(answers.map((answer) => answer['code'] ?? 'ok').toSorted(), ['name_taken', 'ok']);
  });

  it('[GR5] a guest with the transfer token is the same one: beside a live session, and for what was sent before', async () => {
    const first = await open();
    const answer = await first.ask({ type: 'connect', name: 'Back', room: 'gr5' });
    const { seq } = await first.ask({ type: 'message', id: 'm', text: 'mine' });
    const second = await open();
    const again = await second.ask({ type: 'connect', name: 'Back', room: 'gr5', token: answer['transferToken'] });
    assert.deepEqual(again['user'], answer['user']);
    await second.ask({ type: 'edit', target: seq, text: 'still mine' });
  });

  it('[GR5] a token that is unknown, or of another name, is bad; without it the guest may try again', async () => {
    const first = await open();
    const { transferToken } = await first.ask({ type: 'connect', name: 'Holder' });
    const client = await open();
    assert.equal((await client.reply({ type: 'connect', name: 'Fresh', token: 'nonsense' }))['code'], 'bad_token');
    assert.equal((await client.reply({ type: 'connect', name: 'Fresh', token: transferToken }))['code'], 'bad_token');
    assert.equal((await client.reply({ type: 'connect', name: 'Fresh' })).type, 'ok');
  });

  it('[GR5] a registered name takes its token, in connect or in the header, and nothing else', async () => {
    const first = await open();
    const { token, user } = await first.ask({ type: 'connect', name: 'Keeper', remember: true });
    await first.cut();
    const without = await open();
    assert.equal((await without.reply({ type: 'connect', name: 'keeper' }))['code'], 'name_taken');
    const inFrame = await without.ask({ type: 'connect', name: 'Keeper', token });
    assert.deepEqual([inFrame['user'], inFrame['token']], [user, undefined]);
    const inHeader = await open({ authorization: `Bearer ${String(token)}` });
    assert.deepEqual((await inHeader.ask({ type: 'connect', name: 'Keeper' }))['user'], user);
  });

  it('[GR5] a name that a guest holds cannot be registered by somebody else', async () => {
    const guest = await open();
    await guest.ask({ type: 'connect', name: 'Squat' });
    const other = await open();
    assert.equal((await other.reply({ type: 'connect', name: 'Squat', remember: true }))['code'], 'name_taken');
  });

  it('[GR5] [RM3] tokens and the epoch outlive the server', async () => {
    const data = newDataFolder();
    const before = await ServerProcess.start({ data });
    const client = await WireClient.open(before.url);
    const { epoch } = client.frames[0]!;
    const guest = await client.ask({ type: 'connect', name: 'Lasting', room: 'general' });
    const { seq } = await client.ask({ type: 'message', id: 'm', text: 'before' });
    await before.kill();
    const after = await ServerProcess.start({ data });
    const back = await WireClient.open(after.url);
    assert.equal(back.frames[0]!['epoch'], epoch);
    await back.ask({ type: 'connect', name: 'Lasting', room: 'general', token: guest['transferToken'] });
    await back.ask({ type: 'edit', target: seq, text: 'after' });
    await after.dispose();
    rmSync(data, { recursive: true });
  });

  it('[AC2] where invites are needed, a name alone does not do', async () => {
    const invited = await ServerProcess.start({ args: ['--access', 'invite'] });
    const client = await WireClient.open(invited.url);
    assert.equal(client.frames[0]!['access'], 'invite');
    assert.equal((await client.reply({ type: 'connect', name: 'Ada' }))['code'], 'bad_invite');
    assert.equal((await client.reply({ type: 'connect', name: 'Ada', invite: 'x' }))['code'], 'bad_invite');
    await invited.dispose();
  });

  it('[RQ4] somebody with too many sessions is told so and closed with 4029', async () => {
    const small = await ServerProcess.start({ args: ['--sessions-per-user', '1'] });
    const first = await WireClient.join(small.url, 'Ada');
    const { transferToken } = first.frames.find((frame) => frame.type === 'ok')!;
    const second = await WireClient.open(small.url);
    const refused = await second.reply({ type: 'connect', name: 'Ada', token: transferToken });
    assert.equal(refused['code'], 'forbidden');
    assert.equal((await second.closed).code, 4029);
    await small.dispose();
  });
});
