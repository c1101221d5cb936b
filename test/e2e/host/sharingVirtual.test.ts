import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { EditorFolder } from '../../../extension/sharing/editorFolder.ts';
import { planFolder } from '../../../extension/sharing/folders/folderPlan.ts';
import { readArchive } from '../../support/archive.ts';
import { MemoryFileSystem } from '../../support/memoryFileSystem.ts';
import type { WireClient } from '../../support/wireClient.ts';
import { joinWithFriend, nextFile } from './roomFixture.ts';

const TEXT = 'no line end, größer';
const BINARY = randomBytes(100_000);

/** A project that lies on no disk, as `vscode-vfs:` and others show one. */
const PROJECT = {
  '/owner/project/.gitignore': '*.log\n/build/\n',
  '/owner/project/README.md': TEXT,
  '/owner/project/empty.txt': '',
  '/owner/project/none/': '',
  '/owner/project/src/漢字 🎈.bin': BINARY,
  '/owner/project/src/deep/er/a.ts': 'a\r\n',
  '/owner/project/src/noise.log': 'ignored',
  '/owner/project/build/out.js': 'ignored',
  '/owner/project/src/locked.txt': vscode.FileSystemError.NoPermissions('locked'),
  '/owner/project/src/elsewhere': 'a link',
};

describe('folders of virtual file systems', () => {
  let friend: WireClient;
  let home: string;
  let registered: vscode.Disposable;
  const { showInformationMessage } = vscode.window;
  const asked: string[] = [];

  before(async () => {
    friend = await joinWithFriend('virtual');
    home = await mkdtemp(path.join(tmpdir(), 'room-chat-virtual-'));
    const system = new MemoryFileSystem(PROJECT, ['/owner/project/src/elsewhere']);
    registered = vscode.workspace.registerFileSystemProvider('in-memory', system, { isReadonly: true });
    // The person says yes to the one question of a folder: its last button.
    vscode.window.showInformationMessage = (...words: unknown[]) => {
      asked.push(JSON.stringify(words));
      return Promise.resolve(words.at(-1) as never);
    };
  });

  after(async () => {
    vscode.window.showInformationMessage = showInformationMessage;
    registered.dispose();
    await vscode.commands.executeCommand('roomChat.leaveRoom');
    await friend.close();
    await rm(home, { recursive: true, force: true });
  });

  const uri = (below: string): vscode.Uri => vscode.Uri.parse('in-memory://host/owner/project').with({ path: below });

  it('arrive as an archive of every byte, without what is ignored, a link, or cannot be read', async () => {
    const arrived = nextFile(friend);
    await vscode.commands.executeCommand('roomChat.shareFile', uri('/owner/project'));
    const { name, bytes } = await arrived;
    assert.equal(name, 'project.zip');
    assert.equal(asked.length, 1, asked.join('\n'));
    const archive = path.join(home, 'arrived.zip');
    await writeFile(archive, bytes);
    const files = await readArchive(archive);
    assert.deepEqual(
      [...files.keys()],
      [
        'project/.gitignore',
        'project/README.md',
        'project/empty.txt',
        'project/src/deep/er/a.ts',
        'project/src/漢字 🎈.bin',
        'project/none/',
      ],
    );
    assert.equal(files.get('project/README.md')?.toString(), TEXT);
    assert.ok(files.get('project/src/漢字 🎈.bin')?.equals(BINARY));
    assert.equal(files.get('project/src/deep/er/a.ts')?.toString(), 'a\r\n');
  });

  it('a single file of one arrives too', async () => {
    const arrived = nextFile(friend);
    await vscode.commands.executeCommand('roomChat.shareFile', uri('/owner/project/src/漢字 🎈.bin'));
    const { name, bytes } = await arrived;
    assert.deepEqual([name, bytes.equals(BINARY)], ['漢字 🎈.bin', true]);
  });

  it('heed the ignore files of the workspace above them, where no repository shows itself', async () => {
    const plan = async (workspace?: vscode.Uri) =>
      (await planFolder(new EditorFolder(uri('/owner/project/src'), workspace), { name: 'src' })).files.map(
        (file) => file.path,
      );
    const below = ['deep/er/a.ts', 'locked.txt', '漢字 🎈.bin'];
    assert.deepEqual(await plan(uri('/owner/project')), below);
    assert.deepEqual(await plan(), ['deep/er/a.ts', 'locked.txt', 'noise.log', '漢字 🎈.bin']);
  });
});
