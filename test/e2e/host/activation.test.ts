import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { activateExtension } from './roomFixture.ts';

const COMMANDS = [
  'roomChat.focusChat',
  'roomChat.joinRoom',
  'roomChat.leaveRoom',
  'roomChat.openFile',
  'roomChat.saveFile',
  'roomChat.shareFile',
  'roomChat.showLog',
  'roomChat.startServer',
  'roomChat.stopServer',
];

describe('activation', () => {
  it('registers every command that the manifest names, and no other', async () => {
    await activateExtension();
    const manifest = vscode.extensions.getExtension('room-chat.room-chat')?.packageJSON as {
      contributes: { commands: { command: string }[] };
    };
    assert.deepEqual(manifest.contributes.commands.map(({ command }) => command).sort(), COMMANDS);
    const registered = (await vscode.commands.getCommands(true)).filter((id) => id.startsWith('roomChat.'));
    assert.deepEqual(registered.filter((id) => !id.startsWith('roomChat.chat.')).sort(), COMMANDS);
  });
});
