import { setImmediate as endOfTurn } from 'node:timers/promises';
import { AuditFile } from './auditFile.ts';
import type { Clock, Timer } from './clock.ts';
import type { Logger } from './log.ts';

/** What is told apart in the audit log. */
export type AuditAction =
  | 'connect'
  | 'refused'
  | 'join'
  | 'leave'
  | 'invite'
  | 'redeem'
  | 'revoke_invite'
  | 'device_link'
  | 'device'
  | 'revoke_device'
  | 'sign_out'
  | 'kick'
  | 'ban'
  | 'unban'
  | 'mute'
  | 'unmute'
  | 'role'
  | 'room_options'
  | 'knock'
  | 'admit'
  | 'reject'
  | 'direct'
  | 'delete';

/** Ids, names of rooms and addresses; never text, names of files, tokens or invites. */
export interface AuditFields {
  /** Id of who did it. */
  actor?: string | undefined;
  /** Id of whom, or what, it was done to. */
  target?: string | number | undefined;
  room?: string | undefined;
  address?: string | undefined;
  /** Why somebody was refused, or what they became. */
  detail?: string | undefined;
}

/** Lines that wait for the disk at most: a flood of them must not fill the memory. */
const WAITING_LINES = 10_000;
/** After how long a disk that failed is tried again, in milliseconds. */
const RETRY_MS = 5_000;

/** Who came, who let whom in, who removed whom and what: JSON lines in `audit.log` of the data folder ([AU1]). */
export class AuditLog {
  readonly #file: AuditFile;
  readonly #clock: Clock;
  readonly #log: Logger;
  #waiting: string[] = [];
  #dropped = 0;
  #writing: Promise<void> | undefined;
  /** Runs from a write that failed until the next. */
  #retry: Timer | undefined;
  #failing = false;

  /** @param folder the data folder */
  constructor(folder: string, clock: Clock, log: Logger) {
    this.#file = new AuditFile(folder);
    this.#clock = clock;
    this.#log = log;
  }

  note(action: AuditAction, fields: AuditFields): void {
    if (this.#waiting.length >= WAITING_LINES) {
      this.#dropped += 1;
      return;
    }
    this.#waiting.push(`${JSON.stringify({ time: new Date(this.#clock.now()).toISOString(), action, ...fields })}\n`);
    if (!this.#failing) this.#begin();
  }

  /** Resolves when all that was noted is written, or said to be lost. */
  async close(): Promise<void> {
    this.#retry?.cancel();
    await this.#writing;
    if (this.#waiting.length > 0) await this.#write();
    this.#retry?.cancel();
    this.#dropped += this.#waiting.splice(0).length;
    this.#tellDropped();
    await this.#file.close();
  }

  #begin(): void {
    // What else comes in this turn of the event loop goes in the same write.
    this.#writing ??= endOfTurn()
      .then(() => this.#write())
      .finally(() => (this.#writing = undefined));
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const lines = this.#waiting;
      this.#waiting = [];
      try {
        await this.#file.append(lines.join(''));
      } catch (error) {
        // A disk that fails must not end the chat: what is noted waits for it.
        this.#waiting = lines.concat(this.#waiting);
        this.#tellFailure(error);
        this.#retry = this.#clock.after(RETRY_MS, () => this.#begin());
        return;
      }
    }
    if (this.#failing) this.#log.info({}, 'audit_again');
    this.#failing = false;
    this.#tellDropped();
  }

  /** Once for each time that it begins to fail. */
  #tellFailure(error: unknown): void {
    if (!this.#failing) this.#log.warn({ err: error }, 'audit');
    this.#failing = true;
  }

  #tellDropped(): void {
    if (this.#dropped > 0) this.#log.warn({ lines: this.#dropped }, 'audit_dropped');
    this.#dropped = 0;
  }
}
