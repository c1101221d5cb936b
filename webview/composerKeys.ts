import type { SendKey } from './protocol/messages.ts';

type Key = Pick<KeyboardEvent, 'key' | 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey'>;

/** Whether a key sends: Enter as the person wants it; with Shift it always breaks the line. */
export function sends(event: Key, sendKey: SendKey): boolean {
  if (event.key !== 'Enter' || event.shiftKey || event.altKey) return false;
  return sendKey === 'enter' || event.ctrlKey || event.metaKey;
}

/** Whether a key goes through what was sent, and which way. */
export function historyStep(event: Key): 'older' | 'newer' | undefined {
  if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return undefined;
  return event.key === 'ArrowUp' ? 'older' : event.key === 'ArrowDown' ? 'newer' : undefined;
}

/** Whether a key is pressed by itself. */
export function isPlain(event: Key): boolean {
  return !event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey;
}

/** Whether a key belongs to an input method. 229 is what Safari says of the Enter that ends a composition. */
export function isComposing(event: { isComposing: boolean; keyCode: number }): boolean {
  return event.isComposing || event.keyCode === 229;
}
