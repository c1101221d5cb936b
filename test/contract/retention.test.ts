import assert from 'node:assert/strict';
import { eventually } from '../support/eventually.ts';
import { newDataFolder, runServer, ServerProcess } from '../support/serverProcess.ts';
import { type Received, WireClient } from '../support/wireClient.ts';

describe('retention by size', function () {
  this.timeout(60_000);

  it('[MSG10] --max-data removes the oldest until the rest fits, and keeps the newest', async () => {
    const data = newDataFolder();
    const first = await ServerProcess.start({ data, args: ['--messages-per-second', '0'] });
    const ada = await WireClient.join(first.url, 'Ada');
    await ada.ask({ type: 'upload', name: 'old.bin', data: Buffer.alloc(100_000, 'old').toString('base64') });
    for (let number = 1; number <= 60; number += 1) {
      await ada.ask({ type: 'message', text: `${number} `.padEnd(10_000, 'x') });
    }
    await first.stop();

    const second = await ServerProcess.start({ data, args: ['--max-data', '200000'] });
    await eventually(() => assert.ok(second.log.some((line) => line['event'] === 'retention')));
    const back = await WireClient.join(second.url, 'Ada');
    const { events } = (await back.ask({ type: 'history', limit: 200 })) as unknown as { events: Received[] };
    const texts = events.filter(({ type }) => type === 'message').map((event) => String(event['text']));
    const kept = texts.map((text) => Number.parseInt(text, 10));
    // Each counts its text twice, once for the index: nine fit.
    assert.equal(kept.length, 9);
    assert.deepEqual(
      kept,
      Array.from(kept, (_, index) => 60 - kept.length + 1 + index),
    );
    assert.equal(events[0]?.type, 'removed');
    assert.equal((await back.reply({ type: 'download', file: 'old.bin' }))['code'], 'not_found');
    await second.stop();
    assert.equal((await runServer(['--check', '--data', data])).code, 0);
  });
});
