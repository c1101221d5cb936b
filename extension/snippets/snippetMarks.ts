import * as vscode from 'vscode';
import type { SnippetPlace } from './snippetPlace.ts';

/** Marks the lines that a snippet stands for, until somebody works with them. */
export class SnippetMarks {
  readonly #lines = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor('editor.rangeHighlightBackground'),
    border: '1px dotted',
    borderColor: new vscode.ThemeColor('editor.rangeHighlightBorder'),
    overviewRulerColor: new vscode.ThemeColor('editorOverviewRuler.rangeHighlightForeground'),
    overviewRulerLane: vscode.OverviewRulerLane.Center,
  });
  readonly #word = vscode.window.createTextEditorDecorationType({
    after: { color: new vscode.ThemeColor('editorCodeLens.foreground'), margin: '0 0 0 2em' },
  });
  #release: vscode.Disposable | undefined;

  /** Shows the place in the file, and says beside it what became of it. */
  async show(uri: vscode.Uri, place: SnippetPlace, word: string | undefined): Promise<void> {
    const { startLine, startCharacter, endLine, endCharacter } = place.at;
    const range = new vscode.Range(startLine, startCharacter, endLine, endCharacter);
    const editor = await vscode.window.showTextDocument(uri, { selection: range, preview: true });
    editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    this.#clear();
    editor.setDecorations(this.#lines, [range]);
    const end = editor.document.lineAt(startLine).range.end;
    const beside = { range: new vscode.Range(end, end), renderOptions: { after: { contentText: word ?? '' } } };
    editor.setDecorations(this.#word, word === undefined ? [] : [beside]);
    const over = (touched: vscode.TextEditor | undefined) => {
      if (touched !== editor) return;
      editor.setDecorations(this.#lines, []);
      editor.setDecorations(this.#word, []);
      this.#clear();
    };
    this.#release = vscode.Disposable.from(
      vscode.window.onDidChangeTextEditorSelection(({ textEditor, kind }) => {
        // The selection that was just made reports itself, too, without a kind.
        if (kind !== undefined) over(textEditor);
      }),
      vscode.workspace.onDidChangeTextDocument(({ document }) =>
        over(document === editor.document ? editor : undefined),
      ),
    );
  }

  dispose(): void {
    this.#clear();
    this.#lines.dispose();
    this.#word.dispose();
  }

  #clear(): void {
    this.#release?.dispose();
    this.#release = undefined;
  }
}
