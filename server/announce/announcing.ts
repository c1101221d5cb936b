import { networkInterfaces } from 'node:os';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import { normalizeName } from '../protocol/names.ts';
import type { Random } from '../random.ts';
import { Announcement } from './announcement.ts';
import { Announcer } from './announcer.ts';

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

  constructor(options: AnnouncingOptions) {
    this.#options = options;
  }

  get on(): boolean {
    return this.#announcer !== undefined;
  }

  /** @param name `null` for no longer */
  set(name: string | null): void {
    this.#announcer?.close();
    this.#announcer = undefined;
    if (name === null) return;
    const { port, secure, access, clock, random, log } = this.#options;
    const id = random.bytes(4).toString('hex');
    const announcement = new Announcement({ name: normalizeName(name) ?? '', secure, access, port, id });
    this.#announcer = new Announcer({ announcement, networks: networkInterfaces, clock, log });
  }
}
