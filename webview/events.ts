import type { Draft } from './host.ts';
import type { Command } from './protocol/messages.ts';

/** What an element asks the host to do. It bubbles out of every shadow root to the app, the only one that posts. */
export class CommandEvent extends Event {
  static readonly type = 'room-chat-command';
  readonly command: Command;

  constructor(command: Command) {
    super(CommandEvent.type, { bubbles: true, composed: true });
    this.command = command;
  }
}

/** The composer's text changed; kept by the app so that it survives hide and reload. */
export class DraftEvent extends Event {
  static readonly type = 'room-chat-draft';
  /** Which room it is in, as the composer was told. */
  readonly place: string;
  readonly draft: Draft;

  constructor(place: string, draft: Draft) {
    super(DraftEvent.type, { bubbles: true, composed: true });
    this.place = place;
    this.draft = draft;
  }
}

/** Where the list stands now: the row at its upper edge, or `undefined` at the newest. */
export interface ScrollPlace {
  key: string;
  /** Pixels from the list's upper edge to the row's; negative where the row begins above it. */
  offset: number;
}

export class PlaceEvent extends Event {
  static readonly type = 'room-chat-place';
  readonly place: ScrollPlace | undefined;

  constructor(place: ScrollPlace | undefined) {
    super(PlaceEvent.type, { bubbles: true, composed: true });
    this.place = place;
  }
}

export class NoticeDismissEvent extends Event {
  static readonly type = 'room-chat-notice-dismiss';
  readonly noticeId: number;

  constructor(noticeId: number) {
    super(NoticeDismissEvent.type, { bubbles: true, composed: true });
    this.noticeId = noticeId;
  }
}

/** A picture is to be looked at closely, by the key of its entry; none ends that. */
export class ShowPictureEvent extends Event {
  static readonly type = 'room-chat-show-picture';
  readonly key: string | undefined;

  constructor(key: string | undefined) {
    super(ShowPictureEvent.type, { bubbles: true, composed: true });
    this.key = key;
  }
}

/** The search is to be opened. */
export class OpenSearchEvent extends Event {
  static readonly type = 'room-chat-open-search';

  constructor() {
    super(OpenSearchEvent.type, { bubbles: true, composed: true });
  }
}

/** A finished sentence of the page itself, to be shown like those of the host. */
export class NoticeEvent extends Event {
  static readonly type = 'room-chat-notice';
  readonly message: string;

  constructor(message: string) {
    super(NoticeEvent.type, { bubbles: true, composed: true });
    this.message = message;
  }
}

declare global {
  interface HTMLElementEventMap {
    'room-chat-command': CommandEvent;
    'room-chat-draft': DraftEvent;
    'room-chat-place': PlaceEvent;
    'room-chat-open-search': OpenSearchEvent;
    'room-chat-notice': NoticeEvent;
    'room-chat-notice-dismiss': NoticeDismissEvent;
    'room-chat-show-picture': ShowPictureEvent;
  }
}
