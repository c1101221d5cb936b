import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { symlink, truncate } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { png } from '../../support/png.ts';
import type { WireClient } from '../../support/wireClient.ts';
import { joinWithFriend, nextFile, writeProjectFile } from './roomFixture.ts';

const TEXT = '最初の行, zwei größere Zeilen\nlast line, no end';

/** An encoding, a text that it can hold, and the text's bytes in it. */
const ENCODINGS: readonly (readonly [encoding: string, text: string, bytes: Buffer])[] = [
  ['utf8', TEXT, Buffer.from(TEXT)],
  ['utf8bom', TEXT, Buffer.from(`\uFEFF${TEXT}`)],
  ['utf16le', TEXT, Buffer.from(`\uFEFF${TEXT}`, 'utf16le')],
  ['utf16be', TEXT, Buffer.from(`\uFEFF${TEXT}`, 'utf16le').swap16()],
  ['shiftjis', '日本\nx', Buffer.from([0x93, 0xfa, 0x96, 0x7b, 0x0a, 0x78])],
  ['windows1252', 'größe€\n', Buffer.from([0x67, 0x72, 0xf6, 0xdf, 0x65, 0x80, 0x0a])],
  ['gb18030', '中文', Buffer.from([0xd6, 0xd0, 0xce, 0xc4])],
];

