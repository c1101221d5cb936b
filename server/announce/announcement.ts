import { announcedEntries, type Announced, SERVICE } from '../protocol/discovery.ts';
import {
  DNS_TYPES,
  type DnsMessage,
  type DnsName,
  type DnsRecord,
  fitLabel,
  sameName,
} from '../protocol/dnsMessage.ts';

/** How long others may remember what was told, in seconds (RFC 6762, 10); and what is told to who asks only once. */
const TTL_S = 120;
const LEGACY_TTL_S = 10;
/** Longest name that fits an entry of a TXT record together with its key. */
const NAME_BYTES = 200;
const SERVICES: DnsName = ['_services', '_dns-sd', '_udp', 'local'];

export interface AnnouncementOptions extends Announced {
  port: number;
  /** Tells servers of one name apart. */
  id: string;
}

/** What one server says of itself by mDNS: pure, so that it can be held to packets. */
export class Announcement {
  readonly #options: AnnouncementOptions;
  readonly #instance: DnsName;
  readonly #host: DnsName;

  constructor(options: AnnouncementOptions) {
    this.#options = options;
    const { name, id } = options;
    this.#instance = [fitLabel(`${name} ${id}`.trim().replaceAll(/\p{Cc}/gu, ' ')), ...SERVICE];
    this.#host = [`room-chat-${id}`, 'local'];
  }

  /** Told to all by itself. @param gone takes it back */
  unasked(addresses: readonly string[], gone = false): DnsMessage {
    return { id: 0, response: true, questions: [], records: this.#records(addresses, gone ? 0 : TTL_S) };
  }

  /**
   * The answer to a packet; `undefined` where it asks nothing that this is about.
   *
   * @param legacy whether it comes from who asks once and from another port: that one wants its own question back
   */
  answer(asked: DnsMessage, addresses: readonly string[], legacy: boolean): DnsMessage | undefined {
    if (asked.response) return undefined;
    const questions = asked.questions.filter(({ name, type }) => this.#isAbout(name, type));
    if (questions.length === 0) return undefined;
    const records = this.#records(addresses, legacy ? LEGACY_TTL_S : TTL_S);
    const listed = questions.some(({ name }) => sameName(name, SERVICES));
    return {
      id: legacy ? asked.id : 0,
      response: true,
      questions: legacy ? questions : [],
      records: listed ? [{ name: SERVICES, ttl: TTL_S, type: 'PTR', target: SERVICE }, ...records] : records,
    };
  }

  #isAbout(name: DnsName, type: number): boolean {
    const any = type === DNS_TYPES.ANY;
    if (sameName(name, SERVICE) || sameName(name, SERVICES)) return any || type === DNS_TYPES.PTR;
    if (sameName(name, this.#instance)) return any || type === DNS_TYPES.SRV || type === DNS_TYPES.TXT;
    return sameName(name, this.#host) && (any || type === DNS_TYPES.A);
  }

  #records(addresses: readonly string[], ttl: number): DnsRecord[] {
    const { port, name, secure, access } = this.#options;
    return [
      { name: SERVICE, ttl, type: 'PTR', target: this.#instance },
      { name: this.#instance, ttl, type: 'SRV', port, target: this.#host },
      {
        name: this.#instance,
        ttl,
        type: 'TXT',
        entries: announcedEntries({ name: fitLabel(name, NAME_BYTES), secure, access }),
      },
      ...addresses.map((address): DnsRecord => ({ name: this.#host, ttl, type: 'A', address })),
    ];
  }
}
