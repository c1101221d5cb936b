import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { DEFAULT_LIMITS } from '../../server/protocol/limits.ts';
import { decodeCommand } from '../../webview/protocol/commands.ts';
import type {
  ChatSnapshot,
  Command,
  ConnectionView,
  EntryView,
  FileBytesView,
  HostMessage,
} from '../../webview/protocol/messages.ts';
import { configuration } from '../configuration.ts';
import type { ConnectionState } from '../connection/roomConnection.ts';
import type { RoomSession, SessionChange } from '../connection/roomSession.ts';
import { displayAddress } from '../connection/serverAddress.ts';
import { DisposableStore } from '../disposables.ts';
import { errorText, waitingText } from '../errorTexts.ts';
import type { ReceivedFiles } from '../files/receivedFiles.ts';
import type { ActiveRoom } from '../join/activeRoom.ts';
import type { Logger } from '../log.ts';
import { CHAT_VIEW } from './chatView.ts';
import { panelHtml } from './panelHtml.ts';
import { TimelineView } from './timelineView.ts';
import { UnseenCount } from './unseenCount.ts';

export interface ChatPanelOptions {
  extensionUri: vscode.Uri;
  /** Folder of the pictures that the page may show, besides the extension's own. */
  previewFolder: string;
  room: ActiveRoom;
  files: ReceivedFiles;
  log: Logger;
  /** Carries out what a person did in the panel. */
  onCommand(command: Exclude<Command, { type: 'ready' | 'loadOlder' }>, panel: ChatPanel): void;
}

interface Dirty {
  everything: boolean;
  seqs: Set<number>;
  outbox: Set<string>;
  members: boolean;
  connection: boolean;
}

/**
 * The chat's webview: posts a whole snapshot when it becomes visible, and what changed, at most once a turn of the event
 * loop, while it is.
 */
export class ChatPanel implements vscode.WebviewViewProvider {
  readonly #options: ChatPanelOptions;
  readonly #store = new DisposableStore();
  #view: vscode.WebviewView | undefined;
  #ready = false;
  #timeline: TimelineView | undefined;
  #dirty: Dirty = clean();
  #flush: NodeJS.Immediate | undefined;
  #focusWanted = false;
  readonly #unseen = new UnseenCount();
  #loadingOlder = false;

  constructor(options: ChatPanelOptions) {
    this.#options = options;
    this.#store.defer(options.room.switched.on((session) => this.#show(session)));
    this.#store.defer(options.room.changes.on((change) => this.#note(change)));
    this.#store.defer(
      options.files.changes.on((sha256) => {
        for (const seq of this.#timeline?.placesOfFile(sha256) ?? []) this.#dirty.seqs.add(seq);
        for (const entry of options.room.session?.outbox.entries ?? []) {
          if (entry.kind === 'file' && entry.sha256 === sha256) this.#dirty.outbox.add(entry.id);
        }
        this.#schedule();
      }),
    );
  }

