import * as vscode from 'vscode';

/** What is marked in an editor, as it is shared. */
export interface SelectedCode {
  /** From 1, both inclusive. */
  startLine: number;
  endLine: number;
  /** Line ends are `\n`. */
  text: string;
}

/**
 * The primary selection, or the line of the cursor where nothing is selected.
 *
 * @param line where somebody pointed, from 1: that line, unless the selection holds it
 */
export function selectedCode({ document, selection }: vscode.TextEditor, line?: number): SelectedCode {
  const pointed = line === undefined ? undefined : Math.min(Math.max(line, 1), document.lineCount) - 1;
  const outside = pointed !== undefined && (pointed < selection.start.line || pointed > selection.end.line);
  if (outside || selection.isEmpty) {
    const { lineNumber, text } = document.lineAt(outside ? pointed : selection.active.line);
    return { startLine: lineNumber + 1, endLine: lineNumber + 1, text };
  }
  const { start, end } = trimmed(document, selection);
  const text = document.getText(new vscode.Range(start, end)).replaceAll('\r\n', '\n');
  return { startLine: start.line + 1, endLine: end.line + 1, text };
}

/** Whole lines that were selected end before the next one begins; the indentation of the first belongs to it. */
function trimmed(document: vscode.TextDocument, { start, end }: vscode.Selection): vscode.Range {
  const before = document.lineAt(start.line).text.slice(0, start.character);
  const from = before.trim() === '' ? start.with({ character: 0 }) : start;
  if (end.character > 0 || end.line === start.line) return new vscode.Range(from, end);
  return new vscode.Range(from, document.lineAt(end.line - 1).range.end);
}
