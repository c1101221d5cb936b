import * as vscode from 'vscode';
import type { Snippet } from '../../server/protocol/model.ts';
import { DisposableStore } from '../disposables.ts';
import { Emitter } from '../emitter.ts';
import { ChatPanel, type ChatPanelOptions } from './chatPanel.ts';
import { editorSurface, viewSurface, type ChatSurface } from './chatSurface.ts';
import { CHAT_EDITOR, CHAT_VIEW, WELCOME_VIEW } from './chatView.ts';

/** Is over once the person sees what it did. */
type Act = (panel: ChatPanel) => void | Promise<void>;

/** Every place in which the chat is shown: its view, and as many editor tabs as a person opens. */
export class ChatPanels implements vscode.WebviewViewProvider, vscode.WebviewPanelSerializer {
  /** Fires when the chat may have come into view, or gone out of it. */
  readonly visibility = new Emitter<void>();
  readonly #options: ChatPanelOptions;
  readonly #panels = new Set<ChatPanel>();
  /** What waits until the view is there. */
  #waiting: ((panel: ChatPanel) => void)[] = [];

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
    for (const act of this.#waiting.splice(0)) act(panel);
  }

  /** Takes up an editor tab that was open before a reload. */
  deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    this.#add(editorSurface(panel));
    return Promise.resolve();
  }

  /** Shows the chat in its view and puts the cursor into the composer; in no room, the ways into one. */
  async focus(): Promise<void> {
    if (!this.#options.room.session) {
      await vscode.commands.executeCommand(`${WELCOME_VIEW}.focus`);
      return;
    }
    await this.#inView((panel) => panel.focusComposer());
  }

  /** Brings the chat to the front where it is not in view, and the keyboard into it either way. */
  show(): Promise<void> {
    return this.#inFront((panel) => panel.focusComposer());
  }

  /** Opens the chat as an editor tab. */
  openInEditor(): void {
    const tab = vscode.window.createWebviewPanel(CHAT_EDITOR, vscode.l10n.t('Chat'), vscode.ViewColumn.Active);
    void this.#add(editorSurface(tab)).focusComposer();
  }

  /** Opens the chat in a window of its own. */
  async openInNewWindow(): Promise<void> {
    this.openInEditor();
    await vscode.commands.executeCommand('workbench.action.moveEditorToNewWindow');
  }

  /** Puts a text into the composer that is in view, or into that of the view, which comes to the front. */
  insertText(text: string): Promise<void> {
    return this.#inFront((panel) => panel.insertText(text));
  }

  /** Brings the composer to the front and shares the image on the clipboard. */
  shareClipboardImage(): Promise<void> {
    return this.#inFront((panel) => panel.shareClipboardImage());
  }

  /** Adds code to what is written next in the room that is shown. */
  attachSnippet(snippet: Snippet): Promise<void> {
    return this.#inFront((panel) => panel.attachSnippet(snippet));
  }

  /** Brings a message of the room that is shown into view, however far back it lies. */
  showMessage(seq: number): Promise<void> {
    return this.#inFront((panel) => panel.showMessage(seq));
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

  /** Acts in a panel that can be seen, else in the view, which comes to the front. */
  async #inFront(act: Act): Promise<void> {
    const [shown] = this.inView;
    if (!shown) return this.#inView(act);
    shown.surface.reveal();
    await act(shown);
  }

  async #inView(act: Act): Promise<void> {
    await vscode.commands.executeCommand(`${CHAT_VIEW}.focus`);
    const view = [...this.#panels].find(({ surface }) => surface.kind === 'view');
    if (view) await act(view);
    else this.#waiting.push((panel) => void act(panel));
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
