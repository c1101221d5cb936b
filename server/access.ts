import type { Clock } from './clock.ts';
import { ProtocolError } from './protocol/errors.ts';
import { TRANSFER_TOKEN_MS } from './protocol/limits.ts';
import { nameKey, normalizeName } from './protocol/names.ts';
import { guestId, newId, newToken, type Random, tokenHash } from './random.ts';
import type { Role } from './protocol/model.ts';
import type { ExternalIdentity } from './store/identityOperations.ts';
import type { MessageStore, Outcome } from './store/messageStore.ts';
import type { Actor } from './store/operations.ts';

export type AccessMode = 'open' | 'invite';

export interface Credentials {
  name: string;
  token?: string | undefined;
  invite?: string | undefined;
  remember?: boolean | undefined;
  /** What the person calls this device. */
  device?: string | undefined;
  /** Of a provider or a proxy, verified already. */
  external?: ExternalIdentity | undefined;
}

export interface Admission {
  actor: Actor;
  /** On the server. */
  role: Role;
  /** Id of the invite that was redeemed. */
  invite?: string;
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
  /** Those who are here: their holder and how many sessions they have, by the key of the name. */
  readonly #here = new Map<string, { holder: string; guest: boolean; sessions: number }>();
  /** Those who wait for somebody who is just connecting under the same name. */
  readonly #queues = new Map<string, (() => void)[]>();

  constructor(mode: AccessMode, store: MessageStore, clock: Clock, random: Random) {
    this.mode = mode;
    this.#store = store;
    this.#clock = clock;
    this.#random = random;
  }

  /**
   * Judges who connects; who is let in holds the name until `release`.
   * Fails with `bad_name`, `name_taken`, `bad_token`, `bad_invite` or `forbidden`.
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
    const held = this.#here.get(key);
    if (held?.holder !== actor.holder) return;
    held.sessions -= 1;
    if (held.sessions === 0) this.#here.delete(key);
  }

  #judge(name: string, key: string, credentials: Credentials, settle: (outcome: Outcome<Admission>) => void): void {
    const { token, invite, external, remember = false, device = '' } = credentials;
    const fresh = newToken(this.#random);
    const now = this.#clock.now();
    const expires = now + TRANSFER_TOKEN_MS;
    const held = this.#here.get(key);
    this.#store.submit(
      'identify',
      {
        name,
        key,
        guestId: guestId(key),
        ...(token !== undefined && { token: tokenHash(token) }),
        ...(invite !== undefined && { invite: tokenHash(invite) }),
        external,
        remember,
        label: normalizeName(device) ?? '',
        open: this.mode === 'open',
        fresh: {
          userId: newId(this.#random, 'u'),
          lineage: newId(this.#random, 'l'),
          device: newId(this.#random, 'd'),
          token: tokenHash(fresh),
          expires,
        },
        // Somebody else is here under this name: nothing may be registered over them.
        heldBy: held?.guest === true ? held.holder : undefined,
        live: held?.guest === false,
        now,
      },
      (outcome) => {
        if (!outcome.ok) {
          settle(outcome);
          return;
        }
        const { actor, role, issued, invite: redeemed } = outcome.value;
        this.#hold(actor);
        settle({
          ok: true,
          value: {
            actor,
            role,
            ...(redeemed !== undefined && { invite: redeemed }),
            ...(issued === 'device' && { token: fresh }),
            ...(issued === 'guest' && { transferToken: fresh, transferExpires: expires }),
          },
        });
      },
    );
  }

  #hold({ name, holder, guest }: Actor): void {
    const key = nameKey(name);
    const held = this.#here.get(key);
    if (held?.holder === holder) held.sessions += 1;
    else this.#here.set(key, { holder, guest, sessions: 1 });
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
