import type { AnyEvent } from '../../server/protocol/frames.ts';
import type { User } from '../../server/protocol/model.ts';
import { mentions } from '../../webview/protocol/mentions.ts';
import type { NoticeLevel } from './noticeLevels.ts';

/** An event in which somebody says something. */
export type SaidEvent = Extract<AnyEvent, { type: 'message' | 'file' }>;

/** How an event calls a person: by name (or everybody), as a reply to what they said, or in a room of two. */
export type Call = 'mention' | 'reply' | 'direct';

/** Where a person's attention is, as seen from one room. */
export interface Attention {
  /** The editor's window has the keyboard. */
  focused: boolean;
  /** The room can be seen. */
  inView: boolean;
  snoozed: boolean;
  level: NoticeLevel;
}

/** Whether somebody else said something there that still stands. */
export function isSaidByOther(event: AnyEvent | undefined, self: Pick<User, 'id'> | undefined): event is SaidEvent {
  if (event?.type !== 'message' && event?.type !== 'file') return false;
  return event.from.id !== self?.id && event.deleted !== true;
}

/**
 * How `event` calls `self`.
 *
 * @param answered the event that it replies to, where that is at hand
 * @param isDirect the room is theirs and one other's
 */
export function callOf(
  event: SaidEvent,
  self: Pick<User, 'id' | 'name'> | undefined,
  answered: AnyEvent | undefined,
  isDirect = false,
): Call | undefined {
  if (!self) return undefined;
  if (isDirect) return 'direct';
  if (event.type === 'message' && mentions(event.text, self.name)) return 'mention';
  const reply = answered?.type === 'message' || answered?.type === 'file' ? answered.from.id === self.id : false;
  return reply ? 'reply' : undefined;
}

/** Whether what somebody else said is told by a notice: never what can be seen. */
export function isTold(called: boolean, attention: Attention): boolean {
  if (attention.snoozed || (attention.focused && attention.inView)) return false;
  switch (attention.level) {
    case 'all':
      return true;
    case 'mentions':
      return called;
    case 'none':
      return false;
  }
}
