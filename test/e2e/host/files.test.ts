import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually } from '../../support/eventually.ts';
import type { WireClient } from '../../support/wireClient.ts';
import { joinWithFriend, uploadAs, writeProjectFile } from './roomFixture.ts';

describe('what is done with received files', () => {
  let friend: WireClient;

  before(async () => {
    friend = await joinWithFriend('file-actions');
  });

  afterEach(() => vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor'));

  after(async () => {
    await vscode.commands.executeCommand('roomChat.leaveRoom');
    await friend.close();
  });

  it('compare: the own file of that name stands on the right, and takes all of it as one edit, its line ends kept', async () => {
    const mine = await writeProjectFile('shared [1].ts', Buffer.from('one\r\ntwo\r\nthree\r\n'));
    const id = await uploadAs(friend, 'shared [1].ts', Buffer.from('one\n2\nthree\nfour\n'));
    const { original, modified } = await compare(id);
    assert.equal(original.scheme, 'room-chat');
    assert.equal(modified.toString(), mine.toString());

    await vscode.commands.executeCommand('roomChat.takeAllChanges');
    const document = await vscode.workspace.openTextDocument(mine);
    assert.equal(document.getText(), 'one\r\n2\r\nthree\r\nfour\r\n');
    assert.equal(document.isDirty, true);
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), 'one\r\ntwo\r\nthree\r\n');
    await vscode.commands.executeCommand('roomChat.takeAllChanges');
    await document.save();
    const saved = Buffer.from(await vscode.workspace.fs.readFile(mine));
    assert.equal(saved.toString(), 'one\r\n2\r\nthree\r\nfour\r\n');
  });

  it('compare: what is not saved yet counts as mine', async () => {
    const mine = await writeProjectFile('unsaved.txt', Buffer.from('as saved\n'));
    const editor = await vscode.window.showTextDocument(mine);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'typed '));
    // The same bytes as on disk: only the unsaved editor differs.
    await compare(await uploadAs(friend, 'unsaved.txt', Buffer.from('as saved\n')));
    assert.equal(editor.document.getText(), 'typed as saved\n');
    await vscode.commands.executeCommand('roomChat.takeAllChanges');
    assert.equal(editor.document.getText(), 'as saved\n');
  });

  it('compare: text in the encoding of mine is read in it', async () => {
    const text = 'テスト\n';
    const bytes = await vscode.workspace.encode(text, { encoding: 'shiftjis' });
    const mine = await writeProjectFile(
      'legacy.txt',
      await vscode.workspace.encode('古い\n', { encoding: 'shiftjis' }),
    );
    const own = await vscode.workspace.openTextDocument(mine, { encoding: 'shiftjis' });
    await compare(await uploadAs(friend, 'legacy.txt', bytes));
    await vscode.commands.executeCommand('roomChat.takeAllChanges');
    assert.equal(own.getText(), text);
    await own.save();
    assert.deepEqual(Buffer.from(await vscode.workspace.fs.readFile(mine)), Buffer.from(bytes));
  });

  it('compare: opens no diff where nothing differs, or where it is no text', async () => {
    for (const [name, own, theirs] of [
      ['same.txt', Buffer.from('same'), Buffer.from('same')],
      ['binary.bin', Buffer.from([0, 1, 2]), Buffer.from([0, 1, 2, 3])],
    ] as const) {
      await writeProjectFile(name, own);
      const id = await uploadAs(friend, name, theirs);
      await vscode.commands.executeCommand('roomChat.compareFile', id);
      assert.ok(!(activeInput() instanceof vscode.TabInputTextDiff), name);
    }
  });

  it('insert: goes to every cursor as one edit that can be undone', async () => {
    const document = await vscode.workspace.openTextDocument({ content: 'a\nb' });
    const editor = await vscode.window.showTextDocument(document);
    editor.selections = [0, 1].map((line) => new vscode.Selection(line, 0, line, 1));
    const id = await uploadAs(friend, 'insert.txt', Buffer.from('\uFEFFnaïve\n'));
    await vscode.commands.executeCommand('roomChat.insertFile', id);
    assert.equal(document.getText(), 'naïve\n\nnaïve\n');
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), 'a\nb');
  });

  it('insert: refuses a binary whatever its name, and leaves the editor as it was', async () => {
    const document = await vscode.workspace.openTextDocument({ content: 'kept' });
    await vscode.window.showTextDocument(document);
    const id = await uploadAs(friend, 'binary.txt', Buffer.from([0x4d, 0x5a, 0, 0]));
    await vscode.commands.executeCommand('roomChat.insertFile', id);
    assert.equal(document.getText(), 'kept');
  });

  it('copy: puts the text into the clipboard', async () => {
    const id = await uploadAs(friend, 'copied.txt', Buffer.from('from the room'));
    await vscode.commands.executeCommand('roomChat.copyFile', id);
    assert.equal(await vscode.env.clipboard.readText(), 'from the room');
  });

  it('open: goes by the bytes, never by the name', async () => {
    const id = await uploadAs(friend, 'drawing.svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'));
    await vscode.commands.executeCommand('roomChat.openFile', id);
    await eventually(() => assert.match(vscode.window.activeTextEditor?.document.uri.path ?? '', /drawing\.svg$/u));
  });

  /** Asks for a comparison; the file may still be on its way to the editor. */
  async function compare(id: string): Promise<vscode.TabInputTextDiff> {
    await vscode.commands.executeCommand('roomChat.compareFile', id);
    return eventually(() => {
      const input = activeInput();
      assert.ok(input instanceof vscode.TabInputTextDiff, 'No diff was opened.');
      return input;
    });
  }

  function activeInput(): unknown {
    return vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  }
});
