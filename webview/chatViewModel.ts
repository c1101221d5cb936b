import type {
  ChatSnapshot,
  ConnectionView,
  EntryView,
  HostMessage,
  MemberView,
  PersonView,
} from './protocol/messages.ts';

/** A finished sentence above the composer, until it is dismissed. */
export interface Notice {
  id: number;
  level: 'info' | 'error';
  message: string;
}

/** All that the panel shows: replaced, never changed, so that an element renders only what has another identity. */
export interface ChatView {
  /** False until the host's first snapshot. */
  ready: boolean;
  /** Absent where no room is joined. */
  room: string | undefined;
  server: string | undefined;
  topic: string | undefined;
  self: PersonView | undefined;
  connection: ConnectionView;
  members: readonly MemberView[];
  /** By place in the log; those without one last, in the order they came. */
  entries: readonly EntryView[];
  hasOlder: boolean;
  /** `loadOlder` was posted and is not answered. */
  loadingOlder: boolean;
  textBytes: number;
  /** Largest image that is asked for by itself, in bytes. */
  previewBytes: number;
  /** Oldest first. */
  notices: readonly Notice[];
}

/** Notices above the composer at once; older ones give way. */
const SHOWN_NOTICES = 3;
/** Where the host does not say otherwise. */
const PREVIEW_BYTES = 1_048_576;

export function emptyView(): ChatView {
  return {
    ready: false,
    room: undefined,
    server: undefined,
    topic: undefined,
    self: undefined,
    connection: { state: 'offline' },
    members: [],
    entries: [],
    hasOlder: false,
    loadingOlder: false,
    textBytes: 0,
    previewBytes: PREVIEW_BYTES,
    notices: [],
  };
}

/** The view after `message`; the same object where nothing that is shown changed. */
export function reduce(view: ChatView, message: HostMessage): ChatView {
  switch (message.type) {
    case 'snapshot':
      return { ...fromSnapshot(message.snapshot, view.entries), notices: view.notices };
    case 'entries':
      return { ...view, entries: mergeEntries(view.entries, message.upsert, message.remove) };
    case 'older':
      return {
        ...view,
        entries: mergeEntries(view.entries, message.entries, []),
        hasOlder: message.hasOlder,
        loadingOlder: false,
      };
    case 'connection':
      // A request for older entries that was lost with the connection may be made again.
      return { ...view, connection: message.connection, loadingOlder: false };
    case 'members':
      return { ...view, members: message.members };
    case 'notice':
      return { ...view, notices: addNotice(view.notices, message.level, message.message) };
    case 'sendResult':
    case 'insertText':
    case 'focusComposer':
    case 'makeThumbnail':
      return view;
    default:
      message satisfies never;
      return view;
  }
}

/** The view once the request for older entries is on its way. */
export function startLoadingOlder(view: ChatView): ChatView {
  return { ...view, loadingOlder: true };
}

export function dismissNotice(view: ChatView, id: number): ChatView {
  return { ...view, notices: view.notices.filter((notice) => notice.id !== id) };
}

function fromSnapshot(snapshot: ChatSnapshot, before: readonly EntryView[]): Omit<ChatView, 'notices'> {
  return {
    ready: true,
    room: snapshot.room,
    server: snapshot.server,
    topic: snapshot.topic,
    self: snapshot.self,
    connection: snapshot.connection,
    members: snapshot.members,
    entries: inOrder(keepIdentity(snapshot.entries, before)),
    hasOlder: snapshot.hasOlder,
    loadingOlder: false,
    textBytes: snapshot.textBytes,
    previewBytes: snapshot.previewBytes ?? PREVIEW_BYTES,
  };
}

/** Entries that a new snapshot merely repeats keep their identity, so that they are not rendered again. */
function keepIdentity(entries: readonly EntryView[], before: readonly EntryView[]): EntryView[] {
  const known = new Map(before.map((entry) => [entry.key, entry]));
  return entries.map((entry) => {
    const old = known.get(entry.key);
    return old !== undefined && JSON.stringify(old) === JSON.stringify(entry) ? old : entry;
  });
}

function mergeEntries(
  entries: readonly EntryView[],
  upsert: readonly EntryView[],
  remove: readonly string[],
): EntryView[] {
  const incoming = new Map(upsert.map((entry) => [entry.key, entry]));
  const gone = new Set(remove);
  const merged: EntryView[] = [];
  for (const entry of entries) {
    const newer = incoming.get(entry.key);
    if (newer !== undefined) {
      merged.push(newer);
      incoming.delete(entry.key);
    } else if (!gone.has(entry.key)) merged.push(entry);
  }
  merged.push(...incoming.values());
  return inOrder(merged);
}

/** Sorts in place; stable, and linear for what is in order already. */
function inOrder(entries: EntryView[]): EntryView[] {
  return entries.sort((a, b) => {
    const left = placeOf(a);
    const right = placeOf(b);
    return left === right ? 0 : left - right;
  });
}

function placeOf(entry: EntryView): number {
  if (entry.seq !== undefined) return entry.seq;
  if (entry.kind === 'system' && entry.what === 'gap') return entry.from;
  return Number.POSITIVE_INFINITY;
}

function addNotice(notices: readonly Notice[], level: Notice['level'], message: string): Notice[] {
  const others = notices.filter((notice) => notice.message !== message);
  const id = 1 + notices.reduce((highest, notice) => Math.max(highest, notice.id), 0);
  return [...others, { id, level, message }].slice(-SHOWN_NOTICES);
}
