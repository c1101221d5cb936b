import type { Memento } from 'vscode';

const PINS_KEY = 'serverPins';

/**
 * The certificates that invites named, by server: each is the only one that is accepted there. They are no secrets, and
 * kept for the person, out of reach of any workspace.
 */
export class ServerPins {
  readonly #person: Memento;

  constructor(person: Memento) {
    this.#person = person;
  }

  /** SHA-256 of the certificate in lower-case hex; `undefined` where the usual checks decide. */
  of(url: string): string | undefined {
    const pins = this.#all();
    return Object.hasOwn(pins, url) ? pins[url] : undefined;
  }

  /** From now on only this one is accepted; called once a connection with it was made. */
  async keep(url: string, pin: string): Promise<void> {
    if (this.of(url) !== pin) await this.#person.update(PINS_KEY, { ...this.#all(), [url]: pin });
  }

  /** The URL to dial for one that was typed: a server whose certificate is known is not spoken to without TLS. */
  dialled(url: string): string {
    const secured = url.replace(/^ws:/u, 'wss:');
    return this.of(secured) === undefined ? url : secured;
  }

  #all(): Readonly<Record<string, string>> {
    return this.#person.get<Record<string, string>>(PINS_KEY, {});
  }
}
