import type { AnyEvent } from '../../server/protocol/frames.ts';
import type { Reaction } from '../../server/protocol/model.ts';
import type {
  DeliveryView,
  EntryView,
  FileBytesView,
  FileEntry,
  MessageEntry,
  PersonView,
  ReactionView,
  ReplyView,
} from '../../webview/protocol/messages.ts';
import { plainMessage } from '../../webview/protocol/plainMessage.ts';
import type { OutboxEntry } from '../connection/outboxItem.ts';

/** What the view of one entry depends on besides the entry. */
export interface EntryContext {
  selfId: string | undefined;
  event(seq: number): AnyEvent | undefined;
  bytes(sha256: string): FileBytesView;
  /** A name that somebody was heard under. */
  nameOf(userId: string): string | undefined;
  /** A finished sentence about an error. */
  errorText(error: Error): string;
}

/** Longest part of a message that a reply quotes, in characters. */
const QUOTE_CHARACTERS = 200;
/** Users of a reaction that are named at most. */
const NAMED_USERS = 30;

/** How an event of the room's log is shown; `undefined` for one that only changes another. */
export function eventView(event: AnyEvent, context: EntryContext): EntryView | undefined {
  const base = { key: eventKey(event, context.selfId), seq: event.seq, time: event.time };
  switch (event.type) {
    case 'message':
      return {
        ...base,
        kind: 'message',
        from: event.from,
        own: event.from.id === context.selfId,
        text: event.text,
        edited: event.edited !== undefined,
        deleted: event.deleted === true,
        reactions: reactionViews(event.reactions, context),
        delivery: { state: 'sent' },
        ...(event.snippet && { snippet: event.snippet }),
        ...(event.replyTo !== undefined && { replyTo: quote(event.replyTo, context) }),
      };
    case 'file':
      return {
        ...base,
        kind: 'file',
        from: event.from,
        own: event.from.id === context.selfId,
        file: event.file ?? { id: '', name: '', size: 0, mediaType: '', sha256: '' },
        deleted: event.deleted === true || !event.file,
        ...(event.replyTo !== undefined && { replyTo: quote(event.replyTo, context) }),
        reactions: reactionViews(event.reactions, context),
        bytes: event.file ? context.bytes(event.file.sha256) : { state: 'remote' },
        ...(event.file?.thumbnail && { thumbnail: context.bytes(event.file.thumbnail.sha256) }),
        delivery: { state: 'sent' },
      };
    case 'member':
      if (event.change === 'left' && event.by) {
        return { ...base, kind: 'system', what: 'expelled', name: event.from.name, by: event.by.name };
      }
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
    const view: MessageEntry = {
      ...base,
      kind: 'message',
      text: entry.text,
      edited: false,
      deleted: false,
      reactions: [],
      ...(entry.snippet && { snippet: entry.snippet }),
    };
    return entry.replyTo === undefined ? view : { ...view, replyTo: quote(entry.replyTo, context) };
  }
  const { name, size, mediaType, sha256 = '' } = entry;
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
  if (!entry.failure) return { state: 'pending', ...(entry.progress && { progress: entry.progress }) };
  const { error, retryable } = entry.failure;
  return { state: 'failed', reason: context.errorText(error), retryable };
}

function quote(seq: number, context: EntryContext): ReplyView {
  const event = context.event(seq);
  if (event?.type === 'message') return { seq, name: event.from.name, text: quoted(event.text) };
  if (event?.type === 'file') return { seq, name: event.from.name, text: event.file?.name ?? '' };
  return { seq, text: '' };
}

/** The beginning of a message as it reads on one line. */
function quoted(text: string): string {
  return plainMessage(text.slice(0, QUOTE_CHARACTERS));
}

function reactionViews(reactions: readonly Reaction[] | undefined, context: EntryContext): ReactionView[] {
  return (reactions ?? []).map(({ emoji, users }) => ({
    emoji,
    users,
    names: users
      .filter((user) => user !== context.selfId)
      .slice(0, NAMED_USERS)
      .flatMap((user) => context.nameOf(user) ?? []),
  }));
}
