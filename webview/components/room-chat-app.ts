import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { dismissNotice, emptyView, reduce, startLoadingOlder, type ChatView } from '../chatViewModel.ts';
import { CommandEvent, DraftEvent, NoticeDismissEvent, PlaceEvent, ShowPictureEvent } from '../events.ts';
import type { Host } from '../host.ts';
import type { HostMessage } from '../protocol/messages.ts';
import { makeThumbnail } from '../thumbnail.ts';
import './chat-composer.ts';
import type { ChatComposer } from './chat-composer.ts';
import './connection-line.ts';
import './empty-state.ts';
import './image-gallery.ts';
import './message-list.ts';
import './notice-bar.ts';
import { styles } from './room-chat-app.styles.ts';
import './room-header.ts';

/** The whole panel: takes the host's messages, shows the view they make, and posts what people do. */
@customElement('room-chat-app')
export class RoomChatApp extends LitElement {
  static override styles = styles;

  @state() private view: ChatView = emptyView();
  /** Key of the picture that is looked at closely. */
  @state() private picture: string | undefined;
  @query('chat-composer') private readonly composer!: ChatComposer | null;
  #host: Host | undefined;
  /** Files whose picture was asked for since the last snapshot. */
  readonly #previewed = new Set<string>();

  constructor() {
    super();
    this.addEventListener(CommandEvent.type, (event) => event instanceof CommandEvent && this.#command(event));
    this.addEventListener(DraftEvent.type, (event) => event instanceof DraftEvent && this.#keepDraft(event));
    this.addEventListener(PlaceEvent.type, (event) => event instanceof PlaceEvent && this.#keepPlace(event));
    this.addEventListener(NoticeDismissEvent.type, (event) => {
      if (event instanceof NoticeDismissEvent) this.view = dismissNotice(this.view, event.noticeId);
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

  /** Renders once a frame, however many messages the host posts in it: a flood must not hold up typing. */
  protected override async scheduleUpdate(): Promise<void> {
    if (this.hasUpdated) await new Promise((resolve) => requestAnimationFrame(resolve));
    await super.scheduleUpdate();
  }

  override render(): TemplateResult | typeof nothing {
    const { view } = this;
    if (!view.ready) return nothing;
    return html`<main>
        ${view.room === undefined ? this.#renderOutside(view) : this.#renderRoom(view, view.room)}
      </main>
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
      ></room-header>
      <message-list
        .room=${room}
        .entries=${view.entries}
        .hasOlder=${view.hasOlder}
        .loadingOlder=${view.loadingOlder}
        .previewBytes=${view.previewBytes}
        .place=${this.#host?.placeIn(room)}
      ></message-list>
      <notice-bar .notices=${view.notices}></notice-bar>
      <connection-line .connection=${view.connection}></connection-line>
      <chat-composer
        .room=${room}
        .draft=${this.#host?.draftOf(room) ?? ''}
        .textBytes=${view.textBytes}
      ></chat-composer>
    `;
  }

  #receive(message: HostMessage): void {
    if (message.type === 'sendResult') this.composer?.settle(message.requestId, message.accepted, message.message);
    else if (message.type === 'insertText')
      void this.updateComplete.then(() => this.composer?.insert(message.text));
    else if (message.type === 'focusComposer') void this.updateComplete.then(() => this.composer?.focus());
    else if (message.type === 'makeThumbnail') void this.#thumbnail(message.requestId, message.uri);
    else {
      if (message.type === 'snapshot') this.#previewed.clear();
      this.view = reduce(this.view, message);
    }
  }

  #command({ command }: CommandEvent): void {
    if (command.type === 'loadOlder') {
      if (this.view.loadingOlder) return;
      this.view = startLoadingOlder(this.view);
    }
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
    if (this.view.room !== undefined) this.#host?.keepDraft(this.view.room, event.text);
  }

  #keepPlace(event: PlaceEvent): void {
    if (this.view.room !== undefined) this.#host?.keepPlace(this.view.room, event.place);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'room-chat-app': RoomChatApp;
  }
}
