import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { CLOSE_CODES } from '../../server/protocol/closeCodes.ts';
import { ERROR_CODES } from '../../server/protocol/errors.ts';
import { ServerProcess } from '../support/serverProcess.ts';
import { WireClient } from '../support/wireClient.ts';

const EXAMPLE = fileURLToPath(new URL('../../docs/examples/client.mjs', import.meta.url));
const PROTOCOL = fileURLToPath(new URL('../../docs/protocol.md', import.meta.url));

describe('the protocol for others', () => {
  it('a client of 40 lines joins, talks, uploads and downloads', async () => {
    const source = readFileSync(EXAMPLE, 'utf8');
    assert.ok(source.trimEnd().split('\n').length <= 40);
    const server = await ServerProcess.start();
    try {
      const grace = await WireClient.join(server.url, 'Grace');
      const file = grace.next((frame) => frame.type === 'file');
      const { stdout } = await promisify(execFile)(process.execPath, [EXAMPLE, server.url, 'Ada', 'general']);
      assert.deepEqual(stdout.trim().split('\n'), [
        'In general with Grace, Ada',
        'Stored as number 3',
        'notes.txt came back: Notes of a script',
      ]);
      await file;
      await grace.close();
    } finally {
      await server.dispose();
    }
  });

  it('[RQ4] [RQ5] every error and close code is explained', () => {
    const text = readFileSync(PROTOCOL, 'utf8');
    for (const code of ERROR_CODES) assert.match(text, new RegExp(`^\\| \`${code}\` +\\| \\w`, 'mu'));
    for (const code of Object.values(CLOSE_CODES)) assert.match(text, new RegExp(`^\\| ${code} +\\| \\w`, 'mu'));
  });
});
