import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually } from '../../support/eventually.ts';
import type { WireClient } from '../../support/wireClient.ts';
import { activateExtension, joinWithFriend, uploadAs } from './roomFixture.ts';

const SOURCE = 'export const answer: number = 42;\n';

describe('received files', () => {
  let friend: WireClient;

  before(async () => {
    friend = await joinWithFriend('received');
  });

  after(() => friend.close());

  it('open as a tab of their own name in their language, with exactly their text', async () => {
    const { document } = await openReceived('answer.ts', Buffer.from(SOURCE));
    assert.equal(document.getText(), SOURCE);
    assert.equal(document.languageId, 'typescript');
  });

  it('are kept apart where two have one name', async () => {
    const first = await openReceived('same.txt', Buffer.from('first'));
    const second = await openReceived('same.txt', Buffer.from('second'));
    assert.equal(first.document.getText(), 'first');
    assert.equal(second.document.getText(), 'second');
  });

  it('cannot be written to', async () => {
    const { document } = await openReceived('fixed.txt', Buffer.from('fixed'));
    assert.equal(vscode.workspace.fs.isWritableFileSystem('room-chat'), false);
    await assert.rejects(async () => vscode.workspace.fs.writeFile(document.uri, Buffer.from('other')));
    await assert.rejects(async () => vscode.workspace.fs.delete(document.uri));
    assert.equal(Buffer.from(await vscode.workspace.fs.readFile(document.uri)).toString(), 'fixed');
  });

  it('are not found where nobody sent them', async () => {
    const uri = vscode.Uri.parse('room-chat:/received/never-sent.txt');
    await assert.rejects(async () => vscode.workspace.fs.readFile(uri), { code: 'FileNotFound' });
  });

  it('stay open after the room was left, and whoever leaves is seen to go', async () => {
    const { document } = await openReceived('stays.txt', Buffer.from('stays'));
    const gone = friend.next((frame) => frame.type === 'presence' && frame['state'] === 'offline');
    await vscode.commands.executeCommand('roomChat.leaveRoom');
    await gone;
    assert.equal((await activateExtension()).joined, undefined);
    assert.equal(Buffer.from(await vscode.workspace.fs.readFile(document.uri)).toString(), 'stays');
  });

  /** The friend shares a file and the editor opens it. */
  async function openReceived(name: string, bytes: Uint8Array): Promise<vscode.TextEditor> {
    const id = await uploadAs(friend, name, bytes);
    // The editor hears of the file by its own socket, some time after the friend had its answer.
    return eventually(async () => {
      await vscode.commands.executeCommand('roomChat.openFile', id);
      const editor = vscode.window.activeTextEditor;
      assert.equal(editor?.document.uri.scheme, 'room-chat');
      assert.ok(editor.document.uri.path.endsWith(`/${name}`));
      assert.ok(editor.document.uri.query.includes(id));
      return editor;
    });
  }
});
