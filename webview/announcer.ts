import { html, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { EntryView } from './protocol/messages.ts';
import { arrivalsSince, newestSeq } from './timeline.ts';
import { announcement } from './wording.ts';

/** Arrivals within this time are announced together, in milliseconds. */
const ANNOUNCE_MS = 700;

/** Says politely what others wrote, however many at once, in a region of its own. */
export class Announcer implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #entries: readonly EntryView[] = [];
  #spokenSeq = 0;
  #spoken = '';
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** What lies up to `seq` is nothing new. */
  startAt(seq: number): void {
    this.#spokenSeq = seq;
  }

  /** Takes entries of which some may have arrived just now. */
  note(entries: readonly EntryView[]): void {
    this.#entries = entries;
    if (this.#timer !== undefined || arrivalsSince(entries, this.#spokenSeq).length === 0) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#spoken = announcement(arrivalsSince(this.#entries, this.#spokenSeq));
      this.#spokenSeq = newestSeq(this.#entries);
      this.#host.requestUpdate();
    }, ANNOUNCE_MS);
  }

  render(): TemplateResult {
    return html`<div class="visually-hidden" role="status">${this.#spoken}</div>`;
  }
}
