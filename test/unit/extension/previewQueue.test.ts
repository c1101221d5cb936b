import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { RequestError } from '../../../extension/connection/errors.ts';
import { PreviewQueue } from '../../../extension/files/previewQueue.ts';

/** A job that ends when the test says so. */
function job(started: string[], name: string) {
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  const run = () => {
    started.push(name);
    return promise;
  };
  return { run, resolve, reject };
}

describe('PreviewQueue', () => {
  it('fetches two at a time, and what came into view last first', async () => {
    const started: string[] = [];
    const queue = new PreviewQueue(() => Promise.resolve());
    const jobs = ['a', 'b', 'c', 'd'].map((name) => ({ name, ...job(started, name) }));
    for (const { name, run } of jobs) queue.add(name, run);
    assert.deepEqual(started, ['a', 'b']);
    jobs[0]?.resolve(undefined);
    await turn();
    assert.deepEqual(started, ['a', 'b', 'd']);
    jobs[1]?.reject(new Error('gone'));
    await turn();
    assert.deepEqual(started, ['a', 'b', 'd', 'c']);
  });

  it('asks once for what waits or is under way', () => {
    const started: string[] = [];
    const queue = new PreviewQueue(() => Promise.resolve());
    for (const name of ['a', 'a', 'b', 'c', 'c']) queue.add(name, job(started, name).run);
    queue.clear();
    queue.add('a', job(started, 'a').run);
    assert.deepEqual(started, ['a', 'b']);
  });

  it('waits for as long as the server says, and then goes on with the same picture', async () => {
    const started: string[] = [];
    const pauses: number[] = [];
    const { promise: over, resolve: end } = Promise.withResolvers<undefined>();
    const queue = new PreviewQueue((milliseconds) => {
      pauses.push(milliseconds);
      return over;
    });
    let refused = false;
    queue.add('a', () => {
      started.push('a');
      if (refused) return Promise.resolve();
      refused = true;
      return Promise.reject(new RequestError('rate_limited', '', 700));
    });
    await turn();
    queue.add('b', job(started, 'b').run);
    assert.deepEqual([started, pauses], [['a'], [700]]);
    end(undefined);
    await turn();
    assert.deepEqual(started, ['a', 'b', 'a']);
  });

  it('gives up on a server that puts a picture off for ever', async () => {
    let tries = 0;
    const queue = new PreviewQueue(() => Promise.resolve());
    queue.add('a', () => {
      tries += 1;
      return Promise.reject(new RequestError('rate_limited', '', 'no'));
    });
    for (let step = 0; step < 50; step += 1) await turn();
    assert.equal(tries, 9);
  });
});
