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
  readonly text: string;

  constructor(text: string) {
    super(DraftEvent.type, { bubbles: true, composed: true });
    this.text = text;
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

declare global {
  interface HTMLElementEventMap {
    'room-chat-command': CommandEvent;
    'room-chat-draft': DraftEvent;
    'room-chat-place': PlaceEvent;
    'room-chat-notice-dismiss': NoticeDismissEvent;
  }
}
