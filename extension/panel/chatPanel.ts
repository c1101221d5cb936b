import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { DEFAULT_LIMITS } from '../../server/protocol/limits.ts';
import type { Snippet } from '../../server/protocol/model.ts';
import { decodeCommand, decodeShown } from '../../webview/protocol/commands.ts';
import type { ChatSnapshot, Command, FileBytesView, HostMessage } from '../../webview/protocol/messages.ts';
import { configuration } from '../configuration.ts';
import type { RoomSession, SessionChange } from '../connection/roomSession.ts';
import { displayAddress } from '../connection/serverAddress.ts';
import { DisposableStore } from '../disposables.ts';
import { errorText } from '../errorTexts.ts';
import type { ReceivedFiles } from '../files/receivedFiles.ts';
import type { ActiveRoom } from '../join/activeRoom.ts';
import type { Logger } from '../log.ts';
import { plainText } from '../plainText.ts';
import type { ChatSurface } from './chatSurface.ts';
import { ComposerFocus } from './composerFocus.ts';
import { connectionView } from './connectionView.ts';
import { noChanges, noteChange, type PanelChanges } from './panelChanges.ts';
import { panelHtml } from './panelHtml.ts';
import { ReadingPlace } from './readingPlace.ts';
import { ShownRoom } from './shownRoom.ts';
import { TimelinePages, type PageCommand } from './timelinePages.ts';
import { TimelineView } from './timelineView.ts';

export interface ChatPanelOptions {
  extensionUri: vscode.Uri;
  /** Folder of the pictures that the page may show, besides the extension's own. */
  previewFolder: string;
  room: ActiveRoom;
  files: ReceivedFiles;
  log: Logger;
  /** Carries out what a person did in the panel. */
  onCommand(command: PanelCommand, panel: ChatPanel): void;
}

/** What a person does in the panel, without what the panel answers by itself. */
export type PanelCommand = Exclude<Command, PageCommand | { type: 'ready' | 'seen' | 'composerFocused' }>;

/**
 * The chat's page on one surface: posts a whole snapshot when it becomes visible, and what changed, at most once a turn
 * of the event loop, while it is.
 */
export class ChatPanel {
  readonly surface: ChatSurface;
  readonly #options: ChatPanelOptions;
  readonly #store = new DisposableStore();
  #ready = false;
  #wasVisible: boolean;
  #timeline: TimelineView | undefined;
  #reading: ReadingPlace | undefined;
  readonly #shown = new ShownRoom();
  readonly #pages: TimelinePages;
  readonly #composerFocus = new ComposerFocus();
  #changes: PanelChanges = noChanges();
  #flush: NodeJS.Immediate | undefined;
  /** What waits until the page can be seen and shows the room. */
  #waiting: (() => void)[] = [];

