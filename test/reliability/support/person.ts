import path from 'node:path';
import { OutboxFiles } from '../../../extension/connection/outboxFiles.ts';
import { RoomSession, type SessionChange } from '../../../extension/connection/roomSession.ts';
import { TimelineView } from '../../../extension/panel/timelineView.ts';
import type { Logger } from '../../../extension/log.ts';
import { type ChatView, emptyView, heldWindow, reduce } from '../../../webview/chatViewModel.ts';
import type { EntryView, HostMessage } from '../../../webview/protocol/messages.ts';
import { keptTokens } from '../../support/sessionPerson.ts';
import type { ChatEvent, Ledger } from './ledger.ts';
import type { Seeded } from './seeded.ts';
import { bytesOf, type Send, sha256Of, textOf } from './sends.ts';

export interface PersonOptions {
  url: string;
  room: string;
  name: string;
  /** Where the outbox is kept. */
  folder: string;
  ledger: Ledger;
  random: Seeded;
  /** What to send next, as soon as less than two wait; `undefined` where there is nothing more. */
  next: () => Send | undefined;
}

const SILENT: Logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
/** Entries at the end of the screen that are looked at after every change. */
const LOOKED_AT = 100;
/** Entries after which the chat is hidden and shown again, which leaves the newest of them. */
const SHOWN = 1_000;

/**
 * Somebody with the extension: its own connection, outbox and room state, and a screen to which changes come as the chat
 * panel posts them. Whatever is shown twice or out of order goes to the ledger's faults.
 */
export class Person {
  readonly session: RoomSession;
  readonly #options: PersonOptions;
  readonly #timeline: TimelineView;
  readonly #own = new Map<string, number>();
  readonly #seqs = new Set<number>();
  readonly #items = new Set<string>();
  #all = true;
  #view: ChatView = emptyView();
  /** The list stands at its newest entry. */
  #atNewest = true;
  /** All that was on the screen since it began to be read through. */
  #seen: Map<string, EntryView> | undefined;
  #flush: NodeJS.Immediate | undefined;
  #adding = 0;
  #onChange: (() => void) | undefined;

