import { Grouped } from './grouped.ts';
import { ProtocolError } from './protocol/errors.ts';
import type { Session } from './session.ts';
import type { Actor } from './store/operations.ts';

/** The sessions that are open, and whose they are. */
export class SessionRegistry {
  readonly #all = new Set<Session>();
  readonly #byHolder = new Grouped<Session>();
  readonly #perUser: number;

  /** @param perUser most sessions that one user may have; 0 is 'no limit' */
  constructor(perUser: number) {
    this.#perUser = perUser;
  }

  get size(): number {
    return this.#all.size;
  }

  all(): Session[] {
    return [...this.#all];
  }

  add(session: Session): void {
    this.#all.add(session);
  }

  /** Files a session under its user. @returns false where the user has too many already ([RQ4] 4029) */
  connected(session: Session): boolean {
    const { phase } = session;
    if (phase.phase !== 'connected') throw new ProtocolError('not_connected', 'The session is not connected.');
    const { holder } = phase.actor;
    if (this.#perUser > 0 && this.#byHolder.count(holder) >= this.#perUser) return false;
    this.#byHolder.add(holder, session);
    return true;
  }

  of(holder: string): Iterable<Session> {
    return this.#byHolder.of(holder);
  }

  /** Sessions whose user fits: looks at all, so it is for what is rare. */
  matching(fits: (actor: Actor) => boolean): Session[] {
    return this.all().filter(({ phase }) => phase.phase === 'connected' && fits(phase.actor));
  }

  remove(session: Session, holder: string | undefined): void {
    this.#all.delete(session);
    if (holder !== undefined) this.#byHolder.delete(holder, session);
  }
}
