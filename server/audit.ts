import { appendFile, chmod, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from './clock.ts';
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

const FILE_BYTES = 10_485_760;
/** With the one that is written. */
const FILES = 5;
/** Lines that wait for the disk at most: a flood of them must not fill the memory. */
const WAITING_LINES = 10_000;

/** Who came, who let whom in, who removed whom and what: JSON lines in `audit.log` of the data folder ([AU1]). */
export class AuditLog {
  readonly #file: string;
  readonly #clock: Clock;
  readonly #log: Logger;
  #waiting: string[] = [];
  #dropped = 0;
  #writing: Promise<void> | undefined;
  /** Of the file, once it is known. */
  #bytes: number | undefined;

  /** @param folder the data folder */
  constructor(folder: string, clock: Clock, log: Logger) {
    this.#file = join(folder, 'audit.log');
    this.#clock = clock;
    this.#log = log;
  }

  note(action: AuditAction, fields: AuditFields): void {
    if (this.#waiting.length >= WAITING_LINES) {
      this.#dropped += 1;
      return;
    }
    this.#waiting.push(`${JSON.stringify({ time: new Date(this.#clock.now()).toISOString(), action, ...fields })}\n`);
    this.#writing ??= this.#write();
  }

  /** Resolves when all that was noted is written. */
  async close(): Promise<void> {
    await this.#writing;
  }

  async #write(): Promise<void> {
    try {
      while (this.#waiting.length > 0) {
        const lines = this.#waiting.splice(0);
        await this.#append(lines.join(''));
      }
      if (this.#dropped > 0) this.#log.warn({ lines: this.#dropped }, 'audit_dropped');
      this.#dropped = 0;
    } catch (error) {
      // A disk that fails must not end the chat; that lines are missing is told.
      this.#log.warn({ err: error }, 'audit');
      this.#waiting = [];
    } finally {
      this.#writing = undefined;
    }
  }

  async #append(text: string): Promise<void> {
    this.#bytes ??= await sizeOf(this.#file);
    if (this.#bytes === 0) await this.#begin();
    else if (this.#bytes > FILE_BYTES) {
      for (let number = FILES - 1; number > 0; number -= 1) {
        await renameIfThere(numbered(this.#file, number - 1), numbered(this.#file, number));
      }
      await this.#begin();
    }
    await appendFile(this.#file, text, { mode: 0o600 });
    this.#bytes += Buffer.byteLength(text);
  }

  async #begin(): Promise<void> {
    await appendFile(this.#file, '', { mode: 0o600 });
    await chmod(this.#file, 0o600);
    this.#bytes = 0;
  }
}

function numbered(file: string, number: number): string {
  return number === 0 ? file : `${file}.${number}`;
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if (isMissing(error)) return 0;
    throw error;
  }
}

async function renameIfThere(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
