import * as vscode from 'vscode';

/**
 * What Save would write for an open editor: its text as it is shown, in its own encoding, with its byte order mark and
 * its line ends.
 */
export async function documentBytes(document: vscode.TextDocument): Promise<Buffer> {
  return Buffer.from(await vscode.workspace.encode(document.getText(), { encoding: document.encoding }));
}

/** The open document of a URI, where it rather than what is stored is what a person sees. */
export function shownDocument(uri: vscode.Uri): vscode.TextDocument | undefined {
  const document = vscode.workspace.textDocuments.find((open) => open.uri.toString() === uri.toString());
  if (!document) return undefined;
  // Some editors show what no file system has: output, a diff's other side, documentation.
  const stored = vscode.workspace.fs.isWritableFileSystem(uri.scheme) !== undefined;
  return document.isDirty || document.isUntitled || !stored ? document : undefined;
}

/** An untitled editor has a label but no extension: its language lends one. */
export function documentName(document: vscode.TextDocument): string {
  const label = basename(document.uri);
  if (!document.isUntitled || label.includes('.')) return label;
  return `${label}${extensionOfLanguage(document.languageId)}`;
}

export function basename(uri: vscode.Uri): string {
  return uri.path.split('/').findLast((segment) => segment !== '') ?? 'file';
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
