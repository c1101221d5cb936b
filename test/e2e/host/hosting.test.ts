import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { hostPaths, readControlRecord } from '../../../extension/hosting/controlRecord.ts';
import { isProcessAlive } from '../../../extension/processAlive.ts';
import { eventually } from '../../support/eventually.ts';
import { activateExtension } from './roomFixture.ts';

/** The folder that holds all that this editor writes. */
const HOME = process.env['ROOM_CHAT_TEST_HOME'] ?? '';

describe('hosting', () => {
  let paths: ReturnType<typeof hostPaths>;
  let pid = 0;

  before(async () => {
    await activateExtension();
    const [storage, ...more] = globSync('**/globalStorage/room-chat.room-chat', { cwd: HOME });
    assert.ok(storage !== undefined && more.length === 0, 'The extension keeps what is its person’s in one place.');
    paths = hostPaths(path.join(HOME, storage));
  });

  after(async () => {
    while ((await activateExtension()).joined) await vscode.commands.executeCommand('roomChat.leaveRoom');
    await vscode.commands.executeCommand('roomChat.stopServer');
  });

  it('starts the bundled server, not another one, as a process of its own', async () => {
    const extension = vscode.extensions.getExtension('room-chat.room-chat');
    await vscode.commands.executeCommand('roomChat.startServer', { reach: 'computer' });
    const found = await readControlRecord(paths.record);
    assert.ok(found);
    ({ pid } = found);
    if (process.platform === 'linux') {
      const [, script, ...flags] = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0');
      assert.equal(script, path.join(extension?.extensionPath ?? '', 'dist', 'server.js'));
      assert.equal(flags[flags.indexOf('--host') + 1], '127.0.0.1');
      assert.equal(flags[flags.indexOf('--data') + 1], paths.data);
    }
  });

  it('stops it, and it is gone', async () => {
    await vscode.commands.executeCommand('roomChat.stopServer');
    assert.equal(await readControlRecord(paths.record), undefined);
    await eventually(() => assert.equal(isProcessAlive(pid), false));
  });
});
