import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { activateExtension } from './roomFixture.ts';

describe('activation', () => {
  it('registers every command that the manifest names, and no other', async () => {
    await activateExtension();
    const manifest = vscode.extensions.getExtension('room-chat.room-chat')?.packageJSON as {
      contributes: { commands: { command: string }[]; views: Record<string, { id: string }[]> };
    };
    const views = Object.values(manifest.contributes.views).flat();
    const registered = (await vscode.commands.getCommands(true)).filter(
      // The editor makes some for each view.
      (id) => id.startsWith('roomChat.') && !views.some((view) => id.startsWith(`${view.id}.`)),
    );
    assert.deepEqual(registered.sort(), manifest.contributes.commands.map(({ command }) => command).sort());
  });
});
