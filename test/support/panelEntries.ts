import type {
  ChatSnapshot,
  FileEntry,
  MemberView,
  MessageEntry,
  PersonView,
  SystemEntry,
} from '../../webview/protocol/messages.ts';

/*
 * Entries as the host posts them; a test names only what it is about.
 */

export const ADA: PersonView = { id: 'u-ada', name: 'Ada Lovelace' };
export const GRACE: PersonView = { id: 'u-grace', name: 'Grace Hopper' };

/** A Tuesday noon, local time. */
export const NOON = new Date(2026, 10, 17, 12, 0, 0).getTime();

export function messageEntry(seq: number, given: Partial<MessageEntry> = {}): MessageEntry {
  return {
    kind: 'message',
    key: `m${seq}`,
    seq,
    time: NOON + seq * 1_000,
    from: GRACE,
    own: false,
    text: `message ${seq}`,
    edited: false,
    deleted: false,
    reactions: [],
    delivery: { state: 'sent' },
    ...given,
  };
}

export function fileEntry(seq: number, given: Partial<FileEntry> = {}): FileEntry {
  return {
    kind: 'file',
    key: `m${seq}`,
    seq,
    time: NOON + seq * 1_000,
    from: GRACE,
    own: false,
    file: { id: `f${seq}`, name: 'notes.txt', size: 1_234, mediaType: 'text/plain', sha256: '0'.repeat(64) },
    deleted: false,
    bytes: { state: 'remote' },
    delivery: { state: 'sent' },
    ...given,
  };
}

export function joinedEntry(seq: number, name: string): SystemEntry {
  return { kind: 'system', what: 'joined', key: `m${seq}`, seq, time: NOON + seq * 1_000, name };
}

export function member(person: PersonView, given: Partial<MemberView> = {}): MemberView {
  return { ...person, guest: true, state: 'online', self: false, ...given };
}

export function snapshot(given: Partial<ChatSnapshot> = {}): ChatSnapshot {
  return {
    room: 'general',
    server: '127.0.0.1:4777',
    self: ADA,
    connection: { state: 'online' },
    members: [member(ADA, { self: true }), member(GRACE)],
    entries: [],
    hasOlder: false,
    textBytes: 16_384,
    ...given,
  };
}
