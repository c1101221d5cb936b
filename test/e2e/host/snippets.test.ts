import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import type { RoomSession, SessionChange } from '../../../extension/connection/roomSession.ts';
import { Emitter } from '../../../extension/emitter.ts';
import { Repositories } from '../../../extension/snippets/repositories.ts';
import { SnippetActions } from '../../../extension/snippets/snippetActions.ts';
import type { Snippet } from '../../../server/protocol/model.ts';
import { eventually } from '../../support/eventually.ts';
import { writeProjectFile } from './roomFixture.ts';

const GREET = 'export function greet(name: string) {\n  return `hello ${name}`;\n}\n';
const REMOTE = 'https://ada:s3cret-t0ken@git.example.org/ada/engine.git';

/** What the extension does with shared code, with a composer that only takes note. */
describe('shared code', () => {
  const attached: Snippet[] = [];
  const actions = new SnippetActions({
    room: {
      session: undefined,
      switched: new Emitter<RoomSession | undefined>(),
      changes: new Emitter<SessionChange>(),
      isJoined: () => false,
    },
    panels: { attachSnippet: (snippet: Snippet) => Promise.resolve(void attached.push(snippet)) },
  });

  before(async () => {
    await writeProjectFile('engine/src/greet.ts', Buffer.from(`// greetings\n\n${GREET}`));
    await writeProjectFile('plain/notes.txt', Buffer.from('first\n\tsecond\nthird\n'));
    const folder = vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, 'engine');
    const git = (...args: string[]) => promisify(execFile)('git', args, { cwd: folder.fsPath });
    await git('init', '--quiet');
    await git('remote', 'add', 'origin', REMOTE);
    await git('add', '.');
    await git('-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', 'commit', '--quiet', '-m', 'first');
    const extension = vscode.extensions.getExtension<{ getAPI(version: 1): GitApi }>('vscode.git');
    await (await extension?.activate())?.getAPI(1).openRepository(folder);
  });

  afterEach(async () => {
    attached.length = 0;
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  after(() => actions.dispose());

  async function edit(path: string): Promise<vscode.TextEditor> {
    const uri = vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, path);
    return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: false });
  }

  /** Shares what is selected; lines and characters count from 0. */
  async function share(path: string, selection: [number, number, number, number], line?: number): Promise<Snippet> {
    const editor = await edit(path);
    editor.selection = new vscode.Selection(...selection);
    await actions.shareSelection(line);
    return attached.at(-1)!;
  }

  it('is the selection with its place, and its repository without secrets', async () => {
    const snippet = await share('engine/src/greet.ts', [2, 0, 5, 0]);
    const { repository, ...code } = snippet;
    assert.deepEqual(code, {
      path: 'src/greet.ts',
      startLine: 3,
      endLine: 5,
      languageId: 'typescript',
      text: GREET.trimEnd(),
    });
    assert.equal(repository?.remote, 'https://git.example.org/ada/engine.git');
    assert.match(repository.commit, /^[0-9a-f]{40}$/u);
    assert.equal(repository.root, repository.commit);
  });

  it('is the line of the cursor where nothing is selected, below the open folder where there is no repository', async () => {
    const snippet = await share('plain/notes.txt', [1, 3, 1, 3]);
    const expected = { path: 'plain/notes.txt', startLine: 2, endLine: 2, languageId: 'plaintext', text: '\tsecond' };
    assert.deepEqual(snippet, expected);
  });

  it('is the line that was pointed at, or the selection around it', async () => {
    assert.equal((await share('plain/notes.txt', [0, 0, 0, 5], 3)).text, 'third');
    assert.equal((await share('plain/notes.txt', [0, 2, 1, 3], 2)).text, 'rst\n\tse');
  });

  it('is exactly what was selected within a line, and of an editor that was never saved', async () => {
    assert.equal((await share('plain/notes.txt', [0, 1, 0, 4])).text, 'irs');
    const document = await vscode.workspace.openTextDocument({ language: 'python', content: 'print(1)\r\nprint(2)' });
    const editor = await vscode.window.showTextDocument(document);
    editor.selection = new vscode.Selection(0, 0, 1, 8);
    await actions.shareSelection();
    const snippet = attached.at(-1);
    assert.equal(snippet?.text, 'print(1)\nprint(2)');
    assert.equal(snippet.languageId, 'python');
    assert.match(snippet.path, /^Untitled-\d+$/u);
  });

  /** Opens shared code; resolves with the editor that comes to the front. */
  async function open(snippet: Snippet): Promise<vscode.TextEditor> {
    await actions.open(snippet);
    return eventually(() => {
      const editor = vscode.window.activeTextEditor;
      assert.ok(editor);
      return editor;
    });
  }

  async function shared(): Promise<Snippet> {
    const snippet = await share('engine/src/greet.ts', [2, 0, 5, 0]);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    return snippet;
  }

  it('opens the own copy at its lines, found by the remote in another form', async () => {
    const snippet = await shared();
    const repository = { ...snippet.repository!, remote: 'ssh://git@git.example.org/ada/engine', root: '' };
    const editor = await open({ ...snippet, repository });
    assert.ok(editor.document.uri.path.endsWith('/engine/src/greet.ts'));
    assert.deepEqual([editor.selection.start.line, editor.selection.end.line], [2, 4]);
    assert.equal(editor.document.getText(editor.selection), snippet.text);
  });

  it('opens the own copy of a fork, found by the first commit', async () => {
    const snippet = await shared();
    const repository = { ...snippet.repository!, remote: 'https://elsewhere.example/fork.git' };
    const editor = await open({ ...snippet, repository });
    assert.ok(editor.document.uri.path.endsWith('/engine/src/greet.ts'));
  });

  it('finds the lines where they moved to', async () => {
    const snippet = await shared();
    const editor = await edit('engine/src/greet.ts');
    await editor.edit((change) => change.insert(new vscode.Position(0, 0), '// one\n// two\n'));
    const shown = await open(snippet);
    assert.deepEqual([shown.selection.start.line, shown.selection.end.line], [4, 6]);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('goes to what is most alike where the lines are gone', async () => {
    const snippet = await shared();
    const editor = await edit('engine/src/greet.ts');
    await editor.edit((change) => change.replace(new vscode.Range(3, 0, 3, 99), '  return name.length;'));
    const shown = await open(snippet);
    assert.equal(shown.selection.start.line, 2);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('finds a file of the same path elsewhere by its end, where the code comes from no repository', async () => {
    const snippet = await shared();
    delete snippet.repository;
    const editor = await open({ ...snippet, path: 'other/src/greet.ts' });
    assert.ok(editor.document.uri.path.endsWith('/engine/src/greet.ts'));
  });

  for (const path of ['nowhere/absent.ts', '../../../etc/hostname', '/etc/hostname']) {
    it(`shows what was sent where there is no own copy: ${path}`, async () => {
      const editor = await open({ ...(await shared()), path });
      assert.equal(editor.document.uri.scheme, 'room-chat-snippet');
      assert.equal(editor.document.languageId, 'typescript');
      assert.match(editor.document.uri.path, /\(3–5\)/u);
    });
  }

  it('is found by the files of git alone, too', async () => {
    const folder = vscode.workspace.workspaceFolders![0]!.uri;
    await writeProjectFile('bare/.git/config', Buffer.from(`[remote "origin"]\n\turl = ${REMOTE}\n`));
    await writeProjectFile('bare/.git/HEAD', Buffer.from('ref: refs/heads/main\n'));
    await writeProjectFile('bare/.git/refs/heads/main', Buffer.from(`${'a'.repeat(40)}\n`));
    const found = await new Repositories().of(vscode.Uri.joinPath(folder, 'bare/src/x.ts'));
    assert.deepEqual(found?.remotes, [REMOTE]);
    assert.equal(found.commit, 'a'.repeat(40));
    assert.ok(found.folder.path.endsWith('/bare'));
  });
});

interface GitApi {
  openRepository(folder: vscode.Uri): Promise<unknown>;
}
