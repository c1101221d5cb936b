import path from 'node:path';
import { OutboxFiles } from '../../extension/connection/outboxFiles.ts';
import { RoomSession } from '../../extension/connection/roomSession.ts';
import { TimelinePages, type PageCommand } from '../../extension/panel/timelinePages.ts';
import { TimelineView } from '../../extension/panel/timelineView.ts';
import type { AnyEvent } from '../../server/protocol/frames.ts';
import type { ChatSnapshot, EntryView, HostMessage } from '../../webview/protocol/messages.ts';
import { drawRank, seeded, wordAt } from '../messageCorpus.ts';

const ROOM = 'general';
const AUTHORS = 50;
const STARTED = 1_700_000_000_000;
const TEXT_BYTES = 16_384;
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A room full of messages as the extension holds one, without an editor and a connection. */
export class LongRoom {
  readonly session: RoomSession;
  readonly timeline: TimelineView;
  /** Where what the extension posts goes. */
  post: (message: HostMessage) => void = () => undefined;
  readonly #pages: TimelinePages;
  readonly #random = seeded(7);

  /** @param folder for an outbox in which nothing is ever put */
  constructor(folder: string) {
    this.session = new RoomSession({
      target: { url: 'ws://127.0.0.1:1', room: ROOM, name: 'Reader' },
      client: 'bench',
      outbox: new OutboxFiles(path.join(folder, 'outbox'), [ROOM], log),
      tokens: { load: () => Promise.resolve(undefined), save: () => Promise.resolve() },
      log,
    });
    this.timeline = new TimelineView(this.session, {
      selfId: 'g_reader',
      event: (seq) => this.session.state.event(seq),
      nameOf: (userId) => this.session.state.nameOf(userId),
      bytes: () => ({ state: 'remote' }),
      errorText: (error) => error.message,
    });
    this.#pages = new TimelinePages({
      timeline: () => this.timeline,
      post: (message) => this.post(message),
      postEverything: () => this.post({ type: 'snapshot', snapshot: this.snapshot() }),
      errorText: String,
      missingText: () => '',
    });
  }

  /** Messages as a team writes them, at the places from `first` on. */
  events(first: number, count: number): AnyEvent[] {
    return Array.from({ length: count }, (_, index) => this.#event(first + index));
  }

  /** As {@link events}, with all that a message can have: Markdown, a quote, reactions, and every third one code. */
  richEvents(first: number, count: number): AnyEvent[] {
    return this.events(first, count).map((event): AnyEvent => {
      if (event.type !== 'message') return event;
      const [one = '', ...others] = event.text.split(' ');
      const code = event.seq % 3 === 0 ? '\n```ts\nconst found = rooms.get(name);\n```' : '';
      const text = `**${one}** ${others.join(' ')} \`${one}\`, see https://example.org/${one} @Reader\n- ${one}\n- ${one}${code}`;
      const reactions = ['👍', '🎉'].map((emoji) => ({ emoji, users: ['g_author1', 'g_reader'] }));
      return { ...event, text, reactions, ...(event.seq > first && { replyTo: event.seq - 1 }) };
    });
  }

  /** Takes the room as the server gives it to one who joins. */
  fill(events: AnyEvent[]): void {
    const seq = events.at(-1)?.seq ?? 0;
    this.session.state.applySnapshot({ room: ROOM, seq, members: [], events, read: seq }, 'bench');
  }

  /** Takes a message as it happens; answers with what the page is told of it. */
  arrive(event: AnyEvent): EntryView[] {
    const changes = this.session.state.applyEvent(event);
    return this.timeline.entriesAt(changes.flatMap((change) => (change.kind === 'events' ? change.seqs : [])));
  }

  /** What the page is told when it comes into view. */
  snapshot(): ChatSnapshot {
    this.timeline.startOver();
    return {
      room: ROOM,
      server: '127.0.0.1:7465',
      self: { id: 'g_reader', name: 'Reader' },
      connection: { state: 'online' },
      members: this.timeline.members(),
      entries: this.timeline.shown(),
      hasOlder: this.timeline.hasOlder,
      textBytes: TEXT_BYTES,
    };
  }

  /** Answers what the page asks while one scrolls. */
  answer(command: PageCommand): Promise<void> {
    return this.#pages.handle(command);
  }

  #event(seq: number): AnyEvent {
    const author = Math.floor(this.#random() * AUTHORS);
    const words = Array.from({ length: 4 + Math.floor(this.#random() * 20) }, () => wordAt(drawRank(this.#random)));
    return {
      type: 'message',
      room: ROOM,
      seq,
      time: STARTED + seq * 20_000,
      from: { id: `g_author${author}`, name: `Author ${author}` },
      id: `bench-${seq}`,
      text: words.join(' '),
    };
  }
}
