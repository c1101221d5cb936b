import { Readable } from 'node:stream';
import * as vscode from 'vscode';
import type { FolderEntry, FolderSource, IgnoreFileAbove } from './folders/folderSource.ts';
import { IGNORE_FILE } from './folders/ignoreRules.ts';
import { ShareError } from './shareError.ts';

/** Largest file that is read through the editor, which gives it in one piece, in bytes. */
const READ_LIMIT_BYTES = 268_435_456;

/** A folder in a file system of the editor: on another computer, in a repository far away, or of another extension. */
export class EditorFolder implements FolderSource {
  readonly #root: vscode.Uri;
  /** The top of a repository that shows no `.git`, as virtual ones do. */
  readonly #top: vscode.Uri | undefined;

  constructor(root: vscode.Uri, workspaceFolder = vscode.workspace.getWorkspaceFolder(root)?.uri) {
    this.#root = root;
    // On another computer `.git` is seen where there is one.
    this.#top = root.scheme === 'vscode-remote' ? undefined : workspaceFolder;
  }

  async list(path: string): Promise<FolderEntry[]> {
    const entries = await vscode.workspace.fs.readDirectory(this.#uri(path));
    return entries.map(([name, type]) => ({ name, kind: kindOf(type) }));
  }

  async stat(path: string): Promise<{ sizeBytes: number; modifiedMs: number }> {
    const { size, mtime } = await vscode.workspace.fs.stat(this.#uri(path));
    return { sizeBytes: size, modifiedMs: mtime };
  }

  async read(path: string, mostBytes: number): Promise<Buffer> {
    return Buffer.from(await readWhole(this.#uri(path), path)).subarray(0, mostBytes);
  }

  async open(path: string): Promise<Readable> {
    return Readable.from([Buffer.from(await readWhole(this.#uri(path), path))]);
  }

  async ignoreFilesAbove(): Promise<IgnoreFileAbove[]> {
    const found: IgnoreFileAbove[] = [];
    let inWorkspace: IgnoreFileAbove[] = [];
    let way = '';
    for (let folder = this.#root; ;) {
      if (await exists(vscode.Uri.joinPath(folder, '.git'))) return found;
      if (folder.toString() === this.#top?.toString()) inWorkspace = [...found];
      const name = folder.path.split('/').pop() ?? '';
      if (name === '') return inWorkspace;
      way = `${name}/${way}`;
      folder = vscode.Uri.joinPath(folder, '..');
      const bytes = await readWhole(vscode.Uri.joinPath(folder, IGNORE_FILE), IGNORE_FILE).catch(
        // There is none, or none that can be read.
        () => undefined,
      );
      if (bytes) found.unshift({ text: Buffer.from(bytes).toString(), way });
    }
  }

  /** As the editor itself names it: a file system need not know a folder by a name that ends with a slash. */
  #uri(path: string): vscode.Uri {
    return path === '' ? this.#root : vscode.Uri.joinPath(this.#root, path.replace(/\/$/u, ''));
  }
}

/**
 * All bytes of a file, which is asked for its size first.
 *
 * @throws ShareError `too_large_to_read`, or what the file system throws
 */
export async function readWhole(uri: vscode.Uri, name: string): Promise<Uint8Array> {
  const { size } = await vscode.workspace.fs.stat(uri);
  if (size > READ_LIMIT_BYTES) {
    throw new ShareError('too_large_to_read', name, { sizeBytes: size, limitBytes: READ_LIMIT_BYTES });
  }
  return vscode.workspace.fs.readFile(uri);
}

function kindOf(type: vscode.FileType): FolderEntry['kind'] {
  if ((type & vscode.FileType.SymbolicLink) !== 0) return 'link';
  if ((type & vscode.FileType.Directory) !== 0) return 'folder';
  return (type & vscode.FileType.File) !== 0 ? 'file' : 'other';
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}
