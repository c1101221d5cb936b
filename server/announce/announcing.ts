import { networkInterfaces } from 'node:os';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import { normalizeName } from '../protocol/names.ts';
import type { Random } from '../random.ts';
import type { Announcer } from './announcer.ts';

export interface AnnouncingOptions {
  port: number;
  secure: boolean;
  access: 'open' | 'invite';
  clock: Clock;
  random: Random;
  log: Logger;
}

/** Whether, and under which name, a server makes itself known in the network; it does not unless it is told to. */
export class Announcing {
  readonly #options: AnnouncingOptions;
  #announcer: Announcer | undefined;
  /** Counts what was asked for: the last counts. */
  #wish = 0;
  #on = false;

  constructor(options: AnnouncingOptions) {
    this.#options = options;
  }

  get on(): boolean {
    return this.#on;
  }

  /** @param name `null` for no longer */
  set(name: string | null): void {
    this.#announcer?.close();
    this.#announcer = undefined;
    this.#wish += 1;
    this.#on = name !== null;
    if (name !== null) void this.#announce(name, this.#wish);
  }

  async #announce(name: string, wish: number): Promise<void> {
    const { Announcement } = await import('./announcement.ts');
    const { Announcer } = await import('./announcer.ts');
    if (wish !== this.#wish) return;
    const { port, secure, access, clock, random, log } = this.#options;
    const id = random.bytes(4).toString('hex');
    const announcement = new Announcement({ name: normalizeName(name) ?? '', secure, access, port, id });
    this.#announcer = new Announcer({ announcement, networks: networkInterfaces, clock, log });
  }
}
