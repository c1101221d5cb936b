import assert from 'node:assert/strict';
import { Snooze, snoozeEnd } from '../../../../extension/notices/snooze.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { memory } from '../../../support/memory.ts';

const MINUTE = 60_000;

describe('Snooze', () => {
  it('lasts as long as it was asked for, and tells when it ends', async () => {
    const clock = new FakeClock();
    const snooze = new Snooze(memory(), clock);
    const states: boolean[] = [];
    snooze.changes.on(() => states.push(snooze.until !== undefined));
    await snooze.begin('halfHour');
    clock.advance(30 * MINUTE - 1);
    assert.notEqual(snooze.until, undefined);
    clock.advance(1);
    assert.equal(snooze.until, undefined);
    assert.deepEqual(states, [true, false]);
  });

  it('can be ended, and begun anew for longer', async () => {
    const clock = new FakeClock();
    const snooze = new Snooze(memory(), clock);
    await snooze.begin('hour');
    await snooze.end();
    assert.equal(snooze.until, undefined);
    await snooze.begin('halfHour');
    await snooze.begin('hour');
    clock.advance(59 * MINUTE);
    assert.notEqual(snooze.until, undefined);
  });

  it('goes on in the next window', async () => {
    const clock = new FakeClock();
    const kept = memory();
    const first = new Snooze(kept, clock);
    await first.begin('hour');
    first.dispose();
    const second = new Snooze(kept, clock);
    let ended = 0;
    second.changes.on(() => (ended += 1));
    clock.advance(60 * MINUTE);
    assert.equal(ended, 1);
  });

  it('until tomorrow ends at eight in the morning of the next day, late at night and over the end of a month too', () => {
    for (const [month, day, hour] of [
      [0, 31, 9],
      [5, 15, 23],
      [5, 15, 0],
    ] as const) {
      const end = new Date(snoozeEnd('tomorrow', new Date(2027, month, day, hour, 30).getTime()));
      const morning = new Date(2027, month, day + 1, 8);
      assert.equal(end.getTime(), morning.getTime());
    }
  });
});
