import type { IncomingMessage } from 'node:http';
import { type ClientAddresses, plainAddress } from './clientAddress.ts';
import type { Vouched } from './vouched.ts';

const MOST_CHARACTERS = 255;

/** The header by which a proxy that has checked who somebody is says so, and from whom it counts. */
export class TrustedHeader {
  readonly #name: string;
  readonly #addresses: ClientAddresses;

  constructor(name: string, addresses: ClientAddresses) {
    this.#name = name.toLowerCase();
    this.#addresses = addresses;
  }

  /**
   * @returns whom the proxy vouches for; nothing where it names nobody; `'forged'` where the header is not the proxy's
   * alone: from elsewhere, given twice, or nothing that names a person
   */
  read(request: IncomingMessage): Vouched | undefined | 'forged' {
    const values = request.headersDistinct[this.#name];
    if (!values) return undefined;
    const [raw = '', ...others] = values;
    // Node reads headers byte by byte.
    const subject = Buffer.from(raw, 'latin1').toString('utf8').trim();
    const isPlain = subject !== '' && subject.length <= MOST_CHARACTERS && !/[\p{Cc}\ufffd]/u.test(subject);
    const isOurs = this.#addresses.isProxy(plainAddress(request.socket.remoteAddress));
    if (!isOurs || others.length > 0 || !isPlain) return 'forged';
    return { external: { issuer: `header:${this.#name}`, subject }, name: subject };
  }
}
