import * as vscode from 'vscode';
import { fileSize } from '../webview/protocol/fileSize.ts';

/** A size in the editor's language. */
export function formatSize(bytes: number): string {
  return fileSize(bytes, vscode.env.language);
}
