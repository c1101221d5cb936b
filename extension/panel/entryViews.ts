import type { AnyEvent } from '../../server/protocol/frames.ts';
import type {
  DeliveryView,
  EntryView,
  FileBytesView,
  FileEntry,
  MessageEntry,
  PersonView,
} from '../../webview/protocol/messages.ts';
import type { OutboxEntry } from '../connection/outbox.ts';

/** What the view of one entry depends on besides the entry. */
export interface EntryContext {
  selfId: string | undefined;
  event(seq: number): AnyEvent | undefined;
  bytes(sha256: string): FileBytesView;
  /** A finished sentence about an error. */
  errorText(error: Error): string;
}

/** Longest part of a message that a reply quotes, in characters. */
const QUOTE_CHARACTERS = 200;

/** How an event of the room's log is shown; `undefined` for one that only changes another. */
export function eventView(event: AnyEvent, context: EntryContext): EntryView | undefined {
  const base = { key: eventKey(event, context.selfId), seq: event.seq, time: event.time };
  switch (event.type) {
    case 'message': {
      const view: MessageEntry = {
        ...base,
        kind: 'message',
        from: event.from,
        own: event.from.id === context.selfId,
        text: event.text,
        edited: event.edited !== undefined,
        deleted: event.deleted === true,
        reactions: event.reactions ?? [],
        delivery: { state: 'sent' },
        ...(event.snippet && { snippet: event.snippet }),
      };
      const quoted = event.replyTo === undefined ? undefined : quote(context.event(event.replyTo));
      return quoted ? { ...view, replyTo: quoted } : view;
    }
    case 'file':
      return {
        ...base,
        kind: 'file',
        from: event.from,
        own: event.from.id === context.selfId,
        file: event.file ?? { id: '', name: '', size: 0, mediaType: '', sha256: '' },
        deleted: event.deleted === true || !event.file,
        bytes: event.file ? context.bytes(event.file.sha256) : { state: 'remote' },
        delivery: { state: 'sent' },
      };
    case 'member':
      return { ...base, kind: 'system', what: event.change, name: event.from.name };
    case 'topic':
      return { ...base, kind: 'system', what: 'topic', name: event.from.name, topic: event.topic };
    case 'removed':
      return { ...base, kind: 'system', what: 'removed' };
    case 'unknown':
      return { ...base, kind: 'system', what: 'unknown', originalType: event.originalType };
    case 'edit':
    case 'delete':
    case 'react':
      return undefined;
  }
}

/** How an item that is not acknowledged yet is shown: under the key that its event will have. */
export function outboxView(entry: OutboxEntry, self: PersonView, context: EntryContext): MessageEntry | FileEntry {
  const base = {
    key: ownKey(entry.id),
    time: entry.createdAt,
    from: self,
    own: true,
    delivery: deliveryView(entry, context),
  };
  if (entry.kind === 'message') {
    return { ...base, kind: 'message', text: entry.text, edited: false, deleted: false, reactions: [] };
  }
  const { name, size, mediaType, sha256 } = entry;
  return {
    ...base,
    kind: 'file',
    file: { id: '', name, size, mediaType, sha256 },
    deleted: false,
    bytes: context.bytes(sha256),
  };
}

/** The outbox id that a key of an own entry stands for. */
export function outboxId(key: string): string | undefined {
  return key.startsWith('own:') ? key.slice('own:'.length) : undefined;
}

/** The key of an item of the outbox, and of its event later. */
export function ownKey(id: string): string {
  return `own:${id}`;
}

function eventKey(event: AnyEvent, selfId: string | undefined): string {
  const own = (event.type === 'message' || event.type === 'file') && event.from.id === selfId;
  return own ? ownKey(event.id) : `seq:${event.seq}`;
}

function deliveryView(entry: OutboxEntry, context: EntryContext): DeliveryView {
  if (!entry.failure) return { state: 'pending' };
  const { error, retryable } = entry.failure;
  return { state: 'failed', reason: context.errorText(error), retryable };
}

function quote(event: AnyEvent | undefined): { name: string; text: string } | undefined {
  if (event?.type === 'message') return { name: event.from.name, text: event.text.slice(0, QUOTE_CHARACTERS) };
  if (event?.type === 'file') return { name: event.from.name, text: event.file?.name ?? '' };
  return undefined;
}