  constructor(surface: ChatSurface, options: ChatPanelOptions) {
    this.surface = surface;
    this.#wasVisible = surface.visible;
    this.#options = options;
    this.#pages = new TimelinePages({
      timeline: () => this.#timeline,
      post: (message) => this.post(message),
      postEverything: () => this.#everything(),
      errorText,
      missingText: () => vscode.l10n.t('That message is not there any more.'),
    });
    this.#store.defer(options.room.switched.on((session) => this.#show(session)));
    this.#store.defer(options.room.changes.on((change) => this.#note(change)));
    this.#store.defer(
      options.files.changes.on((sha256) => {
        for (const seq of this.#timeline?.placesOfFile(sha256) ?? []) this.#changes.seqs.add(seq);
        for (const entry of options.room.session?.outbox.entries ?? []) {
          if (entry.kind === 'file' && entry.sha256 === sha256) this.#changes.outbox.add(entry.id);
        }
        this.#schedule();
      }),
    );
    this.#store.add(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('roomChat')) this.#everything();
      }),
    );
    this.#store.add(surface.webview.onDidReceiveMessage((message: unknown) => this.#receive(message)));
    this.#store.add(
      surface.onVisibility(() => {
        if (surface.visible === this.#wasVisible) return;
        this.#wasVisible = surface.visible;
        // A page that is hidden ends: what is posted before the next one hears is lost. One that was kept says so.
        this.#ready = false;
        if (surface.visible) void surface.webview.postMessage({ type: 'wake' } satisfies HostMessage);
      }),
    );
    this.#store.add(
      vscode.window.onDidChangeWindowState(({ focused }) => {
        if (!focused || !surface.visible) return;
        this.#reading?.arrive();
        this.post({ type: 'newFrom', seq: this.#reading?.newFrom });
      }),
    );
    this.#show(options.room.session);
    this.#load();
  }

  get visible(): boolean {
    return this.surface.visible;
  }

  /** Its page has said that it hears. */
  get ready(): boolean {
    return this.#ready;
  }

  /** Puts the cursor into the composer, as soon as there is one; resolves once it is there, or cannot be for now. */
  focusComposer(): Promise<void> {
    this.#whenShown(() => this.post({ type: 'focusComposer' }));
    return this.#composerFocus.awaited();
  }

  /** Puts a text where the cursor of the composer is, as soon as there is one. */
  insertText(text: string): void {
    this.#whenShown(() => this.post({ type: 'insertText', text }));
    void this.focusComposer();
  }

  /** Shares the image on the clipboard, which only the page can read, and only while it has the keyboard. */
  shareClipboardImage(): void {
    void this.focusComposer();
    this.#whenShown(() => this.post({ type: 'shareClipboardImage' }));
  }

  /** Adds code to what is written next, as soon as there is a composer. */
  attachSnippet(snippet: Snippet): void {
    this.#whenShown(() => this.post({ type: 'attachSnippet', snippet }));
    void this.focusComposer();
  }

  /** Brings the message at `seq` of the room's log into view, however far back it lies. */
  showMessage(seq: number): void {
    this.#whenShown(() => void this.#pages.showAround(seq));
  }

  post(message: HostMessage): void {
    if (this.#ready) void this.surface.webview.postMessage(message);
  }

  dispose(): void {
    this.#ready = false;
    this.#composerFocus.settle();
    this.#store.dispose();
    clearImmediate(this.#flush);
  }

  #load(): void {
    const { extensionUri, previewFolder } = this.#options;
    const { webview, kind } = this.surface;
    const dist = vscode.Uri.joinPath(extensionUri, 'dist');
    webview.options = { enableScripts: true, localResourceRoots: [dist, vscode.Uri.file(previewFolder)] };
    const resource = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(dist, name)).toString();
    webview.html = panelHtml({
      cspSource: webview.cspSource,
      nonce: randomBytes(16).toString('base64'),
      scriptUri: resource('webview.js'),
      styleUri: resource('webview.css'),
      language: vscode.env.language,
      title: vscode.l10n.t('Chat'),
      surface: kind,
      l10n: vscode.l10n.bundle ?? {},
    });
  }

  #receive(message: unknown): void {
    const command = decodeCommand(message);
    if (!command) {
      this.#options.log.warn('panel.message.ignored');
      return;
    }
    if (!this.#shown.isMeant(command, decodeShown(message))) {
      this.#tooLate(command);
      return;
    }
    switch (command.type) {
      case 'ready':
        this.#ready = true;
        this.#reading?.arrive();
        this.#timeline?.startOver();
        this.#everything();
        return;
      case 'seen':
        this.#reading?.see(command.seq);
        return;
      case 'composerFocused':
        this.#composerFocus.settle();
        return;
      case 'loadOlder':
      case 'loadNewer':
      case 'showAround':
      case 'showNewest':
      case 'window':
        void this.#pages.handle(command);
        return;
      default:
        this.#options.onCommand(command, this);
    }
  }

  /** Says that something was for the room that was shown before, where a person would wait for it. */
  #tooLate(command: Command): void {
    this.#options.log.info('panel.command.late', { type: command.type });
    const message = vscode.l10n.t('Nothing was sent: another room came into view just then.');
    switch (command.type) {
      case 'send':
      case 'shareText':
      case 'edit': {
        // What an edit made of a message is no draft.
        const kept = command.type === 'edit' ? '' : ` ${vscode.l10n.t('What you wrote is kept in the one before.')}`;
        const refusal = { accepted: false, message: `${message}${kept}` };
        this.#whenShown(() => this.post({ type: 'sendResult', requestId: command.requestId, ...refusal }));
        return;
      }
      case 'offerFiles':
        this.post({ type: 'releaseFiles', offerId: command.offerId });
        this.#whenShown(() => this.post({ type: 'notice', level: 'error', message }));
        return;
      case 'shareUris':
        this.#whenShown(() => this.post({ type: 'notice', level: 'error', message }));
        return;
      default:
        return;
    }
  }

  #show(session: RoomSession | undefined): void {
    this.#shown.show(session?.target);
    this.surface.setTitle(session ? plainText(session.state.title) : vscode.l10n.t('Chat'));
    this.#timeline =
      session &&
      new TimelineView(session, {
        get selfId() {
          return session.self?.id;
        },
        event: (seq) => this.#timeline?.event(seq) ?? session.state.event(seq),
        nameOf: (userId) => session.state.nameOf(userId),
        bytes: (sha256) => this.#bytesView(sha256),
        errorText,
      });
    this.#reading = session && new ReadingPlace(session, () => this.visible && vscode.window.state.focused);
    this.#reading?.arrive();
    this.#everything();
  }

  #note(change: SessionChange): void {
    // Hidden for a day, the view is told everything once it is looked at: nothing piles up until then.
    if (!this.#ready || !this.visible) this.#changes = { ...noChanges(), everything: true };
    if (change.kind === 'reset') {
      this.#timeline?.startOver();
      this.#reading?.arrive();
    }
    if (change.kind === 'events') this.#noteArrivals();
    if (change.kind === 'live') {
      for (const seq of this.#timeline?.revise(change.event) ?? []) this.#changes.seqs.add(seq);
    }
    noteChange(this.#changes, change);
    this.#schedule();
  }

  #everything(): void {
    this.#changes.everything = true;
    this.#schedule();
  }

  #schedule(): void {
    if (this.#flush || !this.#ready || !this.visible) return;
    this.#flush = setImmediate(() => {
      this.#flush = undefined;
      this.#postChanges();
    });
  }

  #postChanges(): void {
    const changes = this.#changes;
    this.#changes = noChanges();
    const timeline = this.#timeline;
    if (changes.everything || !timeline) this.post({ type: 'snapshot', snapshot: this.#snapshot() });
    else this.#postSingly(changes, timeline);
    this.#attend();
  }

  #postSingly(changes: PanelChanges, timeline: TimelineView): void {
    if (changes.seqs.size > 0 || changes.outbox.size > 0) {
      const { upsert, remove } = timeline.outbox(changes.outbox);
      this.post({ type: 'entries', upsert: [...timeline.entriesAt(changes.seqs), ...upsert], remove });
    }
    if (changes.typing) this.post({ type: 'typing', names: this.#options.room.session?.typing ?? [] });
    if (changes.members) this.post({ type: 'members', members: timeline.members() });
    const connection = changes.connection ? this.#options.room.session?.connection : undefined;
    if (connection) this.post({ type: 'connection', connection: connectionView(connection) });
  }

  #snapshot(): ChatSnapshot {
    const session = this.#options.room.session;
    const timeline = this.#timeline;
    if (!session || !timeline) {
      const nothing = {
        shown: this.#shown.number,
        members: [],
        entries: [],
        hasOlder: false,
        textBytes: DEFAULT_LIMITS.textBytes,
      };
      return { connection: { state: 'offline' }, ...nothing };
    }
    return {
      shown: this.#shown.number,
      room: session.state.title,
      server: displayAddress(session.target.url),
      topic: session.state.topic,
      self: session.self && { id: session.self.id, name: session.self.name },
      connection: connectionView(session.connection),
      members: timeline.members(),
      entries: timeline.shown(),
      hasOlder: timeline.hasOlder,
      hasNewer: timeline.hasNewer,
      newFrom: this.#reading?.newFrom,
      typing: session.typing,
      textBytes: session.hello?.limits.textBytes ?? DEFAULT_LIMITS.textBytes,
      previewBytes: configuration.previewImageBytes,
      sendKey: configuration.sendKey,
    };
  }

  #noteArrivals(): void {
    const before = this.#reading?.newFrom;
    this.#reading?.noteArrivals();
    const now = this.#reading?.newFrom;
    if (now !== before && this.visible) this.post({ type: 'newFrom', seq: now });
  }

  #bytesView(sha256: string): FileBytesView {
    const bytes = this.#options.files.state(sha256);
    switch (bytes.state) {
      case 'ready': {
        if (bytes.previewPath === undefined) return { state: 'ready' };
        const picture = vscode.Uri.file(bytes.previewPath);
        const imageUri = this.surface.webview.asWebviewUri(picture).toString();
        return { state: 'ready', imageUri, ...(bytes.animated && { animated: true }) };
      }
      case 'failed':
        return { state: 'failed', reason: errorText(bytes.error) };
      case 'remote':
      case 'loading':
        return bytes;
    }
  }

  /** Acts once the page shows the room that it is about. */
  #whenShown(act: () => void): void {
    this.#waiting.push(act);
    if (!this.#flush) this.#attend();
  }

  #attend(): void {
    if (!this.#ready || !this.visible) return;
    for (const act of this.#waiting.splice(0)) act();
  }
}
