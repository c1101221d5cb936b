import * as vscode from 'vscode';
import { DisposableStore } from '../disposables.ts';
import { Emitter } from '../emitter.ts';
import { ChatPanel, type ChatPanelOptions } from './chatPanel.ts';
import { editorSurface, viewSurface, type ChatSurface } from './chatSurface.ts';
import { CHAT_EDITOR, CHAT_VIEW } from './chatView.ts';

/** Every place in which the chat is shown: its view, and as many editor tabs as a person opens. */
export class ChatPanels implements vscode.WebviewViewProvider, vscode.WebviewPanelSerializer {
  /** Fires when the chat may have come into view, or gone out of it. */
  readonly visibility = new Emitter<void>();
  readonly #options: ChatPanelOptions;
  readonly #panels = new Set<ChatPanel>();
  #focusWanted = false;

  constructor(options: ChatPanelOptions) {
    this.#options = options;
  }

  /** Whether a person can see the chat somewhere. */
  get visible(): boolean {
    return this.inView.length > 0;
  }

  /** Those that can be seen. */
  get inView(): readonly ChatPanel[] {
    return [...this.#panels].filter((panel) => panel.visible);
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    const panel = this.#add(viewSurface(view));
    if (this.#focusWanted) panel.focusComposer();
    this.#focusWanted = false;
  }

  /** Takes up an editor tab that was open before a reload. */
  deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    this.#add(editorSurface(panel));
    return Promise.resolve();
  }

  /** Shows the chat in its view and puts the cursor into the composer. */
  async focus(): Promise<void> {
    await vscode.commands.executeCommand(`${CHAT_VIEW}.focus`);
    const view = [...this.#panels].find(({ surface }) => surface.kind === 'view');
    if (view) view.focusComposer();
    else this.#focusWanted = true;
  }

  /** Brings the chat to the front where it is not in view, and the keyboard into it either way. */
  async show(): Promise<void> {
    const [shown] = this.inView;
    if (!shown) return this.focus();
    shown.surface.reveal();
    shown.focusComposer();
  }

  /** Opens the chat as an editor tab. */
  openInEditor(): void {
    const tab = vscode.window.createWebviewPanel(CHAT_EDITOR, vscode.l10n.t('Chat'), vscode.ViewColumn.Active);
    this.#add(editorSurface(tab)).focusComposer();
  }

  /** Opens the chat in a window of its own. */
  async openInNewWindow(): Promise<void> {
    this.openInEditor();
    await vscode.commands.executeCommand('workbench.action.moveEditorToNewWindow');
  }

  /** Puts a text into the composer that is in view, or into that of the view, which comes to the front. */
  async insertText(text: string): Promise<void> {
    const [shown] = this.inView;
    if (!shown) await this.focus();
    else shown.surface.reveal();
    (shown ?? [...this.#panels][0])?.insertText(text);
  }

  /** Asks a panel that is in view for a small picture of the image at `file`; false where there is none. */
  askThumbnail(file: string, requestId: number): boolean {
    const panel = this.inView.find(({ ready }) => ready);
    const uri = panel?.surface.webview.asWebviewUri(vscode.Uri.file(file)).toString();
    if (uri !== undefined) panel?.post({ type: 'makeThumbnail', requestId, uri });
    return uri !== undefined;
  }

  dispose(): void {
    this.visibility.clear();
    for (const panel of this.#panels) panel.dispose();
    this.#panels.clear();
  }

  #add(surface: ChatSurface): ChatPanel {
    const panel = new ChatPanel(surface, this.#options);
    const store = new DisposableStore();
    this.#panels.add(panel);
    store.add(surface.onVisibility(() => this.visibility.emit()));
    store.add(
      surface.onDispose(() => {
        this.#panels.delete(panel);
        panel.dispose();
        store.dispose();
        this.visibility.emit();
      }),
    );
    this.visibility.emit();
    return panel;
  }
}
