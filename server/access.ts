import type { Clock } from './clock.ts';
import { ProtocolError } from './protocol/errors.ts';
import { TRANSFER_TOKEN_MS } from './protocol/limits.ts';
import { nameKey, normalizeName } from './protocol/names.ts';
import { guestId, newId, newToken, type Random, tokenHash } from './random.ts';
import type { MessageStore, Outcome } from './store/messageStore.ts';
import type { Actor } from './store/operations.ts';

export type AccessMode = 'open' | 'invite';

export interface Credentials {
  name: string;
  token?: string | undefined;
  invite?: string | undefined;
  remember?: boolean | undefined;
}

export interface Admission {
  actor: Actor;
  /** Comes back once, to who registered the name. */
  token?: string;
  /** A guest's proof of being the same one later ([GR5]). */
  transferToken?: string;
  transferExpires?: number;
}

/** Who may come in, and who holds which name now ([GR5], [AC2]). */
export class Access {
  readonly mode: AccessMode;
  readonly #store: MessageStore;
  readonly #clock: Clock;
  readonly #random: Random;
  /** Guests who are here: their lineage and how many sessions they have, by the key of the name. */
  readonly #guests = new Map<string, { lineage: string; sessions: number }>();
  /** Those who wait for somebody who is just connecting under the same name. */
  readonly #queues = new Map<string, (() => void)[]>();

  constructor(mode: AccessMode, store: MessageStore, clock: Clock, random: Random) {
    this.mode = mode;
    this.#store = store;
    this.#clock = clock;
    this.#random = random;
  }

  /**
   * Judges who connects; a guest who is let in holds the name until `release`.
   * Fails with `bad_name`, `name_taken`, `bad_token` or `bad_invite`.
   */
  admit(credentials: Credentials, settle: (outcome: Outcome<Admission>) => void): void {
    const name = normalizeName(credentials.name);
    if (name === undefined) {
      const message = 'A name has 1 to 64 characters, and none that is hidden. Choose another.';
      queueMicrotask(() => settle({ ok: false, error: new ProtocolError('bad_name', message) }));
      return;
    }
    const key = nameKey(name);
    this.#inTurn(key, (done) =>
      this.#judge(name, key, credentials, (outcome) => {
        done();
        settle(outcome);
      }),
    );
  }

  release(actor: Actor): void {
    const key = nameKey(actor.name);
    const held = this.#guests.get(key);
    if (!actor.guest || held?.lineage !== actor.holder) return;
    held.sessions -= 1;
    if (held.sessions === 0) this.#guests.delete(key);
  }

  #judge(name: string, key: string, credentials: Credentials, settle: (outcome: Outcome<Admission>) => void): void {
    const { token, remember = false } = credentials;
    if (credentials.invite !== undefined && token === undefined && this.mode === 'invite') {
      const error = new ProtocolError('bad_invite', 'This invite is unknown, used up or has expired. Ask for another.');
      queueMicrotask(() => settle({ ok: false, error }));
      return;
    }
    const fresh = newToken(this.#random);
    const now = this.#clock.now();
    const expires = now + TRANSFER_TOKEN_MS;
    this.#store.submit(
      'identify',
      {
        name,
        key,
        guestId: guestId(key),
        ...(token !== undefined && { token: tokenHash(token) }),
        remember,
        open: this.mode === 'open',
        fresh: {
          userId: newId(this.#random, 'u'),
          lineage: newId(this.#random, 'l'),
          token: tokenHash(fresh),
          expires,
        },
        // Somebody else is here under this name: nothing may be registered over them.
        heldBy: this.#guests.get(key)?.lineage,
        now,
      },
      (outcome) => {
        if (!outcome.ok) {
          settle(outcome);
          return;
        }
        const { actor, issued } = outcome.value;
        if (actor.guest) this.#hold(key, actor.holder);
        settle({
          ok: true,
          value: {
            actor,
            ...(issued === 'device' && { token: fresh }),
            ...(issued === 'guest' && { transferToken: fresh, transferExpires: expires }),
          },
        });
      },
    );
  }

  #hold(key: string, lineage: string): void {
    const held = this.#guests.get(key);
    if (held) held.sessions += 1;
    else this.#guests.set(key, { lineage, sessions: 1 });
  }

  /** One after the other for each name, so that two who come at once do not both get it. */
  #inTurn(key: string, task: (done: () => void) => void): void {
    const run = (): void =>
      task(() => {
        const next = this.#queues.get(key)?.shift();
        if (next) next();
        else this.#queues.delete(key);
      });
    const queue = this.#queues.get(key);
    if (queue) queue.push(run);
    else {
      this.#queues.set(key, []);
      run();
    }
  }
}
