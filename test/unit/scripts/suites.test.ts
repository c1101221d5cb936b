import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { SUITES } from '../../../scripts/suites.ts';

describe('the suites of `npm test`', () => {
  it('run every test file of the project, each in exactly one of them', () => {
    const run = SUITES.flatMap(({ specs }) => globSync(specs)).sort();
    assert.deepEqual(run, globSync('test/**/*.test.ts').sort());
  });
});
