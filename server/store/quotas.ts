import type { DatabaseSync } from 'node:sqlite';
import { ProtocolError } from '../protocol/errors.ts';
import type { FileQuotas } from './operations.ts';
import { Query } from './sqlite.ts';

/**
 * What files hold, by who sent them and by room. An upload that is not finished counts with its whole length, so that
 * what was let in at its creation can be finished ([FL3]).
 */
export class Quotas {
  readonly #stored: Query<{ bytes: number }>;
  readonly #byHolder: Query<{ bytes: number; uploads: number }>;
  readonly #byRoom: Query<{ bytes: number }>;

  constructor(database: DatabaseSync) {
    this.#stored = new Query(database, 'SELECT bytes FROM usage WHERE scope = ?');
    this.#byHolder = new Query(
      database,
      `SELECT coalesce(sum(length), 0) AS bytes, count(*) AS uploads FROM uploads
       WHERE holder = ? AND finished IS NULL`,
    );
    this.#byRoom = new Query(
      database,
      'SELECT coalesce(sum(length), 0) AS bytes FROM uploads WHERE room = ? AND finished IS NULL',
    );
  }

  /** Uploads of one user that are not finished. */
  unfinished(holder: string): number {
    return this.#byHolder.get(holder)?.uploads ?? 0;
  }

  /** @param quotas absent where the bytes were counted before. @throws ProtocolError `quota_exceeded` */
  check(room: number, holder: string, bytes: number, quotas: FileQuotas | undefined): void {
    if (!quotas) return;
    const { userFileBytes, roomFileBytes } = quotas;
    if (userFileBytes > 0) {
      const held = this.#of(`u:${holder}`) + (this.#byHolder.get(holder)?.bytes ?? 0);
      if (held + bytes > userFileBytes) throw exceeded('Your files', held, userFileBytes);
    }
    if (roomFileBytes > 0) {
      const held = this.#of(`r:${room}`) + (this.#byRoom.get(room)?.bytes ?? 0);
      if (held + bytes > roomFileBytes) throw exceeded('The files of this room', held, roomFileBytes);
    }
  }

  #of(scope: string): number {
    return this.#stored.get(scope)?.bytes ?? 0;
  }
}

function exceeded(whose: string, held: number, allowed: number): ProtocolError {
  return new ProtocolError(
    'quota_exceeded',
    `${whose} hold ${held} of the ${allowed} bytes that this server allows. Delete some, or ask its owner for more.`,
  );
}
