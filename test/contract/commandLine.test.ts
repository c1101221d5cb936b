import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runServer } from '../support/serverProcess.ts';

describe('command line', () => {
  it('--help and --version say so and stop', async () => {
    const help = await runServer(['--help']);
    assert.equal(help.code, 0);
    assert.match(help.stdout, /^Usage: room-chat-server \[options\]\n/u);
    const version = await runServer(['--version']);
    assert.match(version.stdout, /^\d+\.\d+\.\d+\n$/u);
    assert.equal(help.stderr + version.stderr, '');
  });

  it('[AC2] --print-config shows what would be used, and starts nothing', async () => {
    const data = join('/nonexistent', 'room-chat');
    const loopback = await runServer(['--print-config', '--data', data], { env: { ROOM_CHAT_KEEP_DAYS: '30' } });
    const printed = JSON.parse(loopback.stdout) as Record<string, unknown>;
    assert.deepEqual([printed['access'], printed['keepDays'], printed['data']], ['open', 30, data]);
    const everywhere = await runServer(['--print-config', '--host', '0.0.0.0']);
    assert.equal((JSON.parse(everywhere.stdout) as Record<string, unknown>)['access'], 'invite');
    assert.equal(existsSync(data), false);
  });

  it('what is wrong is one sentence, with status 2', async () => {
    const { code, stdout, stderr } = await runServer(['--port', 'many']);
    assert.deepEqual([code, stdout, stderr], [2, '', '--port has to be a whole number.\n']);
  });

  it('upkeep of a folder without data is refused with status 1', async () => {
    for (const args of [['--check'], ['backup', '/nonexistent/copy'], ['restore', '/nonexistent/copy']]) {
      const { code, stderr } = await runServer([...args, '--data', '/nonexistent/data']);
      assert.equal(code, 1);
      assert.match(stderr, /^There are no Room Chat data in /u);
    }
  });
});
