import type { Command, FileEntry, MessageEntry } from './protocol/messages.ts';

/** A message or file that people said; what can be answered and reacted to. */
export type SaidEntry = MessageEntry | FileEntry;

/** Whether the person at this window may change what it says. */
export function isEditable(entry: SaidEntry): boolean {
  return entry.own && entry.seq !== undefined && entry.kind === 'message' && entry.text !== '' && !entry.deleted;
}

/** A message is to be answered, or one's own to be changed: the composer takes it. */
export class ComposeEvent extends Event {
  static readonly type = 'room-chat-compose';
  readonly how: 'reply' | 'edit';
  readonly entry: SaidEntry;

  constructor(how: 'reply' | 'edit', entry: SaidEntry) {
    super(ComposeEvent.type, { bubbles: true, composed: true });
    this.how = how;
    this.entry = entry;
  }
}

/** One's own newest message is to be changed. Whoever takes it prevents the default. */
export class EditLastEvent extends Event {
  static readonly type = 'room-chat-edit-last';

  constructor() {
    super(EditLastEvent.type, { bubbles: true, composed: true, cancelable: true });
  }
}

/** Another message is to be brought into view, by its place in the log. */
export class ShowMessageEvent extends Event {
  static readonly type = 'room-chat-show-message';
  readonly seq: number;

  constructor(seq: number) {
    super(ShowMessageEvent.type, { bubbles: true, composed: true });
    this.seq = seq;
  }
}

/** What becomes of a picked emoji: something for the host, or what was done already. */
export type EmojiPicked = (emoji: string) => Command | undefined;

/** An emoji is to be picked beside `anchor`, which may be gone by then; the keyboard goes back to `opener`. */
export class PickEmojiEvent extends Event {
  static readonly type = 'room-chat-pick-emoji';
  readonly anchor: Element;
  readonly opener: HTMLElement;
  readonly picked: EmojiPicked;

  constructor(anchor: Element, opener: HTMLElement, picked: EmojiPicked) {
    super(PickEmojiEvent.type, { bubbles: true, composed: true });
    this.anchor = anchor;
    this.opener = opener;
    this.picked = picked;
  }
}

/** The row that an element inside it belongs to. */
export function rowAround(element: HTMLElement): HTMLElement {
  const root = element.getRootNode();
  return root instanceof ShadowRoot && root.host instanceof HTMLElement ? root.host : element;
}

/** The person is done with the list and wants to write. */
export class LeaveListEvent extends Event {
  static readonly type = 'room-chat-leave-list';

  constructor() {
    super(LeaveListEvent.type, { bubbles: true, composed: true });
  }
}

/** Everything up to this place was on the screen. */
export class SeenEvent extends Event {
  static readonly type = 'room-chat-seen';
  readonly seq: number;

  constructor(seq: number) {
    super(SeenEvent.type, { bubbles: true, composed: true });
    this.seq = seq;
  }
}

declare global {
  interface HTMLElementEventMap {
    'room-chat-compose': ComposeEvent;
    'room-chat-edit-last': EditLastEvent;
    'room-chat-show-message': ShowMessageEvent;
    'room-chat-pick-emoji': PickEmojiEvent;
    'room-chat-leave-list': LeaveListEvent;
    'room-chat-seen': SeenEvent;
  }
}
