import assert from 'node:assert/strict';
import { newToken, systemRandom } from '../../../server/random.ts';

describe('random bytes', () => {
  it('are as many as asked for, each time others, and no two takers hold the same memory', () => {
    for (const count of [1, 16, 32, 4_096, 5_000]) assert.equal(systemRandom.bytes(count).length, count);
    const tokens = Array.from({ length: 1_000 }, () => newToken(systemRandom));
    assert.equal(new Set(tokens).size, tokens.length);
    assert.ok(
      tokens.every((token) => !/A{8}/u.test(token)),
      'no run of zeros',
    );
    const one = systemRandom.bytes(16);
    const kept = Buffer.from(one);
    systemRandom.bytes(16).fill(0);
    assert.deepEqual(one, kept);
  });
});
