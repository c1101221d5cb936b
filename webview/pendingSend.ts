import type { Snippet } from '../server/protocol/model.ts';

/** A host that has not answered by then will not; what is sent then is sent anew, in milliseconds. */
const ANSWER_MS = 10_000;

/** What the host was asked to take. */
export interface SentDraft {
  text: string;
  snippet: Snippet | undefined;
  /** Where the room was left before the answer came: what stood in the composer then. */
  left?: { place: string; text: string } | undefined;
}

/** The one request of the composer that the host has not answered. */
export class PendingSend {
  #asked: (SentDraft & { requestId: number; since: number }) | undefined;
  // Not from 1: an answer to an earlier page's request must not be taken for one's own.
  #lastRequestId = Date.now();

  get waiting(): boolean {
    return this.#asked !== undefined && Date.now() - this.#asked.since < ANSWER_MS;
  }

  /** Notes that the host is asked; answers the id of the request. */
  begin(text: string, snippet: Snippet | undefined): number {
    this.#lastRequestId += 1;
    this.#asked = { requestId: this.#lastRequestId, text, snippet, since: Date.now() };
    return this.#lastRequestId;
  }

  /** What an answer is about; `undefined` for the answer to another request. */
  take(requestId: number): SentDraft | undefined {
    const asked = this.#asked;
    if (asked?.requestId !== requestId) return undefined;
    this.#asked = undefined;
    return asked;
  }

  /** Another room is shown: what comes now is not held up by it. */
  leave(place: string, text: string): void {
    if (!this.#asked) return;
    this.#asked.left ??= { place, text };
    this.#asked.since = Number.NEGATIVE_INFINITY;
  }
}

/** What is left of a text once a part of it was taken: whoever typed on before the answer keeps what they typed. */
export function restAfter(sent: string, text: string): string {
  const rest = text.startsWith(sent) ? text.slice(sent.length) : text;
  return rest.trim() === '' ? '' : rest;
}
