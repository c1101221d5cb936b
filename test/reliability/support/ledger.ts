import { sha256Of, textOf, bytesOf } from './sends.ts';

/** An event of a room's log as it goes over the wire; only what the rigs look at. */
export interface ChatEvent {
  type: string;
  room: string;
  seq: number;
  from: { id: string; name: string };
  id?: string;
  text?: string;
  file?: { id: string; sha256: string; size: number };
  change?: string;
}

/** What the whole log of a room says about what clients were promised and shown; every count has to be 0. */
export interface Findings {
  /** Acknowledged and not in the log, or elsewhere in it. */
  lost: number;
  /** More than once in the log. */
  doubled: number;
  /** A place of the log that a client saw taken by something else. */
  reused: number;
  /** A place of the log without an event. */
  skipped: number;
  /** In the log with other words or bytes than were sent. */
  altered: number;
}

/**
 * Keeps what clients were promised: which id was acknowledged at which place of the log, and what any of them saw at
 * each place. At the end the log itself is held against it.
 */
export class Ledger {
  /** Faults that were seen on the way, in words; the first of them. */
  readonly faults: string[] = [];
  readonly #acknowledged = new Map<string, number>();
  readonly #places = new Map<number, string>();
  #waiting: { count: number; resolve: () => void }[] = [];

  get acknowledged(): number {
    return this.#acknowledged.size;
  }

  isAcknowledged(id: string): boolean {
    return this.#acknowledged.has(id);
  }

  acknowledge(id: string, seq: number): void {
    const before = this.#acknowledged.get(id);
    if (before !== undefined && before !== seq) this.fault(`${id} was acknowledged at ${before}, then at ${seq}`);
    this.#acknowledged.set(id, seq);
    const ready = this.#waiting.filter(({ count }) => this.acknowledged >= count);
    if (ready.length === 0) return;
    this.#waiting = this.#waiting.filter(({ count }) => this.acknowledged < count);
    for (const { resolve } of ready) resolve();
  }

  /** A client was shown `event`. */
  observe(event: ChatEvent): void {
    const before = this.#places.get(event.seq);
    const now = nameOf(event);
    if (before === undefined) this.#places.set(event.seq, now);
    else if (before !== now) this.fault(`place ${event.seq} was ${before}, then ${now}`);
  }

  fault(words: string): void {
    if (this.faults.length < 20) this.faults.push(words);
  }

  /** Resolves when so many ids are acknowledged. */
  async reached(count: number): Promise<void> {
    if (this.acknowledged >= count) return;
    await new Promise<void>((resolve) => this.#waiting.push({ count, resolve }));
  }

  /** Holds the whole log, in the order in which the server gave it, against what was promised. */
  check(log: readonly ChatEvent[]): Findings {
    const findings: Findings = { lost: 0, doubled: 0, reused: 0, skipped: 0, altered: 0 };
    const placeOf = new Map<string, number>();
    log.forEach((event, index) => {
      if (event.seq !== index + 1) findings.skipped += 1;
      const seen = this.#places.get(event.seq);
      if (seen !== undefined && seen !== nameOf(event)) findings.reused += 1;
      if (event.id === undefined) return;
      if (placeOf.has(event.id)) findings.doubled += 1;
      placeOf.set(event.id, event.seq);
      if (isAltered(event, event.id)) findings.altered += 1;
    });
    for (const [id, seq] of this.#acknowledged) if (placeOf.get(id) !== seq) findings.lost += 1;
    return findings;
  }
}

export const NOTHING_FOUND: Findings = { lost: 0, doubled: 0, reused: 0, skipped: 0, altered: 0 };

function isAltered(event: ChatEvent, id: string): boolean {
  if (event.type === 'message') return event.text !== textOf(id);
  return event.file?.sha256 !== sha256Of(bytesOf(id));
}

function nameOf(event: ChatEvent): string {
  return event.id === undefined ? `${event.type} ${event.change ?? ''} ${event.from.id}` : `${event.type} ${event.id}`;
}