  constructor(options: PersonOptions) {
    const { url, room, name, folder } = options;
    this.#options = options;
    this.session = new RoomSession({
      target: { url, room, name },
      client: 'reliability',
      outbox: new OutboxFiles(path.join(folder, name), [url, room, name], SILENT),
      tokens: keptTokens(),
      log: SILENT,
    });
    const { session } = this;
    this.#timeline = new TimelineView(session, {
      get selfId() {
        return session.self?.id;
      },
      event: (seq) => session.state.event(seq),
      bytes: () => ({ state: 'remote' }),
      nameOf: () => undefined,
      errorText: (error) => error.message,
    });
    session.changes.on((change) => this.#note(change));
  }

  /** All that was on the screen while it was scrolled to the top and down again: the page holds a part at a time. */
  async readAll(): Promise<readonly EntryView[]> {
    const seen = new Map<string, EntryView>();
    this.#seen = seen;
    this.#atNewest = false;
    this.#look();
    while (this.#timeline.hasOlder) {
      const entries = await this.#timeline.loadOlder();
      this.#take({ type: 'older', entries, hasOlder: this.#timeline.hasOlder });
    }
    await this.settled();
    // What was let go on the way up and came meanwhile comes back on the way down.
    while (this.#view.hasNewer) {
      const entries = await this.#timeline.loadNewer();
      this.#take({ type: 'newer', entries, hasNewer: this.#timeline.hasNewer });
    }
    this.#atNewest = true;
    await this.settled();
    this.#seen = undefined;
    const place = ({ seq = Number.MAX_SAFE_INTEGER }: EntryView): number => seq;
    return [...seen.values()].sort((one, other) => place(one) - place(other));
  }

  /** Sends as long as there is something to send. */
  talk(): void {
    while (this.session.outbox.entries.length + this.#adding < 2) {
      const send = this.#options.next();
      if (!send) return;
      this.#adding += 1;
      this.session.outbox.add(itemOf(send)).then(
        () => (this.#adding -= 1),
        (error: unknown) => this.#fault(`could not keep ${send.id}: ${String(error)}`),
      );
    }
  }

  /** Resolves when nothing waits to be sent and, where `seq` is given, everything up to there is on the screen. */
  async settled(seq = 0): Promise<void> {
    while (
      this.#adding > 0 ||
      this.session.outbox.entries.length > 0 ||
      this.session.state.seq < seq ||
      this.session.state.gaps.length > 0 ||
      this.#flush
    ) {
      await new Promise<void>((resolve) => (this.#onChange = resolve));
    }
  }

  close(): void {
    this.session.close();
  }

  #note(change: SessionChange): void {
    const { ledger, random } = this.#options;
    const { session } = this;
    if (change.kind === 'events') {
      for (const seq of change.seqs) this.#see(seq);
      if (session.state.gaps.length > 0) this.#all = true;
    } else if (change.kind === 'reset' || change.kind === 'topic') {
      this.#all = true;
    } else if (change.kind === 'outbox') {
      this.#items.add(change.id);
      const entry = session.outbox.entries.find(({ id }) => id === change.id);
      if (entry?.failure) this.#fault(`was refused ${change.id}: ${entry.failure.error.message}`);
      if (!entry) ledger.acknowledge(change.id, this.#own.get(change.id) ?? 0);
      this.talk();
    } else if (change.kind === 'connection') {
      const { connection } = session;
      if (connection.state === 'failed') this.#fault(`gave up: ${connection.error.message}`);
      // Somebody presses "Reconnect", or waits until it happens by itself.
      else if (connection.state === 'waiting' && random.chance(0.5)) setImmediate(() => session.reconnect());
    }
    this.#flush ??= setImmediate(() => {
      this.#flush = undefined;
      this.#show();
      this.#onChange?.();
    });
  }

  #see(seq: number): void {
    const event = this.session.state.event(seq) as ChatEvent | undefined;
    if (!event) return;
    this.#seqs.add(seq);
    this.#options.ledger.observe(event);
    if (event.id !== undefined && event.from.id === this.session.self?.id) this.#own.set(event.id, seq);
  }

  /** As the panel does: what its page let go is told to the host, which brings it again on the way back. */
  #take(message: HostMessage): void {
    const { trims } = this.#view;
    this.#view = reduce(this.#view, message, this.#atNewest);
    const held = this.#view.trims === trims ? undefined : heldWindow(this.#view);
    if (held) this.#timeline.keepWindow(held.from, held.to);
    this.#look();
  }

  /** As the chat panel posts its changes, and the webview takes them. */
  #show(): void {
    if (this.#atNewest && this.#view.entries.length > SHOWN) {
      this.#timeline.startOver();
      this.#all = true;
    }
    if (this.#all) {
      const snapshot = { connection: { state: 'online' as const }, members: [], textBytes: 0 };
      const entries = this.#timeline.shown();
      const { hasOlder, hasNewer } = this.#timeline;
      this.#take({ type: 'snapshot', snapshot: { ...snapshot, entries, hasOlder, hasNewer } });
    } else {
      const { upsert, remove } = this.#timeline.outbox(this.#items);
      const entries = [...this.#timeline.entriesAt(this.#seqs), ...upsert];
      this.#take({ type: 'entries', upsert: entries, remove });
    }
    this.#all = false;
    this.#seqs.clear();
    this.#items.clear();
  }

  /** The newest part of the screen, or all of it where it is read through. */
  #look(): void {
    const { entries } = this.#view;
    for (const fault of faultsOf(this.#seen ? entries : entries.slice(-LOOKED_AT))) this.#fault(fault);
    for (const entry of this.#seen ? entries : []) this.#seen?.set(entry.key, entry);
  }

  #fault(words: string): void {
    this.#options.ledger.fault(`${this.#options.name} ${words}`);
  }
}

/** What is wrong with a stretch of the screen: an entry that is there twice, or stands before an older one. */
export function faultsOf(entries: readonly EntryView[]): string[] {
  const faults: string[] = [];
  const keys = new Set<string>();
  let last = 0;
  for (const { key, seq = Number.MAX_SAFE_INTEGER } of entries) {
    if (keys.has(key)) faults.push(`saw ${key} twice`);
    if (seq < last) faults.push(`saw ${key} out of order`);
    keys.add(key);
    last = seq;
  }
  return faults;
}

function itemOf({ id, kind }: Send): Parameters<RoomSession['outbox']['add']>[0] {
  const createdAt = Date.now();
  if (kind === 'message') return { kind, id, createdAt, text: textOf(id) };
  const bytes = bytesOf(id);
  const file = { name: `${id}.bin`, mediaType: 'application/octet-stream', size: bytes.length };
  return { kind: 'file', id, createdAt, ...file, sha256: sha256Of(bytes), data: bytes.toString('base64') };
}
