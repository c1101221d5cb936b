import type { Command, EntryView, HostMessage } from '../../webview/protocol/messages.ts';
import type { TimelineView } from './timelineView.ts';

/** What the webview asks about the stretch of the timeline that it shows. */
export type PageCommand = Extract<
  Command,
  { type: 'loadOlder' | 'loadNewer' | 'showAround' | 'showNewest' | 'window' }
>;

export interface TimelinePagesOptions {
  /** The timeline that is shown now. */
  timeline(): TimelineView | undefined;
  post(message: HostMessage): void;
  /** Posts all that is shown. */
  postEverything(): void;
  /** A finished sentence about an error. */
  errorText(error: unknown): string;
  /** Says that a message is not to be had. */
  missingText(): string;
}

/** Answers a webview that scrolls: one request of a kind at a time, and none is answered that another room overtook. */
export class TimelinePages {
  readonly #options: TimelinePagesOptions;
  readonly #loading = new Set<PageCommand['type']>();

  constructor(options: TimelinePagesOptions) {
    this.#options = options;
  }

  async handle(command: PageCommand): Promise<void> {
    switch (command.type) {
      case 'loadOlder':
        return this.#page(command.type, (timeline) => timeline.loadOlder());
      case 'loadNewer':
        return this.#page(command.type, (timeline) => timeline.loadNewer());
      case 'showAround':
        return this.showAround(command.seq);
      case 'showNewest':
        this.#options.timeline()?.startOver();
        this.#options.postEverything();
        return;
      case 'window':
        this.#options.timeline()?.keepWindow(command.from, command.to);
        return;
    }
  }

  /** Brings the message at `seq` into view, however far back it lies. */
  async showAround(seq: number): Promise<void> {
    const timeline = this.#options.timeline();
    if (!timeline) return;
    const entries = await this.#load('showAround', () => timeline.around(seq));
    if (entries === undefined || this.#options.timeline() !== timeline) return;
    if (entries.length === 0) {
      this.#options.post({ type: 'notice', level: 'info', message: this.#options.missingText() });
      return;
    }
    const { hasOlder, hasNewer } = timeline;
    this.#options.post({ type: 'around', seq, entries, hasOlder, hasNewer });
  }

  async #page(type: 'loadOlder' | 'loadNewer', load: (timeline: TimelineView) => Promise<EntryView[]>): Promise<void> {
    const timeline = this.#options.timeline();
    if (!timeline) return;
    const entries = await this.#load(type, () => load(timeline));
    if (entries === undefined || this.#options.timeline() !== timeline) return;
    const { hasOlder, hasNewer } = timeline;
    this.#options.post(
      type === 'loadOlder' ? { type: 'older', entries, hasOlder } : { type: 'newer', entries, hasNewer },
    );
  }

  /** `undefined` where the same is under way; no entries where it failed, which is said. */
  async #load(type: PageCommand['type'], load: () => Promise<EntryView[]>): Promise<EntryView[] | undefined> {
    if (this.#loading.has(type)) return undefined;
    this.#loading.add(type);
    try {
      return await load();
    } catch (error) {
      this.#options.post({ type: 'notice', level: 'error', message: this.#options.errorText(error) });
      return type === 'showAround' ? undefined : [];
    } finally {
      this.#loading.delete(type);
    }
  }
}
