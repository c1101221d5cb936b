import type {
  ChatSnapshot,
  ConnectionView,
  EntryView,
  HostMessage,
  MemberView,
  PersonView,
  SendKey,
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
  shown: number | undefined;
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
  /** `entries` end before the newest: what comes is not shown until one goes there. */
  hasNewer: boolean;
  /** `loadNewer` was posted and is not answered. */
  loadingNewer: boolean;
  /** How often entries were let go at an end, so that the host can be told what is left. */
  trims: number;
  /** The entry to bring into view and mark; another object for each time. */
  target: { seq: number } | undefined;
  /** What was unread when the person came begins here. */
  newFrom: number | undefined;
  /** Names of the others who are typing. */
  typing: readonly string[];
  textBytes: number;
  sendKey: SendKey;
  /** Largest image that is asked for by itself, in bytes. */
  previewBytes: number;
  /** Oldest first. */
  notices: readonly Notice[];
}

/** Notices above the composer at once; older ones give way. */
const SHOWN_NOTICES = 3;
/** Entries that the page holds at most while one scrolls; the other end is let go, and comes again on the way back. */
const HELD_ENTRIES = 800;
/** Entries that may gather at the newest before the oldest are let go. */
const GATHERED_ENTRIES = 1_200;
/** Where the host does not say otherwise. */
const PREVIEW_BYTES = 1_048_576;

export function emptyView(): ChatView {
  return {
    ready: false,
    shown: undefined,
    room: undefined,
    server: undefined,
    topic: undefined,
    self: undefined,
    connection: { state: 'offline' },
    members: [],
    entries: [],
    hasOlder: false,
    loadingOlder: false,
    hasNewer: false,
    loadingNewer: false,
    trims: 0,
    target: undefined,
    newFrom: undefined,
    typing: [],
    textBytes: 0,
    sendKey: 'enter',
    previewBytes: PREVIEW_BYTES,
    notices: [],
  };
}

/**
 * The view after `message`; the same object where nothing that is shown changed.
 *
 * @param atNewest the list stands at the newest entry: where too many gather, the oldest are let go, else the newest
 */
export function reduce(view: ChatView, message: HostMessage, atNewest = true): ChatView {
  switch (message.type) {
    case 'snapshot':
      return { ...view, ...fromSnapshot(message.snapshot, view.entries) };
    case 'entries': {
      const upsert = view.hasNewer ? within(view.entries, message.upsert) : message.upsert;
      const next = { ...view, entries: mergeEntries(view.entries, upsert, message.remove) };
      if (next.entries.length <= GATHERED_ENTRIES) return next;
      return atNewest ? withoutOldest(next) : withoutNewest(next);
    }
    case 'older':
      return withoutNewest({
        ...view,
        entries: mergeEntries(view.entries, message.entries, []),
        hasOlder: message.hasOlder,
        loadingOlder: false,
      });
    case 'newer':
      return withoutOldest({
        ...view,
        entries: mergeEntries(view.entries, message.entries, []),
        hasNewer: message.hasNewer,
        loadingNewer: false,
      });
    case 'around':
      return {
        ...view,
        entries: inOrder(keepIdentity(message.entries, view.entries)),
        hasOlder: message.hasOlder,
        hasNewer: message.hasNewer,
        loadingOlder: false,
        loadingNewer: false,
        target: { seq: message.seq },
      };
    case 'newFrom':
      return message.seq === view.newFrom ? view : { ...view, newFrom: message.seq };
    case 'typing':
      return { ...view, typing: message.names };
    case 'connection':
      // A request for older entries that was lost with the connection may be made again.
      return { ...view, connection: message.connection, loadingOlder: false, loadingNewer: false };
    case 'members':
      return { ...view, members: message.members };
    case 'notice':
      return { ...view, notices: addNotice(view.notices, message.level, message.message) };
    case 'attachSnippet':
    case 'openSearch':
    case 'searchResult':
    case 'showHelp':
    case 'showMembers':
    case 'wake':
    case 'sendResult':
    case 'insertText':
    case 'focusComposer':
    case 'pullFile':
    case 'releaseFiles':
    case 'shareClipboardImage':
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

/** The view once the request for newer entries is on its way. */
export function startLoadingNewer(view: ChatView): ChatView {
  return { ...view, loadingNewer: true };
}

/** The view that goes to an entry which it has already; the same view where it does not. */
export function goTo(view: ChatView, seq: number): ChatView {
  return view.entries.some((entry) => entry.seq === seq) ? { ...view, target: { seq } } : view;
}

/** The stretch that is left after entries were let go. */
export function heldWindow(view: ChatView): { from: number; to: number | undefined } | undefined {
  const places = view.entries.flatMap((entry) => entry.seq ?? []);
  const [from] = places;
  return from === undefined ? undefined : { from, to: view.hasNewer ? places.at(-1) : undefined };
}

export function dismissNotice(view: ChatView, id: number): ChatView {
  return { ...view, notices: view.notices.filter((notice) => notice.id !== id) };
}

function fromSnapshot(
  snapshot: ChatSnapshot,
  before: readonly EntryView[],
): Omit<ChatView, 'notices' | 'trims' | 'target'> {
  return {
    ready: true,
    shown: snapshot.shown,
    room: snapshot.room,
    server: snapshot.server,
    topic: snapshot.topic,
    self: snapshot.self,
    connection: snapshot.connection,
    members: snapshot.members,
    entries: inOrder(keepIdentity(snapshot.entries, before)),
    hasOlder: snapshot.hasOlder,
    loadingOlder: false,
    hasNewer: snapshot.hasNewer ?? false,
    loadingNewer: false,
    newFrom: snapshot.newFrom,
    typing: snapshot.typing ?? [],
    textBytes: snapshot.textBytes,
    sendKey: snapshot.sendKey ?? 'enter',
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

function withoutOldest(view: ChatView): ChatView {
  const excess = view.entries.length - HELD_ENTRIES;
  if (excess <= 0) return view;
  return { ...view, entries: view.entries.slice(excess), hasOlder: true, trims: view.trims + 1 };
}

function withoutNewest(view: ChatView): ChatView {
  if (view.entries.length <= HELD_ENTRIES) return view;
  const entries = view.entries.slice(0, HELD_ENTRIES);
  return { ...view, entries, hasNewer: true, trims: view.trims + 1 };
}

/** What of `upsert` lies between the ends of `entries`: the host may not know yet that an end was let go. */
function within(entries: readonly EntryView[], upsert: readonly EntryView[]): EntryView[] {
  const newest = entries.at(-1)?.seq ?? 0;
  return upsert.filter((entry) => entry.seq !== undefined && entry.seq <= newest);
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
