import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { eventually } from '../../support/eventually.ts';
import { FileClient } from '../../support/fileClient.ts';
import { activateExtension, SERVER, writeProjectFile } from './roomFixture.ts';

const MIB = 1_048_576;

describe('files that are too large for a frame', () => {
  let friend: FileClient;

  before(async () => {
    friend = await FileClient.join(SERVER, 'Grace', 'transfers');
    const api = await activateExtension();
    assert.equal(await api.joinRoom({ server: SERVER, room: 'transfers', name: 'Ada' }), true);
  });

  after(() => friend.close());

  it('[FL3] go out as they are', async () => {
    const bytes = randomBytes(3 * MIB);
    const file = await writeProjectFile('large.bin', bytes);
    const shared = friend.chat.next((frame) => frame.type === 'file');
    await vscode.commands.executeCommand('roomChat.shareFile', file);
    const { id } = (await shared)['file'] as { id: string };
    const answer = await friend.ask('GET', `/files/${id}`);
    assert.equal(answer.status, 200);
    assert.ok(answer.bytes.equals(bytes));
  });

  it('[FL4] open as they were sent', async () => {
    const text = Array.from({ length: 40_000 }, (_, line) => `${line}: an ordinary line of an ordinary log\n`).join('');
    const posted = await friend.share(Buffer.from(text), { filename: 'long.log' });
    await eventually(async () => {
      await vscode.commands.executeCommand('roomChat.openFile', posted.file.id);
      assert.equal(vscode.window.activeTextEditor?.document.uri.path, '/transfers/long.log');
    });
    assert.equal(vscode.window.activeTextEditor?.document.getText(), text);
  });
});