  get visible(): boolean {
    return this.#view?.visible ?? false;
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    this.#view = view;
    this.#ready = false;
    const { extensionUri, previewFolder } = this.#options;
    const dist = vscode.Uri.joinPath(extensionUri, 'dist');
    view.webview.options = { enableScripts: true, localResourceRoots: [dist, vscode.Uri.file(previewFolder)] };
    view.webview.onDidReceiveMessage((message: unknown) => this.#receive(message));
    view.onDidChangeVisibility(() => {
      this.#seen();
      if (!view.visible) return;
      this.#timeline?.startOver();
      this.#everything();
    });
    view.onDidDispose(() => {
      if (this.#view !== view) return;
      this.#view = undefined;
      this.#ready = false;
    });
    const resource = (name: string) => view.webview.asWebviewUri(vscode.Uri.joinPath(dist, name)).toString();
    view.webview.html = panelHtml({
      cspSource: view.webview.cspSource,
      nonce: randomBytes(16).toString('base64'),
      scriptUri: resource('webview.js'),
      styleUri: resource('webview.css'),
      language: vscode.env.language,
      title: vscode.l10n.t('Chat'),
      l10n: vscode.l10n.bundle ?? {},
    });
  }

  /** Shows the chat and puts the cursor into the composer. */
  async focus(): Promise<void> {
    this.#focusWanted = true;
    await vscode.commands.executeCommand(`${CHAT_VIEW}.focus`);
    this.#focusIfReady();
  }

  post(message: HostMessage): void {
    if (this.#ready) void this.#view?.webview.postMessage(message);
  }

  dispose(): void {
    this.#store.dispose();
    clearImmediate(this.#flush);
    this.#view = undefined;
  }

  #receive(message: unknown): void {
    const command = decodeCommand(message);
    if (!command) {
      this.#options.log.warn('panel.message.ignored');
      return;
    }
    switch (command.type) {
      case 'ready':
        this.#ready = true;
        this.#timeline?.startOver();
        this.#seen();
        this.#everything();
        return;
      case 'loadOlder':
        void this.#loadOlder();
        return;
      default:
        this.#options.onCommand(command, this);
    }
  }

  #show(session: RoomSession | undefined): void {
    this.#unseen.startAt(session?.state.seq ?? 0);
    this.#showBadge();
    this.#timeline =
      session &&
      new TimelineView(session, {
        get selfId() {
          return session.self?.id;
        },
        event: (seq) => session.state.event(seq),
        bytes: (sha256) => this.#bytesView(sha256),
        errorText,
      });
    this.#everything();
  }

  #note(change: SessionChange): void {
    // Hidden for a day, the view is told everything once it is looked at: nothing piles up until then.
    if (!this.#ready || !this.visible) this.#dirty = { ...clean(), everything: true };
    const dirty = this.#dirty;
    switch (change.kind) {
      case 'reset':
        this.#unseen.startAt(this.#options.room.session?.state.seq ?? 0);
        this.#timeline?.startOver();
        dirty.everything = true;
        break;
      case 'topic':
      case 'gaps':
        // A gap has a line of its own, also when the last one closes.
        dirty.everything = true;
        break;
      case 'events':
        for (const seq of change.seqs) dirty.seqs.add(seq);
        this.#countUnseen(change.seqs);
        break;
      case 'members':
        dirty.members = true;
        break;
      case 'connection':
        dirty.connection = true;
        break;
      case 'outbox':
        dirty.outbox.add(change.id);
        break;
    }
    this.#schedule();
  }

  #everything(): void {
    this.#dirty.everything = true;
    this.#schedule();
  }

  #schedule(): void {
    if (this.#flush || !this.#ready || !this.visible) return;
    this.#flush = setImmediate(() => {
      this.#flush = undefined;
      this.#postDirty();
    });
  }

  #postDirty(): void {
    const dirty = this.#dirty;
    this.#dirty = clean();
    const timeline = this.#timeline;
    if (dirty.everything || !timeline) {
      this.post({ type: 'snapshot', snapshot: this.#snapshot() });
      this.#focusIfReady();
      return;
    }
    if (dirty.seqs.size > 0 || dirty.outbox.size > 0) {
      const { upsert, remove } = timeline.outbox(dirty.outbox);
      this.post({ type: 'entries', upsert: [...timeline.entriesAt(dirty.seqs), ...upsert], remove });
    }
    if (dirty.members) this.post({ type: 'members', members: timeline.members() });
    if (dirty.connection) this.post({ type: 'connection', connection: this.#connection() });
  }

  #snapshot(): ChatSnapshot {
    const session = this.#options.room.session;
    const timeline = this.#timeline;
    if (!session || !timeline) {
      const nothing = { members: [], entries: [], hasOlder: false, textBytes: DEFAULT_LIMITS.textBytes };
      return { connection: { state: 'offline' }, ...nothing };
    }
    return {
      room: session.state.room,
      server: displayAddress(session.target.url),
      topic: session.state.topic,
      self: session.self && { id: session.self.id, name: session.self.name },
      connection: this.#connection(),
      members: timeline.members(),
      entries: timeline.shown(),
      hasOlder: timeline.hasOlder,
      textBytes: session.hello?.limits.textBytes ?? DEFAULT_LIMITS.textBytes,
      previewBytes: configuration.previewImageBytes,
    };
  }

  #connection(): ConnectionView {
    return connectionView(this.#options.room.session?.connection ?? { state: 'idle' });
  }

  async #loadOlder(): Promise<void> {
    const timeline = this.#timeline;
    if (!timeline || this.#loadingOlder) return;
    this.#loadingOlder = true;
    let entries: EntryView[] = [];
    try {
      entries = await timeline.loadOlder();
    } catch (error) {
      this.post({ type: 'notice', level: 'error', message: errorText(error) });
    } finally {
      this.#loadingOlder = false;
    }
    if (this.#timeline === timeline) this.post({ type: 'older', entries, hasOlder: timeline.hasOlder });
  }

  #bytesView(sha256: string): FileBytesView {
    const bytes = this.#options.files.state(sha256);
    switch (bytes.state) {
      case 'ready': {
        const view = bytes.previewPath === undefined ? undefined : this.#view;
        if (!view || bytes.previewPath === undefined) return { state: 'ready' };
        return { state: 'ready', imageUri: view.webview.asWebviewUri(vscode.Uri.file(bytes.previewPath)).toString() };
      }
      case 'failed':
        return { state: 'failed', reason: errorText(bytes.error) };
      case 'remote':
      case 'loading':
        return bytes;
    }
  }

  #focusIfReady(): void {
    if (!this.#focusWanted || !this.#ready || !this.visible) return;
    this.#focusWanted = false;
    this.post({ type: 'focusComposer' });
  }

  #countUnseen(seqs: readonly number[]): void {
    const session = this.#options.room.session;
    if (!session) return;
    this.#unseen.note(seqs, session.state, session.self?.id);
    if (this.visible) this.#unseen.seen();
    else this.#showBadge();
  }

  #seen(): void {
    if (!this.visible) return;
    this.#unseen.seen();
    this.#showBadge();
  }

  #showBadge(): void {
    if (!this.#view) return;
    const value = this.#unseen.count;
    this.#view.badge = value === 0 ? undefined : { value, tooltip: vscode.l10n.t('{0} unread', value) };
  }
}

function connectionView(state: ConnectionState): ConnectionView {
  switch (state.state) {
    case 'idle':
      return { state: 'offline' };
    case 'connecting':
    case 'online':
      return state;
    case 'waiting':
      return { state: 'waiting', retryAt: state.retryAt, reason: waitingText(state.error) };
    case 'failed':
      return { state: 'failed', reason: errorText(state.error) };
  }
}

function clean(): Dirty {
  return { everything: false, seqs: new Set(), outbox: new Set(), members: false, connection: false };
}
