import assert from 'node:assert/strict';
import { isOlderVersion } from '../../../../extension/hosting/versionOrder.ts';

describe('the order of versions', () => {
  it('goes by numbers, the first first', () => {
    const versions = ['0.1.0', '0.1.9', '0.1.10', '0.2.0', '0.10.0', '1.0.0', '10.0.0'];
    for (const [index, version] of versions.entries()) {
      assert.deepEqual(
        versions.map((other) => isOlderVersion(version, other)),
        versions.map((_, other) => index < other),
        version,
      );
    }
  });

  it('knows none of what is no version', () => {
    for (const other of ['', '1', '1.0', '1.0.0.0', '1.0.0-rc.1', 'v1.0.0', '0.0.1\n', '1.0.x']) {
      assert.equal(isOlderVersion(other, '9.9.9'), false, other);
      assert.equal(isOlderVersion('0.0.0', other), false, other);
    }
  });
});
