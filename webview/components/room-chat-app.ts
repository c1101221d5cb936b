import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import {
  dismissNotice,
  emptyView,
  goTo,
  heldWindow,
  reduce,
  startLoadingNewer,
  startLoadingOlder,
  type ChatView,
} from '../chatViewModel.ts';
import {
  CommandEvent,
  DraftEvent,
  NoticeDismissEvent,
  NoticeEvent,
  OpenSearchEvent,
  PlaceEvent,
  ShowPictureEvent,
} from '../events.ts';
import { FramePace } from '../framePace.ts';
import { GatheredEntries } from '../gatheredEntries.ts';
import type { Host } from '../host.ts';
import {
  ComposeEvent,
  EditLastEvent,
  LeaveListEvent,
  PickEmojiEvent,
  SeenEvent,
  ShowMessageEvent,
} from '../messageEvents.ts';
import type { HostMessage } from '../protocol/messages.ts';
import type { Callable } from '../text/textRuns.ts';
import { makeThumbnail } from '../thumbnail.ts';
import { WantedFocus } from '../wantedFocus.ts';
import './chat-composer.ts';
import type { ChatComposer } from './chat-composer.ts';
import './connection-line.ts';
import './help-panel.ts';
import type { HelpPanel } from './help-panel.ts';
import './emoji-picker.ts';
import type { EmojiPicker } from './emoji-picker.ts';
import './empty-state.ts';
import './file-intake.ts';
import type { FileIntake } from './file-intake.ts';
import './image-gallery.ts';
import './message-list.ts';
import './notice-bar.ts';
import { styles } from './room-chat-app.styles.ts';
import './room-header.ts';
import type { RoomHeader } from './room-header.ts';
import './search-panel.ts';
import type { SearchPanel } from './search-panel.ts';
import './typing-line.ts';

/** The whole panel: takes the host's messages, shows the view they make, and posts what people do. */
@customElement('room-chat-app')
export class RoomChatApp extends LitElement {
  static override styles = styles;

  @state() private view: ChatView = emptyView();
  /** Key of the picture that is looked at closely. */
  @state() private picture: string | undefined;
  /** What the search begins with; absent while it is closed. */
  @state() private search: { query: string } | undefined;
  @query('chat-composer') private readonly composer!: ChatComposer | null;
  @query('search-panel') private readonly searchPanel!: SearchPanel | null;
  @query('room-header') private readonly header!: RoomHeader | null;
  @query('file-intake') private readonly intake!: FileIntake | null;
  @query('help-panel') private readonly help!: HelpPanel | null;
  @query('emoji-picker') private readonly picker!: EmojiPicker | null;
  #host: Host | undefined;
  #atNewest = true;
  /** Something was rendered. */
  #shown = false;
  #people: Callable = { names: [], self: '' };
  /** Files whose picture was asked for since the last snapshot. */
  readonly #previewed = new Set<string>();
  readonly #gathered = new GatheredEntries();
  /** Until what was gathered is to be drawn. */
  #gathering: Promise<void> | undefined;
  readonly #pace = new FramePace();
  readonly #wantedFocus = new WantedFocus();

