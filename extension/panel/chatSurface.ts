import type * as vscode from 'vscode';

/** A place of the editor that shows the chat: its view in the side bar, an editor tab, or a window of its own. */
export interface ChatSurface {
  readonly kind: 'view' | 'editor';
  readonly webview: vscode.Webview;
  readonly visible: boolean;
  onVisibility(listener: () => void): vscode.Disposable;
  onDispose(listener: () => void): vscode.Disposable;
  setTitle(title: string): void;
  /** Brings it to the front, with the keyboard in it. */
  reveal(): void;
}

export function viewSurface(view: vscode.WebviewView): ChatSurface {
  return {
    kind: 'view',
    webview: view.webview,
    get visible() {
      return view.visible;
    },
    onVisibility: (listener) => view.onDidChangeVisibility(listener),
    onDispose: (listener) => view.onDidDispose(listener),
    // The header inside says it, and the Rooms above.
    setTitle: () => undefined,
    reveal: () => view.show(false),
  };
}

export function editorSurface(panel: vscode.WebviewPanel): ChatSurface {
  return {
    kind: 'editor',
    webview: panel.webview,
    get visible() {
      return panel.visible;
    },
    onVisibility: (listener) => panel.onDidChangeViewState(listener),
    onDispose: (listener) => panel.onDidDispose(listener),
    setTitle: (title) => {
      panel.title = title;
    },
    reveal: () => panel.reveal(undefined, false),
  };
}
