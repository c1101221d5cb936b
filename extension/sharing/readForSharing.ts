import * as vscode from 'vscode';
import { normalizeFileName } from '../../server/protocol/names.ts';
import { rasterKind } from '../files/fileKinds.ts';
import { ShareError } from './shareError.ts';
import type { Shareable } from './shareable.ts';

/**
 * Reads what a URI stands for: the text of an unsaved editor in its own encoding and line ends, else the bytes from
 * whatever file system it lives on.
 *
 * @param limitBytes largest file that may be sent
 * @throws ShareError
 */
export async function readForSharing(uri: vscode.Uri, limitBytes: number): Promise<Shareable> {
  const document = vscode.workspace.textDocuments.find((open) => open.uri.toString() === uri.toString());
  const unsaved = document !== undefined && (document.isDirty || document.isUntitled);
  const name = normalizeFileName(document?.isUntitled ? untitledName(document) : basename(uri));
  const bytes = unsaved ? await encode(document) : await readStored(uri, name, limitBytes);
  if (bytes.byteLength > limitBytes) throw tooLarge(name, bytes.byteLength, limitBytes);
  return {
    name,
    mediaType: rasterKind(bytes)?.mediaType ?? 'application/octet-stream',
    content: { kind: 'bytes', bytes },
  };
}

async function encode(document: vscode.TextDocument): Promise<Buffer> {
  return Buffer.from(await vscode.workspace.encode(document.getText(), { encoding: document.encoding }));
}

async function readStored(uri: vscode.Uri, name: string, limitBytes: number): Promise<Buffer> {
  try {
    // Asked first, so that a file of gigabytes is never read only to be refused.
    const info = await vscode.workspace.fs.stat(uri);
    // A pipe or a device has no end to read to.
    if ((info.type & vscode.FileType.File) === 0) throw new ShareError('unreadable', name);
    if (info.size > limitBytes) throw tooLarge(name, info.size, limitBytes);
    return Buffer.from(await vscode.workspace.fs.readFile(uri));
  } catch (error) {
    if (error instanceof ShareError) throw error;
    const missing = error instanceof vscode.FileSystemError && error.code === 'FileNotFound';
    throw new ShareError(missing ? 'vanished' : 'unreadable', name, { cause: error });
  }
}

function tooLarge(name: string, size: number, limitBytes: number): ShareError {
  return new ShareError('too_large', name, { sizeBytes: size, limitBytes });
}

function basename(uri: vscode.Uri): string {
  return uri.path.split('/').findLast((segment) => segment !== '') ?? 'file';
}

/** An untitled editor has a label but no extension: its language lends one. */
function untitledName(document: vscode.TextDocument): string {
  const label = basename(document.uri);
  if (label.includes('.')) return label;
  return `${label}${extensionOfLanguage(document.languageId)}`;
}

function extensionOfLanguage(languageId: string): string {
  for (const extension of vscode.extensions.all) {
    const manifest = extension.packageJSON as {
      contributes?: { languages?: { id?: string; extensions?: string[] }[] };
    };
    const language = manifest.contributes?.languages?.find((candidate) => candidate.id === languageId);
    const [first] = language?.extensions ?? [];
    if (first !== undefined) return first;
  }
  return languageId === 'plaintext' ? '.txt' : '';
}
