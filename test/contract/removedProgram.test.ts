import assert from 'node:assert/strict';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { it } from 'mocha';
import { ROOT } from '../../scripts/paths.ts';
import { eventually } from '../support/eventually.ts';
import { FileClient } from '../support/fileClient.ts';
import { ServerProcess } from '../support/serverProcess.ts';

// An update of the extension removes the folder of the one before, while a server that it hosts goes on.
describe('[HO] a server whose program was removed', () => {
  it('takes files and messages as before', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'room-chat-program-'));
    await cp(path.join(ROOT, 'dist'), folder, { recursive: true });
    const server = await ServerProcess.start({
      server: path.join(folder, 'server.js'),
      args: ['--log-level', 'debug'],
    });
    try {
      await eventually(() => assert.ok(server.log.some(({ event }) => event === 'program_loaded')));
      await rm(folder, { recursive: true });
      const ada = await FileClient.join(server.url, 'Ada', 'room');
      const { file } = await ada.share(Buffer.from('byte for byte'), { filename: 'notes.txt' });
      assert.equal((await ada.ask('GET', `/files/${file.id}`)).bytes.toString(), 'byte for byte');
      await ada.close();
    } finally {
      await server.dispose();
    }
  });
});
