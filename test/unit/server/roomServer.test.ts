import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { DEFAULT_LIMITS } from '../../../server/protocol/limits.ts';
import type { RoomServer } from '../../../server/roomServer.ts';
import type { RoomServerOptions } from '../../../server/roomServerOptions.ts';
import { startClockedServer } from '../../support/clockedServer.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { newDataFolder } from '../../support/serverProcess.ts';
import { eventsOf, WireClient } from '../../support/wireClient.ts';

const DAY_MS = 86_400_000;

describe('room server, with a clock that a test moves', () => {
  let data: string;
  let clock: FakeClock;
  let server: RoomServer | undefined;

  beforeEach(() => {
    data = newDataFolder();
    clock = new FakeClock();
  });
  afterEach(async () => {
    await server?.close();
    server = undefined;
    rmSync(data, { recursive: true, force: true });
  });

  async function start(options: Partial<RoomServerOptions> = {}): Promise<string> {
    server = await startClockedServer(data, clock, options);
    return `ws://127.0.0.1:${server.port}`;
  }

  it('[GR2] who does not connect within 10 s is closed with 4001; who does, stays', async () => {
    const url = await start();
    const silent = await WireClient.open(url);
    const refused = await WireClient.open(url);
    const ada = await WireClient.join(url, 'Ada');
    clock.advance(9_999);
    assert.equal((await refused.reply({ type: 'connect', name: '' }))['code'], 'bad_name');
    clock.advance(1);
    assert.equal((await silent.closed).code, 4001);
    await ada.ask({ type: 'message', text: 'still here' });
    assert.equal((await refused.reply({ type: 'connect', name: 'Grace' })).type, 'ok');
  });

  it('[RQ2] ten malformed frames over more than a minute close nothing', async () => {
    const ada = await WireClient.join(await start(), 'Ada');
    for (let count = 0; count < 30; count += 1) {
      ada.send('nonsense');
      await ada.settled();
      clock.advance(7_000);
    }
    await ada.ask({ type: 'message', text: 'still here' });
  });

  it('[LV3] a client that waits as long as it was told goes on', async () => {
    const ada = await WireClient.join(await start({ limits: { ...DEFAULT_LIMITS, messagesPerSecond: 1 } }), 'Ada');
    for (let count = 0; count < 3; count += 1) await ada.ask({ type: 'typing', on: true });
    const refused = await ada.reply({ type: 'message', id: 'm', text: 'x' });
    assert.deepEqual([refused['code'], refused['retry']], ['rate_limited', 1_000]);
    clock.advance(1_000);
    assert.equal((await ada.reply({ type: 'message', id: 'm', text: 'x' })).type, 'ok');
  });

  it('[GR5] a transfer token is good for seven days', async () => {
    const url = await start();
    const ada = await WireClient.join(url, 'Ada');
    const { transferToken } = ada.frames.find((frame) => frame.type === 'ok')!;
    clock.jump(7 * DAY_MS - 1);
    const again = await WireClient.join(url, 'Ada', { token: transferToken });
    await Promise.all([ada.cut(), again.cut()]);
    clock.jump(1);
    const late = await WireClient.open(url);
    assert.equal((await late.reply({ type: 'connect', name: 'Ada', token: transferToken }))['code'], 'bad_token');
  });

  it('events carry the wall clock, and seq goes on whichever way it jumps', async () => {
    const ada = await WireClient.join(await start(), 'Ada');
    const first = await ada.ask({ type: 'message', text: '1' });
    clock.jump(-400 * DAY_MS);
    const second = await ada.ask({ type: 'message', text: '2' });
    assert.equal(second['seq'], Number(first['seq']) + 1);
    assert.equal(second['time'], clock.now());
    const events = eventsOf(await ada.ask({ type: 'history' }));
    assert.deepEqual(
      events.map(({ seq }) => seq),
      [1, 2, 3],
    );
  });

  it('[MSG10] a wall clock that jumps ahead removes nothing; days that pass do', async () => {
    const ada = await WireClient.join(await start({ keepDays: 30 }), 'Ada');
    await ada.ask({ type: 'message', text: 'keep me' });
    clock.jump(1_000 * DAY_MS);
    clock.advance(600_000);
    await ada.settled();
    const kept = eventsOf(await ada.ask({ type: 'history' }));
    assert.deepEqual(
      kept.map(({ type }) => type),
      ['member', 'message'],
    );
  });

  it('close may be called again, and nobody comes in after', async () => {
    const url = await start();
    const ada = await WireClient.join(url, 'Ada');
    const closing = server!.close();
    assert.equal(server!.close(), closing);
    await closing;
    assert.equal((await ada.closed).code, 4000);
    await assert.rejects(WireClient.open(url));
  });
});
