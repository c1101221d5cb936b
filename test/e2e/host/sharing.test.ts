import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { WireClient } from '../../support/wireClient.ts';
import { activateExtension, joinWithFriend, nextFile, SERVER, writeProjectFile } from './roomFixture.ts';

const BYTES = Buffer.from([0, 255, 13, 10, 0xef, 0xbb, 0xbf, ...Buffer.from('ünïcödé', 'utf8')]);

describe('sharing from the editor', () => {
  let friend: WireClient;

  before(async () => {
    friend = await joinWithFriend('sharing');
  });

  after(async () => {
    await vscode.commands.executeCommand('roomChat.leaveRoom');
    await friend.close();
  });

  it('joins without a question what it is given', async () => {
    const api = await activateExtension();
    assert.deepEqual(api.joined, { server: SERVER, room: 'sharing', name: 'Ada' });
  });

  it('sends the bytes of a file under its name', async () => {
    const uri = await writeProjectFile('räw bytes.bin', BYTES);
    const arrived = nextFile(friend);
    await vscode.commands.executeCommand('roomChat.shareFile', uri);
    assert.deepEqual(await arrived, { name: 'räw bytes.bin', bytes: BYTES });
  });

  it('sends several selected files one after another', async () => {
    const uris = await Promise.all(
      ['1.txt', '2.txt', '3.txt'].map((name) => writeProjectFile(name, Buffer.from(name))),
    );
    const last = friend.next((frame) => frame.type === 'file' && (frame['file'] as { name: string }).name === '3.txt');
    await vscode.commands.executeCommand('roomChat.shareFile', uris[0], uris);
    await last;
    const names = friend.events
      .filter(({ type }) => type === 'file')
      .map((event) => (event['file'] as { name: string }).name);
    assert.deepEqual(names.slice(-3), ['1.txt', '2.txt', '3.txt']);
  });

  it('sends an editor that was never saved under the name of its language', async () => {
    const document = await vscode.workspace.openTextDocument({ language: 'markdown', content: '# never saved\n' });
    await vscode.window.showTextDocument(document);
    const arrived = nextFile(friend);
    await vscode.commands.executeCommand('roomChat.shareFile');
    assert.deepEqual(await arrived, { name: 'Untitled-1.md', bytes: Buffer.from('# never saved\n') });
  });

  it('sends what an editor shows, not what the disk still has', async () => {
    const uri = await writeProjectFile('changed.txt', Buffer.from('as saved\r\n'));
    const editor = await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'changed, '));
    const arrived = nextFile(friend);
    await vscode.commands.executeCommand('roomChat.shareFile', uri);
    assert.deepEqual(await arrived, { name: 'changed.txt', bytes: Buffer.from('changed, as saved\r\n') });
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });
});