describe('ways to share from the editor', () => {
  let friend: WireClient;

  before(async () => {
    friend = await joinWithFriend('ways');
    // In a browser an editor saves by itself after a second: what is not saved here has to stay so.
    await vscode.workspace.getConfiguration('files').update('autoSave', 'off', vscode.ConfigurationTarget.Global);
  });

  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  after(async () => {
    await vscode.workspace.getConfiguration('files').update('autoSave', undefined, vscode.ConfigurationTarget.Global);
    await vscode.commands.executeCommand('roomChat.leaveRoom');
    await friend.close();
  });

  /** Shares by the command and resolves with what arrives. */
  async function shared(...args: unknown[]): Promise<{ name: string; bytes: Buffer }> {
    const arrived = nextFile(friend);
    await vscode.commands.executeCommand('roomChat.shareFile', ...args);
    return arrived;
  }

  /** Shares by the command and resolves with the names of what arrives until there are `count`. */
  async function sharedNames(count: number, ...args: unknown[]): Promise<string[]> {
    const before = friend.events.length;
    const files = () => friend.events.slice(before).filter(({ type }) => type === 'file');
    const arrived = friend.next(() => files().length >= count);
    await vscode.commands.executeCommand('roomChat.shareFile', ...args);
    await arrived;
    return files().map((event) => (event['file'] as { name: string }).name);
  }

  describe('an editor with unsaved changes gives exactly what Save writes', () => {
    for (const [encoding, text, bytes] of ENCODINGS) {
      for (const eol of ['\n', '\r\n']) {
        it(`in ${encoding} with ${JSON.stringify(eol)}`, async () => {
          const uri = await writeProjectFile(`${encoding}-${eol.length}.txt`, Buffer.from('to be replaced'));
          const document = await vscode.workspace.openTextDocument(uri, { encoding });
          const editor = await vscode.window.showTextDocument(document);
          const edited = await editor.edit((edit) => {
            edit.setEndOfLine(eol === '\n' ? vscode.EndOfLine.LF : vscode.EndOfLine.CRLF);
            edit.replace(new vscode.Range(0, 0, 1, 0), text);
          });
          assert.ok(edited && document.isDirty);
          const { bytes: arrived } = await shared(uri);
          assert.ok(await document.save());
          assert.deepEqual(arrived, Buffer.from(await vscode.workspace.fs.readFile(uri)));
          if (eol === '\n') assert.deepEqual(arrived, bytes);
        });
      }
    }
  });

  it('an editor that was never saved keeps its encoding', async () => {
    const document = await vscode.workspace.openTextDocument({ content: '日本', encoding: 'shiftjis' });
    await vscode.window.showTextDocument(document);
    assert.deepEqual((await shared()).bytes, Buffer.from([0x93, 0xfa, 0x96, 0x7b]));
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('a file that is open in another encoding, unchanged, is what the disk has', async () => {
    const [, , bytes] = ENCODINGS[4]!;
    const uri = await writeProjectFile('open.txt', bytes);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri, { encoding: 'windows1252' }));
    assert.deepEqual((await shared()).bytes, bytes);
  });

  it('a path, a URI as text, and a URI as JSON, as a task or a keybinding gives them', async () => {
    const uri = await writeProjectFile('given.txt', Buffer.from('given'));
    for (const argument of [uri.fsPath, 'given.txt', uri.toString(), uri.toJSON() as object, [uri], [[uri.fsPath]]]) {
      assert.deepEqual(await shared(argument), { name: 'given.txt', bytes: Buffer.from('given') });
    }
  });

  it('resources of source control, several at once', async () => {
    const uris = await Promise.all(['s1.txt', 's2.txt'].map((name) => writeProjectFile(name, Buffer.from(name))));
    const control = vscode.scm.createSourceControl('test', 'Test');
    const group = control.createResourceGroup('changes', 'Changes');
    group.resourceStates = uris.map((resourceUri) => ({ resourceUri }));
    assert.deepEqual(await sharedNames(2, ...group.resourceStates), ['s1.txt', 's2.txt']);
    assert.deepEqual(await sharedNames(2, group), ['s1.txt', 's2.txt']);
    control.dispose();
  });

  it('the image that an image viewer shows', async () => {
    const bytes = png(3, 2);
    await vscode.commands.executeCommand('vscode.open', await writeProjectFile('shown.png', bytes));
    assert.deepEqual(await shared(), { name: 'shown.png', bytes });
  });

  it('the changed side of a diff', async () => {
    const [left, right] = await Promise.all(
      ['left.txt', 'right.txt'].map((name) => writeProjectFile(name, Buffer.from(name))),
    );
    await vscode.commands.executeCommand('vscode.diff', left, right);
    assert.deepEqual(await shared(), { name: 'right.txt', bytes: Buffer.from('right.txt') });
  });

  it('a notebook', async () => {
    const bytes = Buffer.from('{"cells":[],"metadata":{},"nbformat":4,"nbformat_minor":5}');
    const notebook = await vscode.workspace.openNotebookDocument(await writeProjectFile('book.ipynb', bytes));
    await vscode.window.showNotebookDocument(notebook);
    assert.deepEqual(await shared(), { name: 'book.ipynb', bytes });
  });

  it('what only an editor shows, and no file system has', async () => {
    const provider = { provideTextDocumentContent: () => 'made up' };
    const registered = vscode.workspace.registerTextDocumentContentProvider('made-up', provider);
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse('made-up:/help/topic.md'));
    await vscode.window.showTextDocument(document);
    assert.deepEqual(await shared(), { name: 'topic.md', bytes: Buffer.from('made up') });
    registered.dispose();
  });

  it('a file of a virtual file system', async () => {
    const bytes = Buffer.from([0, 1, 2, 0xff]);
    const provider: vscode.FileSystemProvider = {
      onDidChangeFile: new vscode.EventEmitter<vscode.FileChangeEvent[]>().event,
      watch: () => new vscode.Disposable(() => undefined),
      stat: () => ({ type: vscode.FileType.File, ctime: 0, mtime: 0, size: bytes.length }),
      readFile: () => bytes,
      readDirectory: () => [],
      writeFile: () => undefined,
      createDirectory: () => undefined,
      delete: () => undefined,
      rename: () => undefined,
    };
    const registered = vscode.workspace.registerFileSystemProvider('far-away', provider);
    assert.deepEqual(await shared(vscode.Uri.parse('far-away://host/some/data.bin')), { name: 'data.bin', bytes });
    registered.dispose();
  });

  it('a link, as the file that it leads to', async () => {
    const uri = await writeProjectFile('target.txt', Buffer.from('target'));
    const link = path.join(path.dirname(uri.fsPath), 'link.txt');
    await symlink('target.txt', link);
    assert.deepEqual(await shared(vscode.Uri.file(link)), { name: 'link.txt', bytes: Buffer.from('target') });
  });

  it('several of which one is gone: the others arrive', async () => {
    const uris = await Promise.all(['o1.txt', 'o2.txt'].map((name) => writeProjectFile(name, Buffer.from(name))));
    const gone = vscode.Uri.joinPath(uris[0]!, '..', 'gone.txt');
    assert.deepEqual(await sharedNames(2, uris[0], [uris[0], gone, uris[1]]), ['o1.txt', 'o2.txt']);
  });

  it('a file larger than a frame, byte for byte', async () => {
    const bytes = randomBytes(3_000_000);
    const uri = await writeProjectFile('large.bin', bytes);
    const arrived = friend.next((frame) => frame.type === 'file');
    await vscode.commands.executeCommand('roomChat.shareFile', uri);
    const { sha256, size } = (await arrived)['file'] as { sha256: string; size: number };
    assert.deepEqual([sha256, size], [createHash('sha256').update(bytes).digest('hex'), 3_000_000]);
    await truncate(uri.fsPath, 0);
  });
});
