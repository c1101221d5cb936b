import assert from 'node:assert/strict';
import { LongTransfers, type RunningTransfer } from '../../../extension/transfers/longTransfers.ts';

/** A watch over transfers that the test starts and ends, with its own clock. */
function harness() {
  const state = { now: 0, hidden: true, running: [] as string[] };
  const told: string[] = [];
  const transfer = (key: string): RunningTransfer => ({
    key,
    direction: 'up',
    name: key,
    progress: { bytes: state.now, totalBytes: 100_000 },
    cancel: () => undefined,
  });
  const transfers = new LongTransfers({
    running: () => state.running.map(transfer),
    isHidden: () => state.hidden,
    open: ({ key }) => {
      told.push(`open ${key}`);
      return { update: ({ bytes }) => told.push(`${key} ${bytes}`), close: () => told.push(`close ${key}`) };
    },
    now: () => state.now,
  });
  const at = (now: number, ...running: string[]): string[] => {
    Object.assign(state, { now, running });
    transfers.look();
    return told.splice(0);
  };
  return { state, transfers, told, at };
}

describe('LongTransfers', () => {
  it('says nothing of what is over within three seconds', () => {
    const { at } = harness();
    assert.deepEqual([...at(0, 'a'), ...at(2_900, 'a'), ...at(2_950)], []);
  });

  it('tells of what takes longer, how far it is, and takes the notice down at its end', () => {
    const { at } = harness();
    at(0, 'a');
    assert.deepEqual(at(3_000, 'a'), ['open a', 'a 3000']);
    assert.deepEqual(at(4_000, 'a'), ['a 4000']);
    assert.deepEqual(at(5_000), ['close a']);
    assert.deepEqual(at(6_000, 'a'), []);
  });

  it('says nothing while the card can be seen', () => {
    const { at, state } = harness();
    at(0, 'a');
    state.hidden = false;
    assert.deepEqual(at(5_000, 'a'), []);
    state.hidden = true;
    assert.deepEqual(at(6_000, 'a'), ['open a', 'a 6000']);
    state.hidden = false;
    assert.deepEqual(at(7_000, 'a'), ['close a']);
  });

  it('counts each transfer by itself, and leaves no notice behind', () => {
    const { at, transfers, told } = harness();
    at(0, 'a');
    at(2_000, 'a', 'b');
    assert.deepEqual(at(3_000, 'a', 'b'), ['open a', 'a 3000']);
    assert.deepEqual(at(5_000, 'a', 'b'), ['a 5000', 'open b', 'b 5000']);
    transfers.dispose();
    assert.deepEqual(told, ['close a', 'close b']);
  });
});
