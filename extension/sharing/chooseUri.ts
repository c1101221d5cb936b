import * as vscode from 'vscode';
import { normalizeFileName } from '../../server/protocol/names.ts';
import { bytesFile } from './bytesFile.ts';
import type { Chosen, Found } from './chosen.ts';
import { diskFile } from './diskFile.ts';
import { basename, documentBytes, documentName, shownDocument } from './documentBytes.ts';
import { EditorFolder, readWhole } from './editorFolder.ts';
import { DiskFolder } from './folders/diskFolder.ts';
import { ShareError } from './shareError.ts';
import { settleUnsaved } from './unsavedEditors.ts';

/** What a URI stands for: what its editor shows where that is not what is stored, else a file or a folder. */
export function chooseUri(uri: vscode.Uri): Chosen {
  const restricted = !vscode.workspace.isTrusted && vscode.workspace.getWorkspaceFolder(uri) !== undefined;
  return { look: () => look(uri), restricted };
}

/** Bytes that are there already, such as an image that was pasted. */
export function chooseBytes(name: string, bytes: Buffer): Chosen {
  return { look: () => Promise.resolve(bytesFile(normalizeFileName(name), bytes, [])) };
}

async function look(uri: vscode.Uri): Promise<Found> {
  const document = shownDocument(uri);
  if (document) {
    const name = normalizeFileName(documentName(document));
    return { ...bytesFile(name, await documentBytes(document), [uri.path]), show: (line: number) => show(uri, line) };
  }
  await settleUnsaved(uri);
  const name = normalizeFileName(basename(uri));
  return uri.scheme === 'file' ? lookOnDisk(uri, name) : lookInEditor(uri, name);
}

async function lookOnDisk(uri: vscode.Uri, name: string): Promise<Found> {
  const file = await diskFile(uri.fsPath, name);
  return file ? { ...file, show: (line: number) => show(uri, line) } : folder(uri, name, new DiskFolder(uri.fsPath));
}

async function lookInEditor(uri: vscode.Uri, name: string): Promise<Found> {
  try {
    const { type } = await vscode.workspace.fs.stat(uri);
    if ((type & vscode.FileType.Directory) !== 0) return folder(uri, name, new EditorFolder(uri));
    if ((type & vscode.FileType.File) === 0) throw new ShareError('unreadable', name);
    const bytes = Buffer.from(await readWhole(uri, name));
    return { ...bytesFile(name, bytes, [uri.path]), show: (line: number) => show(uri, line) };
  } catch (error) {
    if (error instanceof ShareError) throw error;
    const missing = error instanceof vscode.FileSystemError && error.code === 'FileNotFound';
    throw new ShareError(missing ? 'vanished' : 'unreadable', name, { cause: error });
  }
}

function folder(uri: vscode.Uri, name: string, source: DiskFolder | EditorFolder): Found {
  return {
    kind: 'folder',
    name,
    source,
    show: (path: string, line: number) => show(vscode.Uri.joinPath(uri, path), line),
  };
}

async function show(uri: vscode.Uri, line: number): Promise<void> {
  const at = new vscode.Position(line - 1, 0);
  await vscode.window.showTextDocument(uri, { selection: new vscode.Range(at, at), preview: true });
}
