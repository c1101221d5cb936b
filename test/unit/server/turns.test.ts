import assert from 'node:assert/strict';
import { HttpError } from '../../../server/files/httpError.ts';
import { Turns } from '../../../server/files/turns.ts';
import { FakeClock } from '../../support/fakeClock.ts';

describe('turns', () => {
  it('[FL3] who comes later asks the one before to end, and goes on when that has', async () => {
    const turns = new Turns(new FakeClock());
    const first = await turns.take();
    assert.equal(first.signal.aborted, false);
    const second = turns.take();
    await Promise.resolve();
    assert.equal(first.signal.aborted, true);
    assert.equal(turns.isBusy, true);
    first.end();
    (await second).end();
    assert.equal(turns.isBusy, false);
  });

  it('[FL3] of many that wait one at a time has the turn, and each gets it', async () => {
    const turns = new Turns(new FakeClock());
    let running = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      const turn = await turns.take();
      running += 1;
      most = Math.max(most, running);
      await Promise.resolve();
      running -= 1;
      turn.end();
    };
    await Promise.all(Array.from({ length: 20 }, work));
    assert.deepEqual([most, turns.isBusy], [1, false]);
  });

  it('[FL3] one that does not end within 10 s keeps its turn: 423', async () => {
    const clock = new FakeClock();
    const turns = new Turns(clock);
    const first = await turns.take();
    const second = turns.take();
    const refused = assert.rejects(second, (error) => error instanceof HttpError && error.status === 423);
    clock.advance(10_000);
    await refused;
    first.end();
    (await turns.take()).end();
  });

  it('a turn that ended twice takes nobody else’s', async () => {
    const turns = new Turns(new FakeClock());
    const first = await turns.take();
    first.end();
    const second = await turns.take();
    first.end();
    assert.equal(turns.isBusy, true);
    second.end();
  });
});