  constructor() {
    super();
    this.addEventListener(CommandEvent.type, (event) => event instanceof CommandEvent && this.#command(event));
    this.addEventListener(DraftEvent.type, (event) => event instanceof DraftEvent && this.#keepDraft(event));
    this.addEventListener(PlaceEvent.type, (event) => event instanceof PlaceEvent && this.#keepPlace(event));
    this.addEventListener(OpenSearchEvent.type, () => (this.search ? this.#closeSearch() : this.#openSearch('')));
    this.addEventListener('keydown', (event) => this.#pressed(event));
    this.addEventListener(NoticeEvent.type, (event) => {
      if (!(event instanceof NoticeEvent)) return;
      this.view = reduce(this.view, { type: 'notice', level: 'info', message: event.message });
    });
    this.addEventListener(NoticeDismissEvent.type, (event) => {
      if (event instanceof NoticeDismissEvent) this.view = dismissNotice(this.view, event.noticeId);
    });
    this.addEventListener(ComposeEvent.type, (event) => {
      if (event instanceof ComposeEvent) this.composer?.compose({ how: event.how, entry: event.entry });
    });
    this.addEventListener(EditLastEvent.type, (event) => this.#editLast(event));
    this.addEventListener(ShowMessageEvent.type, (event) => {
      if (event instanceof ShowMessageEvent) this.#showMessage(event.seq);
    });
    this.addEventListener(PickEmojiEvent.type, (event) => {
      if (event instanceof PickEmojiEvent) void this.picker?.show(event);
    });
    this.addEventListener(LeaveListEvent.type, () => this.composer?.focus());
    this.addEventListener(SeenEvent.type, (event) => {
      if (event instanceof SeenEvent) this.#host?.post({ type: 'seen', seq: event.seq });
    });
    this.addEventListener(ShowPictureEvent.type, (event) => {
      if (event instanceof ShowPictureEvent) this.picture = event.key;
    });
  }

  /** Connects the panel to its host and says that it is ready for the first snapshot. */
  start(host: Host): void {
    this.#host = host;
    host.listen((message) => this.#receive(message));
    host.post({ type: 'ready' });
  }

  /**
   * Renders once a frame at most, however many messages the host posts: a flood must not hold up typing. What is shown
   * first does not wait.
   */
  protected override async scheduleUpdate(): Promise<void> {
    if (this.#shown) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      this.#pace.begin();
    }
    this.#takeGathered();
    await super.scheduleUpdate();
  }

  /** All that was received is shown then. */
  protected override async getUpdateComplete(): Promise<boolean> {
    await this.#gathering;
    return super.getUpdateComplete();
  }

  override render(): TemplateResult | typeof nothing {
    const { view } = this;
    if (!view.ready) return nothing;
    this.#shown = true;
    if (this.#host) this.#host.shown = view.shown;
    return html`<main>${view.room === undefined ? this.#renderOutside(view) : this.#renderRoom(view, view.room)}</main>
      ${
        this.picture === undefined
          ? nothing
          : html`<image-gallery
              .entries=${view.entries}
              .current=${this.picture}
              .previewBytes=${view.previewBytes}
            ></image-gallery>`
      }`;
  }

  #renderOutside(view: ChatView): TemplateResult {
    return html`
      <empty-state></empty-state>
      <notice-bar .notices=${view.notices}></notice-bar>
      ${
        view.connection.state === 'offline' || view.connection.state === 'online'
          ? nothing
          : html`<connection-line .connection=${view.connection}></connection-line>`
      }
    `;
  }

  #renderRoom(view: ChatView, room: string): TemplateResult {
    return html`
      <room-header
        .room=${room}
        .server=${view.server}
        .topic=${view.topic}
        .connection=${view.connection}
        .members=${view.members}
        .searching=${this.search !== undefined}
      ></room-header>
      <div class="stage">
        <message-list
          ?inert=${this.search !== undefined}
          .room=${room}
          .where=${placeOf(view, room)}
          .entries=${view.entries}
          .hasOlder=${view.hasOlder}
          .loadingOlder=${view.loadingOlder}
          .hasNewer=${view.hasNewer}
          .loadingNewer=${view.loadingNewer}
          .target=${view.target}
          .newFrom=${view.newFrom}
          .self=${view.self}
          .people=${this.#callable(view)}
          .previewBytes=${view.previewBytes}
          .place=${this.#host?.placeIn(placeOf(view, room))}
        ></message-list>
        ${
          this.search === undefined
            ? nothing
            : html`<search-panel .room=${room} .begin=${this.search} @close=${this.#closeSearch}></search-panel>`
        }
      </div>
      <typing-line .names=${view.typing}></typing-line>
      <file-intake .room=${room}></file-intake>
      <notice-bar .notices=${view.notices}></notice-bar>
      <connection-line .connection=${view.connection}></connection-line>
      <chat-composer
        .room=${room}
        .place=${placeOf(view, room)}
        .draft=${this.#host?.draftOf(placeOf(view, room)) ?? { text: '' }}
        .textBytes=${view.textBytes}
        .sendKey=${view.sendKey}
        .members=${view.members}
      ></chat-composer>
      <emoji-picker></emoji-picker>
      <help-panel .sendKey=${view.sendKey} @close=${() => this.composer?.focus()}></help-panel>
    `;
  }

  #receive(message: HostMessage): void {
    switch (message.type) {
      case 'sendResult':
        // What is said in a room that goes out of view would go with it.
        if (message.accepted) this.composer?.settle(message);
        else this.#rendered(() => this.composer?.settle(message));
        return;
      case 'wake':
        this.#host?.post({ type: 'ready' });
        return;
      case 'searchResult':
        this.searchPanel?.take(message);
        return;
      case 'makeThumbnail':
        void this.#thumbnail(message.requestId, message.uri);
        return;
      case 'pullFile':
        void this.intake?.pull(message);
        return;
      case 'releaseFiles':
        this.intake?.release(message.offerId);
        return;
      case 'shareClipboardImage':
        this.#rendered(() => void this.intake?.shareClipboardImage());
        return;
      case 'insertText':
        this.#rendered(() => this.composer?.insert(message.text));
        return;
      case 'attachSnippet':
        this.#rendered(() => this.composer?.attach(message.snippet));
        return;
      case 'focusComposer':
        this.#rendered(() => this.#wantedFocus.ask(() => this.#focusComposer()));
        return;
      case 'openSearch':
        this.#openSearch(message.query);
        return;
      case 'showMembers':
        this.#rendered(() => this.header?.showMembers());
        return;
      case 'showHelp':
        this.#rendered(() => void this.help?.show());
        return;
      case 'entries':
        this.#gathered.add(message);
        this.#gathering ??= this.#pace.rested().then(() => this.#takeGathered());
        return;
      default:
        if (message.type === 'snapshot') this.#previewed.clear();
        this.#takeGathered();
        this.#reduce(message);
    }
  }

  #takeGathered(): void {
    this.#gathering = undefined;
    const gathered = this.#gathered.take();
    if (gathered) this.#reduce(gathered);
  }

  #reduce(message: HostMessage): void {
    const { trims, room, server } = this.view;
    this.view = reduce(this.view, message, this.#atNewest);
    // Hits say which room they are in as it was seen from the other one.
    if (this.view.room !== room || this.view.server !== server) this.search = undefined;
    // A room that was just entered is shown at its newest.
    if (message.type === 'snapshot') this.#atNewest = true;
    const held = this.view.trims === trims ? undefined : heldWindow(this.view);
    if (held) this.#host?.post({ type: 'window', ...held });
  }

  /** Whom messages may call; the same object until somebody's name comes or goes. */
  #callable({ members, self }: ChatView): Callable {
    const names = members.map((member) => member.name);
    const before = this.#people;
    const same = before.names.length === names.length && names.every((name, index) => name === before.names[index]);
    if (!same || before.self !== (self?.name ?? '')) this.#people = { names, self: self?.name ?? '' };
    return this.#people;
  }

  #showMessage(seq: number): void {
    const view = goTo(this.view, seq);
    if (view === this.view) this.#host?.post({ type: 'showAround', seq });
    this.view = view;
  }

  #editLast(event: Event): void {
    const entry = this.view.entries.findLast(
      (candidate) => candidate.kind === 'message' && candidate.own && !candidate.deleted && candidate.text !== '',
    );
    // While the last one is still on its way, nothing is edited rather than the one before.
    if (entry?.kind !== 'message' || entry.seq === undefined) return;
    event.preventDefault();
    this.composer?.compose({ how: 'edit', entry });
  }

  /** Acts on an element that may only be there once what was received before is shown. */
  #rendered(act: () => void): void {
    void this.updateComplete.then(act);
  }

  #pressed(event: KeyboardEvent): void {
    if (event.key === 'F1' && event.altKey && this.help) {
      event.preventDefault();
      // As with the search: the editor would open its own help, which knows nothing of the chat.
      event.stopPropagation();
      void this.help.show();
      return;
    }
    const find =
      event.key.toLowerCase() === 'f' && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    if (!find || this.view.room === undefined) return;
    event.preventDefault();
    // What reaches the window the editor takes too, and opens its own search.
    event.stopPropagation();
    this.#openSearch('');
  }

  #focusComposer(): void {
    if (!this.composer) return;
    this.composer.focus();
    this.#host?.post({ type: 'composerFocused' });
  }

  #openSearch(query: string): void {
    this.search = { query };
  }

  readonly #closeSearch = (): void => {
    this.search = undefined;
    this.composer?.focus();
  };

  #command({ command }: CommandEvent): void {
    if (command.type === 'loadOlder') {
      if (this.view.loadingOlder) return;
      this.view = startLoadingOlder(this.view);
    }
    if (command.type === 'loadNewer') {
      if (this.view.loadingNewer) return;
      this.view = startLoadingNewer(this.view);
    }
    // What one says oneself is seen where it is said.
    if (command.type === 'send' && this.view.hasNewer) this.#host?.post({ type: 'showNewest' });
    if (command.type === 'previewFile') {
      if (this.#previewed.has(command.fileId)) return;
      this.#previewed.add(command.fileId);
    }
    this.#host?.post(command);
  }

  async #thumbnail(requestId: number, uri: string): Promise<void> {
    this.#host?.post({ type: 'thumbnail', requestId, data: await makeThumbnail(uri) });
  }

  #keepDraft(event: DraftEvent): void {
    this.#host?.keepDraft(event.place, event.draft);
  }

  #keepPlace(event: PlaceEvent): void {
    this.#atNewest = event.place === undefined;
    const { room } = this.view;
    if (room !== undefined) this.#host?.keepPlace(placeOf(this.view, room), event.place);
  }
}

/** Tells a room from every other: two servers may each have one of that name. */
function placeOf({ server = '' }: ChatView, room: string): string {
  return `${server} ${room}`;
}

declare global {
  interface HTMLElementTagNameMap {
    'room-chat-app': RoomChatApp;
  }
}
